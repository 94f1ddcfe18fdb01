"""Offers valued by several workers at once, and shared by file.

Valuing the box journeys of every consignment takes longer than deciding on them, and every worker
that plans by the rule needs all of them. So each values a share, writes it, and reads the others'.
Offers are pure functions of scenario and outlook: it saves work and changes no number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib

from domain.cargo import Consignment
from domain.outlook import Outlook
from domain.scenario import Scenario
from optimize.offers import offer_book
from study.progress import Watch
from study.replicate import take
from study.workers import run_units


@dataclass(frozen=True, slots=True)
class OffersJob:
    """The offers of some consignments, to be written by whoever values them."""

    scenario_file: Path
    outlook_file: Path
    file: Path
    consignments: frozenset[str]

    @property
    def unfinished(self) -> bool:
        """Whether they are still missing."""
        return not self.file.exists()


def share_offers(scenario_file: Path, outlook_file: Path, workers: int, watch: Watch) -> None:
    """Value all offers under an outlook, a share by each worker, unless that was done before."""
    folder = _folder(outlook_file)
    if folder.exists():
        return
    folder.mkdir()
    shares = split(take(scenario_file), workers)
    jobs = [
        OffersJob(scenario_file, outlook_file, folder / f"{number}.joblib", share)
        for number, share in enumerate(shares)
    ]
    with watch.step("value journeys", len(jobs)) as step:
        for _ in run_units(value_offers, jobs, workers, lambda job: job.unfinished):
            step.advance()


def value_offers(job: OffersJob) -> Path:
    """Value the offers of a share."""
    from study.planning import take_outlook

    scenario = take(job.scenario_file)
    book = offer_book(scenario, take_outlook(job.outlook_file))
    pool = {
        order.consignment_id: book.pool(order)
        for order in scenario.consignments
        if order.consignment_id in job.consignments
    }
    draft = job.file.with_suffix(".draft")
    joblib.dump(pool, draft)
    draft.replace(job.file)
    return job.file


def adopt_offers(scenario: Scenario, outlook: Outlook, outlook_file: Path) -> None:
    """Let this process know what all workers valued, if they did."""
    book = offer_book(scenario, outlook)
    if not book.complete:
        for file in sorted(_folder(outlook_file).glob("*.joblib")):
            book.adopt(joblib.load(file))


def split(scenario: Scenario, workers: int) -> list[frozenset[str]]:
    """Consignments in shares of about equal work.

    Those with the same end abroad stay together, because they use the same routes, and the work
    lies in the journeys of the routes.
    """
    groups: dict[str, list[Consignment]] = {}
    for order in scenario.consignments:
        groups.setdefault(_far_end(scenario, order), []).append(order)
    work = {name: _lanes(scenario, orders) for name, orders in groups.items()}
    shares: list[set[str]] = [set() for _ in range(workers)]
    loads = [0] * workers
    for name in sorted(groups, key=lambda one: (-work[one], one)):
        least = loads.index(min(loads))
        loads[least] += work[name]
        shares[least] |= {order.consignment_id for order in groups[name]}
    return [frozenset(share) for share in shares]


def _far_end(scenario: Scenario, order: Consignment) -> str:
    inbound = scenario.network.abroad(order.origin_id)
    return order.origin_id if inbound else order.destination_id


def _lanes(scenario: Scenario, orders: Sequence[Consignment]) -> int:
    """Routes and kinds of goods whose journeys some consignments look at."""
    kinds = {(order.flow_id, order.box_class): order for order in orders}
    lanes = {
        (way.route.route_id, order.box_class, order.product_id)
        for order in kinds.values()
        for way in scenario.ways_of(order)
    }
    return len(lanes)


def _folder(outlook_file: Path) -> Path:
    return outlook_file.with_name(f"{outlook_file.stem}_offers")
