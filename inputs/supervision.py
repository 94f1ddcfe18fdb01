"""Supervision of a scenario: its rules, and the crews that do the looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from domain.calendar import ALWAYS_OPEN
from domain.cargo import Product
from domain.draws import snap_h
from domain.network import InspectionRule, Node, Process
from domain.supervision import FULL, LABORATORY, GradeRule, History, Supervision
from inputs.findings import did_you_mean
from inputs.schema_supervision import CrewKeys, SupervisionKeys
from inputs.source import Source, fits
from inputs.tables import Row
from inputs.work import ANYWHERE, HOME_TZ, ProcessKey, duration

HS = "hs:"
FRUITS: Mapping[str, tuple[str, ...]] = {"fruit": ("0803", "0804", "0805", "0806", "0807", "0808",
                                                   "0809", "0810"),
                                         "durian": ("081060",)}  # fmt: skip
"""Beginnings of HS codes of the goods of laboratory.csv: fresh fruit."""
DIRECTIONS = ("export", "import", "domestic")
QUARTER_MONTHS = (1, 4, 7, 10)


def supervision(
    source: Source,
    nodes: Mapping[str, Node],
    products: Mapping[str, Product],
    inspections: Mapping[str, InspectionRule],
) -> tuple[Supervision | None, dict[ProcessKey, Process]]:
    """The rules, `None` where the scenario sets none, and the processes of its crews."""
    keys = source.file.supervision
    if keys is None:
        return None, {}
    _check_names(source, keys, nodes, products, inspections)
    crews = _crews(source, keys, nodes)
    tests, laboratories = _laboratories(source, keys, nodes, products)
    crews.update(laboratories)
    for node_id, hours in keys.status_change_h.items():
        crews[node_id, "status_change", "export", "any", "any"] = _work(
            f"status_change@{node_id}", node_id, "status_change", hours
        )
    rules = Supervision(
        grades=_grades(source, keys, inspections),
        lanes=keys.lanes,
        more_share=keys.more_share,
        negative=_listed(source, products, "negative", keys.negative),
        low_risk=_listed(source, products, "low_risk", keys.low_risk),
        auto_release_share=keys.auto_release_share,
        auto_release_h=snap_h(keys.auto_release_minutes / 60.0),
        precision=keys.precision,
        history=_history(source, keys),
        where=tuple(keys.inspect_at.items()),
        tests=tests,
        inland_tests=frozenset(keys.laboratory.inland) if keys.laboratory else frozenset(),
        penalty_cny=keys.penalty_cny,
        conditional=keys.laboratory is not None and keys.laboratory.release == "conditional",
    )
    return rules, crews


def _check_names(
    source: Source,
    keys: SupervisionKeys,
    nodes: Mapping[str, Node],
    products: Mapping[str, Product],
    inspections: Mapping[str, InspectionRule],
) -> None:
    """Every name that a scenario writes is known, and shares add up."""
    placed: list[tuple[tuple[str, ...], Iterable[str]]] = [
        (("crews",), keys.crews), (("status_change_h",), keys.status_change_h),
    ]  # fmt: skip
    if keys.laboratory is not None:
        placed.append((("laboratory", "servers"), keys.laboratory.servers))
        placed.append((("laboratory", "inland"), keys.laboratory.inland))
    for path, names in placed:
        for name in names:
            if name not in nodes:
                source.findings.error(
                    source.at("supervision", *path, name), "unknown_node", found=name,
                    hint=did_you_mean(name, list(nodes)),
                )  # fmt: skip
    for name in keys.grades:
        _known(source, ("supervision", "grades", name), name, list(inspections), "credit grade")
    for number, name in enumerate(keys.blocked_grades):
        at = ("supervision", "blocked_grades", number)
        _known(source, at, name, list(inspections), "credit grade")
    modes = [row.text("trade_mode") for row in source.tables["trade_modes"]]
    flows = [row.text("flow_id") for row in source.tables["flows"]]
    goods = [*DIRECTIONS, *dict.fromkeys(modes), *flows]
    for name in keys.inspect_at:
        if not any(fits(one, name) for one in goods):
            source.findings.error(
                source.at("supervision", "inspect_at", name), "no_match", found=name,
                what="direction, trade mode or flow", what_zh="方向、贸易方式或货流",
                hint=did_you_mean(name.rstrip("*"), goods),
            )  # fmt: skip
    for key in ("negative", "low_risk"):
        for number, name in enumerate(getattr(keys, key)):
            _known(source, ("supervision", key, number), name, list(products), "product")


def _known(
    source: Source, path: tuple[str | int, ...], name: str, known: list[str], what: str
) -> None:
    if name not in known:
        what_zh = {"credit grade": "信用等级", "product": "货物"}[what]
        source.findings.error(
            source.at(*path), "unknown_id", what=what, what_zh=what_zh, found=name,
            hint=did_you_mean(name, known),
        )  # fmt: skip


def _grades(
    source: Source, keys: SupervisionKeys, inspections: Mapping[str, InspectionRule]
) -> dict[str, GradeRule]:
    """Grades of inspection.csv with the split of supervision_grades.csv; others: fully."""
    split = {row.text("credit_grade"): row for row in source.tables["supervision_grades"]}
    found = {}
    for grade, rule in inspections.items():
        row, own = split.get(grade), keys.grades.get(grade)
        share = rule.share if own is None or own.share is None else own.share
        wrong = 0.0 if row is None else row.number_of("violation_share")
        if own is not None and own.violation_share is not None:
            wrong = own.violation_share
        kinds: tuple[tuple[str, float], ...] = ((FULL, 1.0),)
        if row is not None:
            parts = tuple(
                (kind, row.number_of(f"{kind}_share")) for kind in ("x_ray", "partial", "full")
            )
            total = sum(part for _, part in parts)
            if total > 0.0:
                kinds = tuple((kind, part / total) for kind, part in parts)
        found[grade] = GradeRule(grade, min(1.0, share * keys.selection_scale), wrong, kinds)
    return found


def _listed(
    source: Source, products: Mapping[str, Product], name: str, more: Iterable[str]
) -> frozenset[str]:
    """Products of a list."""
    wanted = [row.text("goods") for row in source.tables["supervision_lists"]
              if row.text("list") == name]  # fmt: skip
    found = {product_id for product_id in more if product_id in products}
    for product in products.values():
        hs = HS + product.hs_code
        if any(hs.startswith(one) if one.startswith(HS) else one == product.product_id
               for one in wanted):  # fmt: skip
            found.add(product.product_id)
    return frozenset(found)


def _history(source: Source, keys: SupervisionKeys) -> History | None:
    """Calendar quarters from the year before the start to the end."""
    if keys.history is None:
        return None
    first = source.file.start.year - 1
    begins = [
        source.clock.midnight_h(date(year, month, 1), source.file.tz)
        for year in range(first, first + 5)
        for month in QUARTER_MONTHS
    ]
    return History(tuple(begins), keys.history.failed_factor, keys.history.clean_factor)


def _crews(
    source: Source, keys: SupervisionKeys, nodes: Mapping[str, Node]
) -> dict[ProcessKey, Process]:
    """The rows of supervision.csv, as the scenario changes them; `*` holds without a row."""
    rows = {(row.text("node_id"), row.text("kind")): row for row in source.tables["supervision"]}
    found: dict[ProcessKey, Process] = {}
    wanted = [*rows, *((node, kind) for node, own in keys.crews.items() for kind in own)]
    for node_id, kind in dict.fromkeys(wanted):
        if node_id != ANYWHERE and node_id not in nodes:
            continue
        row = rows.get((node_id, kind)) or rows[ANYWHERE, kind]
        change = keys.crews.get(node_id, {}).get(kind, CrewKeys())  # type: ignore[call-overload]
        tz = nodes[node_id].tz if node_id in nodes else HOME_TZ
        found[node_id, kind, "any", "any", "any"] = _crew(source, row, change, node_id, tz)
    return found


def _crew(source: Source, row: Row, change: CrewKeys, node_id: str, tz: str) -> Process:
    kind = row.text("kind")
    mean, sd = row.number_of("hours_mean"), row.number_of("hours_sd")
    if change.hours_mean is not None:
        sd = sd * change.hours_mean / mean if mean > 0.0 else 0.0
        mean = change.hours_mean
    own = row.text("node_id") == node_id
    servers = row.maybe("servers") if own else None
    if change.servers is not None:
        servers = change.servers
    cost, off_h = change.cost_cny, change.unplugged_h
    return Process(
        process_id=row.text("crew_id") if own else f"{row.text('crew_id')}@{node_id}",
        node_id=node_id,
        step=kind,
        work=duration("lognormal", mean, sd),
        opening=source.openings.hours(change.opening or row.text("opening"), tz, row.at("opening")),
        servers=None if servers is None else int(servers),
        slot_h=None,
        beside=None,
        unplugged_h=row.or_zero("unplugged_h") if off_h is None else off_h,
        cost_cny=row.number_of("cost_cny") if cost is None else cost,
        cost_unit="declaration",
        slot_unit="box",
    )


def _laboratories(
    source: Source,
    keys: SupervisionKeys,
    nodes: Mapping[str, Node],
    products: Mapping[str, Product],
) -> tuple[dict[tuple[str, str], float], dict[ProcessKey, Process]]:
    """Shares tested by (node, product), and a laboratory for each, sharing its node's servers."""
    tests: dict[tuple[str, str], float] = {}
    found: dict[ProcessKey, Process] = {}
    own = keys.laboratory
    if own is None:
        return tests, found
    rank: dict[str, int] = {"base": 0, own.regime: 1}
    rows = [row for row in source.tables["laboratory"]
            if row.text("regime") in rank and row.text("node_id") in nodes]  # fmt: skip
    rows.sort(key=lambda row: (rank[row.text("regime")], row.text("goods") != "fruit"))
    fees = {row.text("kind"): row.number_of("cost_cny") for row in source.tables["supervision"]
            if row.text("node_id") == ANYWHERE}  # fmt: skip
    for row in rows:
        node_id = row.text("node_id")
        mean = row.number_of("hours_mean") + row.or_zero("extra_h")
        opening = source.openings.hours(row.text("opening"), nodes[node_id].tz, row.at("opening"))
        for product in products.values():
            if not product.hs_code.startswith(FRUITS[row.text("goods")]):
                continue
            tests[node_id, product.product_id] = row.number_of("tested_share")
            made = Process(
                row.text("process_id"), node_id, LABORATORY,
                duration("lognormal", mean, row.number_of("hours_sd")), opening,
                own.servers.get(node_id), None, None, 0.0, fees[LABORATORY], "declaration",
                "box", f"{node_id}:{LABORATORY}" if node_id in own.servers else "",
            )  # fmt: skip
            found[node_id, LABORATORY, "import", product.product_id, "any"] = made
    most = {product: share for (_, product), share in sorted(tests.items(), key=lambda x: x[1])}
    for node_id, inland in own.inland.items():
        process = replace(
            _work(f"laboratory@{node_id}", node_id, LABORATORY, inland.hours_mean),
            servers=inland.servers, cost_cny=fees[LABORATORY],
        )  # fmt: skip
        found[node_id, LABORATORY, "any", "any", "any"] = process
        for product_id, share in most.items():
            tests[node_id, product_id] = share if inland.share is None else inland.share
    return tests, found


def _work(process_id: str, node_id: str, step: str, hours: float) -> Process:
    """A step at any hour, for as many as come, with a spread of a third."""
    return Process(
        process_id, node_id, step, duration("lognormal", hours, hours / 3.0), ALWAYS_OPEN, None,
        None, None, 0.0, 0.0, "declaration", "box",
    )  # fmt: skip
