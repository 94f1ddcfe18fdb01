"""Empty boxes: taken at stuffing, given back at stripping, leased in where none is left.

Boxes of owners (`domain.box_owners`) stand apart by owner: a journey gets its planned owner's box,
or where none stands there that of the owner with the least price per use whose boxes may go there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.box_owners import LEASED, Fleet, OwnerTerms, Pool
from domain.iso6346 import container_number
from domain.network import goes_home

POOL_PREFIX, LEASED_PREFIX = "CDBU", "CDLU"
"""Owner codes of the zone's pool and of leased boxes (assumed)."""
PREFIX_OF = {"own": POOL_PREFIX, "railway": "CDRU", "carrier": "CDCU", "lease": LEASED_PREFIX}
"""Owner codes by kind of owner (assumed)."""


@dataclass(frozen=True, slots=True)
class Empty:
    """One physical box; `owner` is empty for one of the zone's pool, or leased in."""

    box_no: str
    leased: bool
    owner: str = LEASED


@dataclass(slots=True)
class BoxPools:
    """Empty boxes by (node, box type), and those of owners by (owner, node, box type).

    `unlimited`: a box of the zone's pools is always there, as the planner assumes. Of owners there
    is what there is. `hired` counts boxes that came from outside, leased in or one way; `gone`
    those of owners that went back there.
    """

    stocks: Mapping[tuple[str, str], int]
    unlimited: bool
    fleet: Fleet = field(default_factory=Fleet)
    leased: int = 0
    hired: int = 0
    gone: int = 0
    opening: int = 0
    driving_home: int = 0
    weeks: dict[tuple[str, str, int], list[int]] = field(default_factory=dict)
    _empties: dict[tuple[str, str], deque[Empty]] = field(default_factory=dict)
    _owned: dict[Pool, deque[Empty]] = field(default_factory=dict)
    _made: int = 0

    def __post_init__(self) -> None:
        """Number the opening stock."""
        for key, count in sorted(self.stocks.items()):
            if self.fleet.covers(key[1]):
                continue
            line = self._empties.setdefault(key, deque())
            line.extend(self._new(key[1], leased=False) for _ in range(count))
            self.opening += count
        for (owner, place, box_type), count in sorted(self.fleet.opening().items()):
            stand = self._owned.setdefault((owner, place, box_type), deque())
            stand.extend(self._of_owner(owner, box_type) for _ in range(count))
            self.opening += count

    def take(
        self, node_id: str, box_type: str, owner: str | None = None, to_id: str = ""
    ) -> tuple[Empty, bool]:
        """A box for stuffing, and whether it had to be leased in.

        Of boxes that belong to owners, that of the one planned (`LEASED`: to be leased in), or
        where nobody was planned (`None`) of whoever has one there.
        """
        if self.fleet.covers(box_type):
            found = self._hire(node_id, box_type, owner, to_id)
            if found is not None:
                return found, False
            self.leased += 1
            return self._new(box_type, leased=True), True
        line = self._empties.setdefault((node_id, box_type), deque())
        if line:
            return line.popleft(), False
        if self.unlimited:
            self.opening += 1
            return self._new(box_type, leased=False), False
        self.leased += 1
        return self._new(box_type, leased=True), True

    def bring_in(self, box_no: str) -> Empty:
        """The box of a journey that was under way at hour 0; it joins the pools when stripped."""
        self.opening += 1
        return Empty(box_no, leased=False)

    def _hire(self, node_id: str, box_type: str, owner: str | None, to_id: str) -> Empty | None:
        """The planned owner's box, else another's; `None`: to be leased in."""
        if owner == LEASED:
            return None
        fitting = self.fleet.open_to(box_type, node_id, to_id)
        planned = [one for one in fitting if one.owner == owner]
        others = sorted(
            (one for one in fitting if one.owner != owner),
            key=lambda one: (one.one_way, one.use_cny),
        )
        for terms in (*planned, *others):
            if terms.one_way:
                self.hired += 1
                return self._of_owner(terms.owner, box_type)
            stand = self._owned.get((terms.owner, node_id, box_type))
            if stand:
                return stand.popleft()
        return None

    def take_empty(self, owner: str, node_id: str, box_type: str) -> Empty | None:
        """A box of an owner to be moved empty, if one stands there."""
        stand = self._owned.get((owner, node_id, box_type))
        return stand.popleft() if stand else None

    def terms_of(self, box_type: str, empty: Empty | None) -> OwnerTerms | None:
        """On whose terms a box is used."""
        return None if empty is None else self.fleet.of(empty.owner, box_type)

    def give_back(self, node_id: str, box_type: str, empty: Empty) -> None:
        """A stripped box joins the pool of the place where it is; a lease is over."""
        if not self.fleet.covers(box_type):
            self._empties.setdefault((node_id, box_type), deque()).append(empty)
            return
        terms = self.terms_of(box_type, empty)
        if terms is None or terms.one_way:
            self.gone += 1
        else:
            self._owned.setdefault((empty.owner, node_id, box_type), deque()).append(empty)

    def standing(self) -> int:
        """Empty boxes over all places, and on their way home."""
        pools = (*self._empties.values(), *self._owned.values())
        return self.driving_home + sum(len(line) for line in pools)

    def standing_by_place(self) -> dict[tuple[str, str], int]:
        """Empty boxes by (node, box type), those on their way home and those of owners apart."""
        return {key: len(line) for key, line in self._empties.items()}

    def standing_by_owner(self) -> dict[Pool, int]:
        """Empty boxes of owners."""
        return {key: len(line) for key, line in self._owned.items()}

    def _of_owner(self, owner: str, box_type: str) -> Empty:
        terms = self.fleet.of(owner, box_type)
        assert terms is not None
        self._made += 1
        return Empty(container_number(PREFIX_OF[terms.kind], self._made), leased=False, owner=owner)

    def _new(self, box_type: str, *, leased: bool) -> Empty:
        self._made += 1
        if goes_home(box_type):
            return Empty(f"{box_type.upper()}-{self._made:05d}", leased)
        prefix = LEASED_PREFIX if leased else POOL_PREFIX
        return Empty(container_number(prefix, self._made), leased)
