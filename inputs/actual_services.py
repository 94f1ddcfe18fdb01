"""Which service of the scenario a booking list means, and whose clock its times are on."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from domain.network import CUSTOMS_TERRITORY, Node, Service
from domain.scenario import Scenario
from inputs.actual_columns import letters


class Services:
    """Dated services by id, by the names that a list gives them, and by their two ends.

    Parameters
    ----------
    only
        All rows are of this service, whatever they say.
    named
        Services by the names that a list uses (train numbers, lines).
    """

    def __init__(
        self, scenario: Scenario, *, only: str | None = None, named: Mapping[str, str] | None = None
    ) -> None:
        network = scenario.network
        self.year = scenario.clock.start_utc.year
        self._nodes = network.nodes
        self._only = only
        self._services = {s.service_id: s for s in network.services.values() if s.dated}
        self._by_name = {letters(name): name for name in self._services}
        self._by_name |= {letters(name): found for name, found in (named or {}).items()}

    @property
    def known(self) -> tuple[str, ...]:
        """Ids of all that a list may be about."""
        return tuple(self._services)

    def find(self, name: str, origin: str, destination: str) -> tuple[str | None, str]:
        """The service of a row, or `None` with the reason (of `inputs.actuals.REASONS`)."""
        if self._only is not None:
            return self._only, ""
        service_id = self._by_name.get(letters(name)) if name else None
        if service_id is not None:
            return service_id, ""
        if origin and destination:
            fit = [
                found
                for found, service in self._services.items()
                if self._is(origin, service.origin_id)
                and self._is(destination, service.destination_id)
            ]
            if len(fit) == 1:
                return fit[0], ""
            if fit:
                return None, "many_services"
        return None, "no_service"

    def _is(self, asked: str, node_id: str) -> bool:
        """Whether words mean a node: its id, its name, or the beginning or end of it."""
        word, node = letters(asked), self._nodes[node_id]
        names = (letters(node_id), letters(node.name_zh), letters(node.name_en))
        return any(word == one or (len(word) > 1 and word in one) for one in names)

    def border_of(self, service_id: str) -> tuple[int, Node] | None:
        """Leg at whose end a service leaves or enters China, with that place; `None`: nowhere.

        The place is the border on China's side, wherever the train goes.
        """
        return border_of(self._services[service_id], self._nodes)

    def zone(self, service_id: str, column: str) -> ZoneInfo:
        """The clock of the place where a time of a list is taken."""
        service = self._services[service_id]
        if column.startswith("border"):
            border = border_of(service, self._nodes)
            return ZoneInfo(border[1].tz if border else self._nodes[service.origin_id].tz)
        end = service.destination_id if column == "arrival" else service.origin_id
        return ZoneInfo(self._nodes[end].tz)


def border_of(service: Service, nodes: Mapping[str, Node]) -> tuple[int, Node] | None:
    """The call of a service at China's border: the leg that ends there, and the place."""
    for at, leg in enumerate(service.legs[:-1]):
        call, after = nodes[leg.to_id], nodes[service.legs[at + 1].to_id]
        here = call.country == CUSTOMS_TERRITORY
        crosses_next = here and after.country != CUSTOMS_TERRITORY
        crossed_before = here and nodes[leg.from_id].country != CUSTOMS_TERRITORY
        if crosses_next or crossed_before:
            return at, call
    return None
