"""Whom customs select, for which looks, where and how often: supervision as a scenario sets it.

Every decision about a declaration is a function of its causes: (shipper, consignment), the order
book, and draws under these names. So it is the same whatever is planned, and whoever else is in
the box. `drawn_looks` says what happens in a replication; `expected_looks` the chances of the same,
for planners, who do not see the draws. At nominal pace nobody is looked into.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from domain.cargo import Consignment
from domain.draws import Chance

if TYPE_CHECKING:
    from domain.network import Network, Process

DOMESTIC = "domestic"
"""Goods of this direction are not declared across the border: nobody looks into them."""
X_RAY, PARTIAL, FULL, LABORATORY = "x_ray", "partial", "full", "laboratory"
LOOKS = (X_RAY, PARTIAL, FULL, LABORATORY)
"""Kinds of looks, in the order in which a box goes through them."""
BEFORE, AFTER, EXIT, ENTRY, DESTINATION = (
    "before_stuffing", "after_stuffing", "exit_port", "entry_port", "destination",
)  # fmt: skip
POINTS = (BEFORE, AFTER, EXIT, ENTRY, DESTINATION)
"""Where goods are looked into: their own lots, or the whole box at a place of its way."""
TESTED, TESTED_INLAND = "tested", "tested_inland"
"""The entry port and the destination, for the laboratory: independent of other looks there."""
DOOR = "door"
"""Where goods released on condition wait for their result: with nobody else."""
PARCEL_MODES = ("9610",)
USUAL_A_QUARTER = 6
"""Declarations of a shipper in a quarter that the order book does not have (24 a year)."""


@dataclass(frozen=True, slots=True)
class GradeRule:
    """Selection of a credit grade: its share, and how the selected are looked into.

    `kinds` are shares of those selected, with lanes; without, everybody selected is fully looked
    into.
    """

    credit_grade: str
    share: float
    violation_share: float
    kinds: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class History:
    """How the last calendar quarter of a shipper changes its selection.

    `quarters` are the hours at which quarters begin, ascending, from one before hour 0.
    """

    quarters: tuple[float, ...]
    failed_factor: float
    clean_factor: float

    def quarter(self, at_h: float) -> int:
        """Number of the quarter of an hour."""
        return sum(1 for begin_h in self.quarters if begin_h <= at_h) - 1


class Outcome(NamedTuple):
    """Looks that a declaration goes through one after another at a place, and their chance.

    `wrong_share` is the chance that something is wrong with its goods as well, and is found.
    """

    point: str
    kinds: tuple[str, ...]
    share: float
    wrong_share: float = 0.0


class RateSpell(NamedTuple):
    """Another share for goods that get ready in [from_h, to_h).

    `what` is `inspection`, `at` a credit grade then; or `testing`, `at` a node or `NODE:product`.
    Grades and products may end with *. The share is `value`, or multiplied by `factor`.
    """

    from_h: float
    to_h: float
    what: str
    at: str
    value: float | None
    factor: float


@dataclass(frozen=True, slots=True)
class Supervision:
    """The rules of customs in a scenario.

    Attributes
    ----------
    lanes
        Green (documents only), yellow (X-ray) and red (partial or full); otherwise all selected
        goods are fully looked into.
    more_share
        Chance that an X-ray of goods in order leads to a full look; others are always found.
    negative, low_risk
        Products always fully looked into, and those of which `auto_release_share` is released
        after `auto_release_h` without anybody looking.
    precision
        Share of needless looks that are still made: 1 without risk analysis. Those who break rules
        are selected as before, so hits stay.
    where
        Pattern of trade mode, direction or flow, and the point for it; the last that fits holds.
    tests
        Share of a product tested in the laboratory of a node, where it enters; of boxes that end
        at one of `inland_tests`, there.
    conditional
        Whether tested goods move on under seal and wait for the result before they may be sold.
    penalty_cny
        What a shipper pays to customs where something is found wrong.
    spells
        Other shares of selection and tests for goods that get ready in some days.
    """

    grades: Mapping[str, GradeRule]
    lanes: bool = False
    more_share: float = 0.0
    negative: frozenset[str] = frozenset()
    low_risk: frozenset[str] = frozenset()
    auto_release_share: float = 0.0
    auto_release_h: float = 0.0
    precision: float = 1.0
    history: History | None = None
    where: tuple[tuple[str, str], ...] = ()
    tests: Mapping[tuple[str, str], float] = field(default_factory=dict)
    inland_tests: frozenset[str] = frozenset()
    conditional: bool = False
    penalty_cny: float = 0.0
    spells: tuple[RateSpell, ...] = ()
    _past: dict[tuple[str, int], tuple[Consignment, ...]] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )
    _indexed: list[Sequence[Consignment]] = field(
        init=False, default_factory=list, compare=False, repr=False
    )

    def point(self, order: Consignment) -> str:
        """Where the goods of a declaration are looked into."""
        found = AFTER
        if order.direction == "import":
            found = ENTRY
        elif order.trade_mode in PARCEL_MODES:
            found = BEFORE
        for pattern, point in self.where:
            names = (order.trade_mode, order.direction, order.flow_id)
            if any(_fits(name, pattern) for name in names):
                found = point
        return found

    def auto_released(self, chance: Chance, order: Consignment) -> bool:
        """Whether a declaration is released by the machine within minutes."""
        low = order.product_id in self.low_risk and order.product_id not in self.negative
        return low and chance.happens(self.auto_release_share, "auto_release", order.consignment_id)

    def violates(self, chance: Chance, order: Consignment) -> bool:
        """Whether something is wrong with the goods, which nobody knows beforehand."""
        rule = self.grades.get(order.credit_grade)
        if rule is None:
            return False
        return chance.happens(rule.violation_share, "violates", order.consignment_id)

    def factor(self, book: Sequence[Consignment], order: Consignment, chance: Chance) -> float:
        """What the shipper's last quarter does to its share.

        A declaration of the order book failed if something was wrong with it and it would have
        been selected at the share of its grade; a quarter that the book does not have is drawn.
        """
        if self.history is None:
            return 1.0
        number = self.history.quarter(order.ready_h) - 1
        past = self._of_quarter(book, order.shipper_id, number)
        failed = any(self._failed(chance, earlier) for earlier in past)
        if not past:
            failed = chance.happens(
                self._usual_failure(order), "past_failure", order.shipper_id, number
            )
        return self.history.failed_factor if failed else self.history.clean_factor

    def expected_factor(self, book: Sequence[Consignment], order: Consignment) -> float:
        """The mean of `factor` over all draws."""
        if self.history is None:
            return 1.0
        number = self.history.quarter(order.ready_h) - 1
        past = self._of_quarter(book, order.shipper_id, number)
        clean = 1.0
        for earlier in past:
            clean *= 1.0 - self._failing(earlier)
        failed = 1.0 - clean if past else self._usual_failure(order)
        return failed * self.history.failed_factor + (1.0 - failed) * self.history.clean_factor

    def _failing(self, order: Consignment) -> float:
        """Chance that a declaration is selected at the share of its grade and then fails."""
        rule = self.grades.get(order.credit_grade)
        return 0.0 if rule is None else rule.share * rule.violation_share

    def _usual_failure(self, order: Consignment) -> float:
        return 1.0 - float((1.0 - self._failing(order)) ** USUAL_A_QUARTER)

    def _failed(self, chance: Chance, order: Consignment) -> bool:
        rule = self.grades.get(order.credit_grade)
        if rule is None or not self.violates(chance, order):
            return False
        return chance.u("select", order.consignment_id) < rule.share

    def _of_quarter(
        self, book: Sequence[Consignment], shipper_id: str, number: int
    ) -> tuple[Consignment, ...]:
        """Declarations of a shipper in a quarter; those of the book asked last are kept."""
        if not any(one is book for one in self._indexed):
            assert self.history is not None
            found: dict[tuple[str, int], list[Consignment]] = {}
            for order in book:
                key = (order.shipper_id, self.history.quarter(order.ready_h))
                found.setdefault(key, []).append(order)
            self._indexed[:] = [book]
            self._past.clear()
            self._past.update({key: tuple(orders) for key, orders in found.items()})
        return self._past.get((shipper_id, number), ())

    def grade_of(self, order: Consignment) -> GradeRule | None:
        """The rule of a consignment's grade on the day on which it gets ready."""
        rule = self.grades.get(order.credit_grade)
        if rule is None or not self.spells:
            return rule
        share = self._on_the_day("inspection", (order.credit_grade,), rule.share, order)
        return rule if share == rule.share else replace(rule, share=share)

    def tested_share(self, order: Consignment, node_id: str) -> float:
        """Share of such goods that the laboratory of a node tests on the day they get ready."""
        share = self.tests.get((node_id, order.product_id), 0.0)
        names = (node_id, f"{node_id}:{order.product_id}")
        return self._on_the_day("testing", names, share, order)

    def _on_the_day(
        self, what: str, names: tuple[str, ...], share: float, order: Consignment
    ) -> float:
        for spell in self.spells:
            here = spell.what == what and any(_fits(name, spell.at) for name in names)
            if here and spell.from_h <= order.ready_h < spell.to_h:
                share = min(1.0, share * spell.factor if spell.value is None else spell.value)
        return share

    def drawn_looks(
        self, book: Sequence[Consignment], order: Consignment, chance: Chance
    ) -> tuple[str, ...]:
        """The looks that the goods of a declaration get in a replication, laboratory apart.

        The same number decides at every precision, so that fewer looks are a part of more.
        """
        if chance.nominal or order.direction == DOMESTIC or self.auto_released(chance, order):
            return ()
        name, rule = order.consignment_id, self.grade_of(order)
        if order.product_id in self.negative:
            return (FULL,)
        if rule is None:
            return ()
        share = min(1.0, rule.share * self.factor(book, order, chance))
        wrong = self.violates(chance, order)
        if chance.u("select", name) >= (share if wrong else share * self.precision):
            return ()
        if not self.lanes:
            return (FULL,)
        kind = _pick(rule.kinds, chance.u("look_kind", name))
        if kind == X_RAY and (wrong or chance.happens(self.more_share, "look_more", name)):
            return (X_RAY, FULL)
        return (kind,)

    def tested(self, chance: Chance, order: Consignment, node_id: str) -> bool:
        """Whether a sample of the goods goes to the laboratory of a node."""
        share = self.tested_share(order, node_id)
        return chance.happens(share, "tested", order.consignment_id, node_id)

    def expected_looks(self, book: Sequence[Consignment], order: Consignment) -> Iterator[Outcome]:
        """The chances of what `drawn_looks` draws; nobody looks with what is left to 1."""
        if order.direction == DOMESTIC:
            return
        point = self.point(order)
        rule = self.grade_of(order)
        if order.product_id in self.negative:
            yield Outcome(point, (FULL,), 1.0, 0.0 if rule is None else rule.violation_share)
            return
        if rule is None:
            return
        share = self._mean_share(book, order, rule)
        if order.product_id in self.low_risk:
            share *= 1.0 - self.auto_release_share
        wrong = share * rule.violation_share
        right = share * (1.0 - rule.violation_share) * self.precision
        if not self.lanes:
            yield Outcome(point, (FULL,), wrong + right, wrong)
            return
        for kind, part in rule.kinds:
            if kind == X_RAY:
                found = part * (wrong + right * self.more_share)
                yield Outcome(point, (X_RAY, FULL), found, part * wrong)
                yield Outcome(point, (X_RAY,), part * (wrong + right) - found)
            else:
                yield Outcome(point, (kind,), part * (wrong + right), part * wrong)

    def _mean_share(
        self, book: Sequence[Consignment], order: Consignment, rule: GradeRule
    ) -> float:
        """Mean over both histories of a share that stays at most 1."""
        if self.history is None:
            return min(1.0, rule.share)
        high = min(1.0, rule.share * self.history.failed_factor)
        low = min(1.0, rule.share * self.history.clean_factor)
        span = self.history.failed_factor - self.history.clean_factor
        if span == 0.0:
            return low
        failed = (self.expected_factor(book, order) - self.history.clean_factor) / span
        return failed * high + (1.0 - failed) * low


def look_process(network: Network, node_id: str, kind: str, order: Consignment) -> Process | None:
    """The crew that does a kind of look at a node; laboratories differ by product."""
    goods = order.product_id if kind == LABORATORY else order.cargo_class
    return network.process(node_id, kind, order.direction, goods, "road")


def _pick(shares: Sequence[tuple[str, float]], u: float) -> str:
    for name, share in shares:
        if u < share:
            return name
        u -= share
    return shares[-1][0]


def _fits(name: str, pattern: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern
