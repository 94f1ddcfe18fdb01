"""What every policy is: known consignments and an outlook in, a Plan out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from domain.cargo import Consignment
from domain.outlook import Outlook
from domain.plan import Plan
from domain.scenario import Scenario


class Policy(Protocol):
    """Turns what is known into bookings."""

    @property
    def name(self) -> str:
        """`habit`, `rule`, `plan` or `foresight`."""

    def plan(self, scenario: Scenario, outlook: Outlook) -> Plan:
        """Decide on every consignment of the scenario.

        No consignment may influence a decision taken before its `known_at_h`, except under
        `foresight`.
        """


def announcements(
    scenario: Scenario,
) -> Iterator[tuple[float, tuple[Consignment, ...]]]:
    """Epochs in order: the hour of decision, and what has become known since the last one.

    A consignment known at an epoch's very hour is decided there.
    """
    waiting = sorted(scenario.consignments, key=lambda c: (c.known_at_h, c.consignment_id))
    at_h, index = 0.0, 0
    while index < len(waiting):
        fresh = []
        while index < len(waiting) and waiting[index].known_at_h <= at_h:
            fresh.append(waiting[index])
            index += 1
        yield at_h, tuple(fresh)
        at_h += scenario.planning.epoch_h
