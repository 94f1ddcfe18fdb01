"""Owners of boxes and the lanes of empties, from the scenario file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from domain.box_owners import EmptyLane, Fleet, OwnerTerms
from domain.network import Network
from domain.plan import Hop
from domain.tiers import Tier
from inputs.findings import did_you_mean
from inputs.schema_boxes import OwnedBoxes, OwnerKeys, TierKeys
from inputs.source import Source

KEY = "box_owners"


def fleet(source: Source, network: Network) -> Fleet:
    """The fleet of a scenario; empty where it names no owners."""
    said = source.file.box_owners
    if said is None:
        return Fleet()
    terms = [
        one
        for name, owner in said.owners.items()
        for one in _of_owner(source, network, name, owner)
    ]
    lanes = [
        lane
        for name, services in said.lanes.items()
        if (lane := _lane(source, network, name, services)) is not None
    ]
    return Fleet(tuple(terms), tuple(lanes), said.empty_freight_share)


def _of_owner(source: Source, network: Network, name: str, owner: OwnerKeys) -> list[OwnerTerms]:
    found = []
    for box_type, own in owner.boxes.items():
        at = (KEY, "owners", name, "boxes", box_type)
        box = network.boxes.get(box_type)
        if box is None:
            source.findings.error(
                source.at(*at), "unknown_id", what="box type", what_zh="箱型", found=box_type,
                hint=did_you_mean(box_type, list(network.boxes)),
            )  # fmt: skip
            continue
        if box.goes_home:
            _wrong(source, at, box_type, "a trailer goes home with its truck and has no owner here",
                   "挂车随车返回，在此没有箱主")  # fmt: skip
        for key, places in (
            ("stock", own.stock), ("returns", own.returns), ("demurrage_at", own.demurrage_at),
            ("detention_at", own.detention_at),
        ):  # fmt: skip
            _check_places(source, network, list(places), *at, key)
        _check_places(source, network, own.pick_up, *at, "pick_up")
        if owner.kind == "lease" and own.stock:
            _wrong(source, (*at, "stock"), "a stock", "a lease has pick_up and no stock of its own",
                   "租箱写 pick_up，没有自己的 stock")  # fmt: skip
        if owner.kind == "lease" and not own.pick_up:
            _wrong(source, at, box_type, "a lease needs pick_up: the nodes where its boxes are had",
                   "租箱需要 pick_up：提箱的节点")  # fmt: skip
        if owner.kind != "lease" and own.pick_up:
            _wrong(source, (*at, "pick_up"), "pick_up", "only a lease has it; others have a stock",
                   "只有租箱有 pick_up；其他写 stock")  # fmt: skip
        found.append(_terms(source, name, owner, box_type, own))
    return found


def _terms(
    source: Source, name: str, owner: OwnerKeys, box_type: str, own: OwnedBoxes
) -> OwnerTerms:
    at = (KEY, "owners", name, "boxes", box_type)
    return OwnerTerms(
        name, box_type, owner.kind, dict(own.stock), dict(own.returns), frozenset(own.pick_up),
        own.use_cny, own.cny_per_day, own.free_days,
        tiers(source, own.demurrage, (*at, "demurrage")),
        tiers(source, own.detention, (*at, "detention")), own.elsewhere_cny,
        {n: tiers(source, said, (*at, "demurrage_at", n)) for n, said in own.demurrage_at.items()},
        {n: tiers(source, said, (*at, "detention_at", n)) for n, said in own.detention_at.items()},
    )  # fmt: skip


def tiers(source: Source, said: Sequence[TierKeys], at: tuple[str | int, ...]) -> tuple[Tier, ...]:
    """Tiers as written; each begins after the one before it."""
    days = [tier.from_day for tier in said]
    for number, (before, after) in enumerate(pairwise(days), start=1):
        if after <= before:
            rule = f"a tier begins after the one before it, which begins on day {before:g}"
            rule_zh = f"每档须晚于前一档，前一档从第 {before:g} 天开始"
            _wrong(source, (*at, number, "from_day"), f"{after:g}", rule, rule_zh)
    return tuple(Tier(tier.from_day, tier.cny_per_day) for tier in said)


def _check_places(source: Source, network: Network, places: Sequence[str], *at: str | int) -> None:
    for number, node_id in enumerate(places):
        if node_id not in network.nodes:
            where = (*at, number) if at[-1] == "pick_up" else (*at, node_id)
            source.findings.error(
                source.at(*where), "unknown_node", found=node_id,
                hint=did_you_mean(node_id, list(network.nodes)),
            )  # fmt: skip


def _lane(source: Source, network: Network, name: str, services: Sequence[str]) -> EmptyLane | None:
    """A chain of whole services, each beginning where the one before it ends."""
    hops: list[Hop] = []
    end = start = ""
    known: Mapping[str, object] = network.services
    for number, service_id in enumerate(services):
        at = (KEY, "lanes", name, number)
        if service_id not in known:
            source.findings.error(
                source.at(*at), "unknown_id", what="service", what_zh="班线", found=service_id,
                hint=did_you_mean(service_id, list(known)),
            )  # fmt: skip
            return None
        service = network.services[service_id]
        if "box" not in service.carries:
            _wrong(source, at, service_id, "this service carries no boxes", "该班线不运箱")
        if number and service.origin_id != end:
            rule = f"it begins at {service.origin_id}, the one before it ends at {end}"
            rule_zh = f"它从 {service.origin_id} 开始，而前一条止于 {end}"
            _wrong(source, at, service_id, rule, rule_zh)
        start, end = start or service.origin_id, service.destination_id
        hops.append(Hop(service_id, 0, len(service.legs) - 1))
    if ":" in name or start == end:
        _wrong(source, (KEY, "lanes", name), name,
               "a lane joins two places; its name has no colon",
               "空箱通道连接两地；名称不含冒号")  # fmt: skip
    return EmptyLane(name, start, end, tuple(hops))


def _wrong(source: Source, at: tuple[str | int, ...], found: str, rule: str, rule_zh: str) -> None:
    source.findings.error(source.at(*at), "wrong_value", found=found, rule=rule, rule_zh=rule_zh)
