"""Terms of bookings on services, and of yards, as scenarios name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from domain.lookup import CLASS_ORDER
from domain.network import Network, Service
from domain.sailings import OTHERS, Sailing, WhenFull
from domain.tiers import Tier
from inputs.box_owners import tiers
from inputs.findings import did_you_mean
from inputs.schema_services import SailingKeys
from inputs.source import Source, fits

KEY = "sailings"


def with_sailings(source: Source, services: Mapping[str, Service]) -> dict[str, Service]:
    """Services with their terms; of two patterns that fit, the last holds."""
    dated = [name for name, one in services.items() if one.dated]
    found = dict(services)
    for pattern, keys in source.file.sailings.items():
        picked = [name for name in dated if fits(name, pattern)]
        if not picked:
            source.findings.error(
                source.at(KEY, pattern), "no_match", found=pattern, what="dated service",
                what_zh="有班期的服务", hint=did_you_mean(pattern.rstrip("*"), dated),
            )  # fmt: skip
        _check_order(source, pattern, keys)
        _check_when_full(source, pattern, keys, [services[name] for name in picked])
        for name in picked:
            found[name] = _shortest(replace(found[name], sailing=_sailing(keys)))
            _check_lengths(source, pattern, keys, found[name])
            _check_others(source, pattern, keys, found[name])
    return found


def _sailing(keys: SailingKeys) -> Sailing:
    full = keys.when_full
    return Sailing(
        keys.booking_cutoff_h, keys.customs_cutoff_h, tuple(keys.first_aboard), keys.short_share,
        keys.short_by, keys.blank_share, keys.blank_notice_h, keys.no_show_share,
        keys.no_show_fee_share, None if full is None else WhenFull(
            full.full_teu, full.longest_hold_h, inf if full.least_teu is None else full.least_teu,
            full.hold_h,
        ),
        tuple(keys.length_by_leg), keys.wagons_short_share, keys.wagons_short_by,
        gate_opens_h=inf if keys.gate_opens_h is None else keys.gate_opens_h,
        outer_yard_cny_per_day=keys.outer_yard_cny_per_day, others_teu=keys.others_teu,
        others_no_show_share=keys.others_no_show_share, overbooked_teu=keys.overbooked_teu,
    )  # fmt: skip


def _shortest(service: Service) -> Service:
    """A service whose room is no more than its shortest train."""
    lengths = () if service.sailing is None else service.sailing.teu_by_leg
    if not lengths:
        return service
    room = inf if service.capacity_teu is None else service.capacity_teu
    return replace(service, capacity_teu=min(room, *lengths))


def _check_others(source: Source, pattern: str, keys: SailingKeys, service: Service) -> None:
    """No more is oversold than others booked, and nothing that needs one room for all."""
    rules = None
    if keys.overbooked_teu > keys.others_teu:
        rules = ("it is more than others_teu", "超过 others_teu")
    elif keys.others_teu > 0.0 and (keys.when_full is not None or keys.length_by_leg):
        rules = (
            "not with when_full or length_by_leg, which know the zone's boxes alone",
            "不能与 when_full 或 length_by_leg 同用：它们只计本区的箱",
        )
    elif keys.others_teu > 0.0 and service.capacity_teu is None:
        rules = ("the service has no limit in TEU", "该服务没有 TEU 上限")
    if rules is not None:
        source.findings.error(
            source.at(KEY, pattern, "others_teu"), "wrong_value", found=service.service_id,
            rule=rules[0], rule_zh=rules[1],
        )  # fmt: skip


def _check_lengths(source: Source, pattern: str, keys: SailingKeys, service: Service) -> None:
    """One length for each leg, and lengths where wagons may be short."""
    legs, said = len(service.legs), len(keys.length_by_leg)
    if keys.length_by_leg and said != legs:
        source.findings.error(
            source.at(KEY, pattern, "length_by_leg"), "wrong_value", found=str(said),
            rule=f"{service.service_id} has {legs} legs, so it needs {legs} lengths",
            rule_zh=f"{service.service_id} 有 {legs} 段，因此需要 {legs} 个长度",
        )  # fmt: skip
    if keys.wagons_short_share > 0.0 and not keys.length_by_leg:
        source.findings.error(
            source.at(KEY, pattern, "wagons_short_share"), "wrong_value",
            found=f"{keys.wagons_short_share:g}",
            rule="say length_by_leg: how many wagons there are beyond the border",
            rule_zh="请写 length_by_leg：口岸以外有多少车皮",
        )  # fmt: skip


def check_windows(source: Source, network: Network) -> None:
    """A window is open long enough for the terminal's own work before the cut-off."""
    for pattern, keys in source.file.sailings.items():
        opens_h = keys.gate_opens_h
        for service in network.services.values() if opens_h is not None else ():
            if not service.dated or not fits(service.service_id, pattern):
                continue
            work_h = max(
                (
                    row.work.nominal
                    for (node_id, step, _, _, mode), row in network.processes.items()
                    if step == "terminal_out"
                    and node_id in (service.origin_id, "*")
                    and mode in (service.mode, "any")
                ),
                default=0.0,
            )
            least_h = service.gate_in_cutoff_h + work_h
            rules = None
            if keys.when_full is not None:
                rules = (
                    "trains that go when full have no hour to open the gate before",
                    "满载即发的班列没有可据以开舱的时刻",
                )
            elif opens_h is not None and opens_h < least_h:
                needs = f"{least_h:g} h at least: its cut-off, and the work of its terminal"
                rules = (
                    f"{service.service_id} needs {needs}",
                    f"{service.service_id} 至少需要 {least_h:g} 小时：截载时间加场站作业时间",
                )
            if rules is not None:
                source.findings.error(
                    source.at(KEY, pattern, "gate_opens_h"), "wrong_value",
                    found=f"{opens_h:g}", rule=rules[0], rule_zh=rules[1],
                )  # fmt: skip


def _check_when_full(
    source: Source, pattern: str, keys: SailingKeys, services: Sequence[Service]
) -> None:
    """Such trains have paths, room for what is full, and no empties by a lane."""
    if keys.when_full is None:
        return
    at = source.at(KEY, pattern, "when_full")
    owners = source.file.box_owners
    lanes = () if owners is None else owners.lanes.values()
    pooled = [one for pool in source.file.planning.path_pools.values() for one in pool.services]
    for service in services:
        name, room = service.service_id, service.capacity_teu
        rules = None
        if service.dispatch != "path":
            rules = (
                "only path trains go when full; this one has a timetable",
                "只有按运行线开行的班列可满载即发；该班列有时刻表",
            )
        elif room is not None and keys.when_full.full_teu > room:
            rules = (
                f"full_teu is more than the {room:g} TEU that it has",
                f"full_teu 超过其运力 {room:g} TEU",
            )
        elif any(fits(name, one) for one in pooled):
            rules = (
                "a pool of planning.path_pools gives out its paths; say one or the other",
                "其运行线由 planning.path_pools 的池分配；二者选一",
            )
        elif any(name in lane for lane in lanes):
            rules = (
                "a lane of empties uses it; empties wait for no train to fill",
                "空箱通道使用该班列；空箱不等班列满载",
            )
        if rules is not None:
            source.findings.error(at, "wrong_value", found=name, rule=rules[0], rule_zh=rules[1])


def _check_order(source: Source, pattern: str, keys: SailingKeys) -> None:
    """What is loaded first is a flow or a class of goods, named once."""
    flows = {row.text("flow_id") for row in source.tables["flows"]}
    known = flows | {name for names in CLASS_ORDER.values() for name in names}
    known |= {OTHERS} if keys.others_teu > 0.0 else set()
    for number, name in enumerate(keys.first_aboard):
        at = source.at(KEY, pattern, "first_aboard", number)
        if name not in known:
            source.findings.error(
                at, "unknown_id", what="flow or cargo class", what_zh="货流或货类", found=name,
                hint=did_you_mean(name, sorted(known)),
            )  # fmt: skip
        elif name in keys.first_aboard[:number]:
            source.findings.error(
                at, "wrong_value", found=name, rule="it stands before already, and counts there",
                rule_zh="前面已经写过，以前面为准",
            )  # fmt: skip


def yard_tiers(source: Source) -> dict[str, tuple[Tier, ...]]:
    """What a day in a yard costs boxes without an owner, by steps, of the yards that say it."""
    known = [row.text("node_id") for row in source.tables["nodes"]]
    found = {}
    for node_id, said in source.file.yard_tiers.items():
        if node_id not in known:
            source.findings.error(
                source.at("yard_tiers", node_id), "unknown_node", found=node_id,
                hint=did_you_mean(node_id, known),
            )  # fmt: skip
        found[node_id] = tiers(source, said, ("yard_tiers", node_id))
    return found
