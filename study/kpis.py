"""Key figures of one replication, each a query over its records.

The cohort is the consignments ready between the end of warm-up and the end of the period. Boxes
count when stuffed, departures when scheduled, and bookings of the network when made, in the same
window. What streams and shelves are charged is booked for the window as a whole, at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from domain.figures import Figure
from domain.gate_window import has_window
from domain.others import has_others
from domain.records import Records
from domain.scenario import Scenario
from domain.stream_charges import STREAM_OWNER
from domain.tables.results import REPLICATION_KPIS
from domain.tariff import COST_LINES
from domain.warehouse import STOCK_OWNER
from study import figures
from study.frames import buffer_frame, table_frame
from study.lot_names import whole_of
from study.service_kpis import left_at_border, service_queries
from study.stock_kpis import stock_kpis
from study.supervision_kpis import SUPERVISION_QUERIES, at_customs
from study.trade_kpis import TRADE_QUERIES

NETWORK = ""
"""What the consignment column of a cost row holds where nobody's goods caused it."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One replication as frames, and what of it counts.

    `cohort` are the consignments that count; `costs` their bookings, and those of the network
    within the window (both ends included), `cny_of_line` their sums; `boxes` those stuffed and
    `departures` the legs of those scheduled within it. `owner_of` gives the consignment of every
    lot, by what was booked to it or to the lot that it is a piece of; `leg_of` numbers the legs by
    (service, from, to), `teu_of` gives the size of a box type. `promised` are the consignments
    with an on-time promise, `owned` says whether boxes belong to owners, `traded` whether figures
    of trade are asked for, `supervised` whether customs have rules beyond a share by grade;
    `empties` are boxes that were moved empty; `asked` are the figures that the scenario asks for.
    """

    policy: str
    replication: int
    tables: Mapping[str, pd.DataFrame]
    from_h: float
    to_h: float
    leg_of: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    teu_of: Mapping[str, float] = field(default_factory=dict)
    promised: frozenset[str] = frozenset()
    owned: bool = False
    traded: bool = False
    owners: tuple[str, ...] = ()
    sailed: bool = False
    asked: tuple[Figure, ...] = ()
    supervised: bool = False
    gated: bool = False
    shared: bool = False
    cohort: pd.DataFrame = field(init=False)
    costs: pd.DataFrame = field(init=False)
    cny_of_line: Mapping[str, float] = field(init=False)
    owner_of: Mapping[str, str] = field(init=False)
    boxes: pd.DataFrame = field(init=False)
    empties: pd.DataFrame = field(init=False)
    departures: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        """Cut out what counts, once."""
        consignments, costs = self.tables["consignments"], self.tables["costs"]
        cohort = consignments[consignments["cohort"]]
        of_cohort = costs["consignment_id"].isin(cohort["consignment_id"])
        within = costs["at_h"].between(self.from_h, self.to_h)
        counted = of_cohort | ((costs["consignment_id"] == NETWORK) & within)
        object.__setattr__(self, "cohort", cohort)
        object.__setattr__(self, "costs", costs[counted])
        object.__setattr__(self, "cny_of_line", _sums_by_line(self.costs))
        object.__setattr__(self, "owner_of", _owners(costs, self.tables["movements"]))
        boxes = self._window("boxes", "stuffed_h")
        object.__setattr__(self, "boxes", boxes[boxes["parts"] > 0])
        object.__setattr__(self, "empties", boxes[boxes["parts"] == 0])
        object.__setattr__(self, "departures", self._window("departures", "scheduled_h"))

    def _window(self, table: str, column: str) -> pd.DataFrame:
        frame = self.tables[table]
        return frame[(frame[column] >= self.from_h) & (frame[column] < self.to_h)]


def _sums_by_line(costs: pd.DataFrame) -> dict[str, float]:
    """Sum of each cost line that was booked."""
    codes, lines = pd.factorize(costs["line"])
    cny = costs["cny"].to_numpy()
    return {str(line): float(cny[codes == code].sum()) for code, line in enumerate(lines)}


def _owners(costs: pd.DataFrame, movements: pd.DataFrame) -> dict[str, str]:
    """Consignment of every lot; what is booked to a lot holds for the pieces cut from it."""
    booked = costs.loc[costs["part_id"] != NETWORK, ["part_id", "consignment_id"]]
    kept = booked.drop_duplicates("part_id")
    owners = dict(zip(kept["part_id"], kept["consignment_id"], strict=True))
    wholes = {whole_of(lot): owner for lot, owner in owners.items()}
    for lot in movements.loc[movements["subject"] != "box", "subject_id"].unique():
        owner = wholes.get(whole_of(lot))
        if lot not in owners and owner is not None:
            owners[lot] = owner
    return owners


def observe(scenario: Scenario, records: Records, policy: str, replication: int) -> Observed:
    """Records of one replication as frames."""
    tables = {
        buffer.table.name: buffer_frame(buffer, policy, replication) for buffer in records.buffers()
    }
    legs = {
        (service.service_id, leg.from_id, leg.to_id): number
        for service in scenario.network.services.values()
        for number, leg in enumerate(service.legs)
    }
    return Observed(
        policy,
        replication,
        tables,
        scenario.warm_up_h,
        scenario.period_end_h,
        legs,
        {box.box_type: box.teu for box in scenario.network.boxes.values()},
        frozenset(
            order.consignment_id
            for order in scenario.consignments
            if order.on_time_promise_share is not None
        ),
        bool(scenario.fleet.terms),
        scenario.trade_figures,
        owners_on_terms(scenario),
        any(one.sailing is not None for one in scenario.network.services.values()),
        scenario.figures,
        scenario.supervision is not None,
        has_window(scenario.network),
        has_others(scenario.network),
    )


def kpis(seen: Observed) -> pd.DataFrame:
    """Every key figure of one replication, as rows of `replication_kpis`.

    Figures about promises, contracts, owners of boxes and more only where a scenario has some.
    """
    queries = {**KPI_QUERIES, **(PROMISE_QUERIES if seen.promised else {})}
    kinds = set(seen.tables["contracts"]["kind"]) if "contracts" in seen.tables else set()
    queries.update(SUBSIDY_QUERIES if "subsidy" in kinds else {})
    queries.update(BLOCK_QUERIES if "block" in kinds else {})
    queries.update(OWNER_QUERIES if seen.owned else {})
    queries.update(TRADE_QUERIES if seen.traded else {})
    queries.update(SAILING_QUERIES if seen.sailed else {})
    queries.update(service_queries(seen))
    queries.update({f"demurrage_{one}_cny": ("CNY", _owed_to(one)) for one in seen.owners})
    rows = [
        (seen.policy, seen.replication, name, unit, query(seen))
        for name, (unit, query) in queries.items()
    ]
    if seen.supervised:
        checked = at_customs(
            seen.cohort, seen.tables["movements"], seen.tables["costs"], seen.owner_of
        )
        rows += [
            (seen.policy, seen.replication, name, unit, look(checked))
            for name, (unit, look) in SUPERVISION_QUERIES.items()
        ]
    rows += [
        (seen.policy, seen.replication, figure.name, figure.unit, figures.value(seen, figure))
        for figure in seen.asked
    ]
    rows += [(seen.policy, seen.replication, *figure) for figure in stock_kpis(seen)]
    return table_frame(REPLICATION_KPIS, rows)


def _delivered(seen: Observed) -> pd.DataFrame:
    cohort = seen.cohort
    return cohort[cohort["delivered_h"].notna()]


def _lead_h(seen: Observed) -> pd.Series:
    delivered = _delivered(seen)
    return delivered["delivered_h"] - delivered["ready_h"]


def _mean(values: pd.Series) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _quantile(values: pd.Series, share: float) -> float:
    return float(values.quantile(share)) if len(values) else float("nan")


def _ratio(above: float, below: float) -> float:
    return above / below if below else float("nan")


def _tonnes(seen: Observed) -> float:
    return float(seen.cohort["kg"].sum()) / 1000.0


def _total_cny(seen: Observed) -> float:
    return float(seen.costs["cny"].sum())


def _cny_per_t(seen: Observed) -> float:
    """Without what streams and warehouses are charged, whose goods are not among the tonnes."""
    others = seen.costs["payer"].isin((STREAM_OWNER, STOCK_OWNER))
    booked = seen.costs.loc[~others, "cny"]
    return _ratio(float(booked.sum()), _tonnes(seen))


def _on_time_share(seen: Observed) -> float:
    """Share of consignments; what never arrives is not on time."""
    return _mean(seen.cohort["on_time"].astype(float))


def _promise_kept_share(seen: Observed) -> float:
    """Share of the consignments with a promise that arrived by due, outsourced ones too.

    Over the replications its mean is what was promised, or more, where the promises were kept.
    """
    promised = seen.cohort[seen.cohort["consignment_id"].isin(seen.promised)]
    return _mean(promised["on_time"].astype(float))


def _on_time_tonnes_share(seen: Observed) -> float:
    cohort = seen.cohort
    return _ratio(float(cohort.loc[cohort["on_time"], "kg"].sum()), float(cohort["kg"].sum()))


def _fill_share_train(seen: Observed) -> float:
    """TEU on the fullest leg of each train that ran, over the TEU open to the zone."""
    trains = seen.departures
    trains = trains[
        (trains["mode"] == "rail") & (trains["status"] == "ran") & (trains["capacity_teu"] > 0.0)
    ]
    peak = trains.groupby(["service_id", "scheduled_h"], sort=True)[
        ["loaded_teu", "capacity_teu"]
    ].max()
    return _ratio(float(peak["loaded_teu"].sum()), float(peak["capacity_teu"].sum()))


def _life_left_share(seen: Observed) -> float:
    """By weight, of goods that have a shelf life."""
    cold = seen.cohort[seen.cohort["life_left"].notna()]
    return _ratio(float((cold["life_left"] * cold["kg"]).sum()), float(cold["kg"].sum()))


def _excursion_h(seen: Observed) -> float:
    """Mean over consignments that have a shelf life."""
    return _mean(seen.cohort.loc[seen.cohort["life_left"].notna(), "excursion_h"])


def _backlog_t(seen: Observed) -> float:
    cohort = seen.cohort
    return float(cohort.loc[cohort["delivered_h"].isna(), "kg"].sum()) / 1000.0


def _outsourced_share(seen: Observed) -> float:
    return _mean((seen.cohort["outsourced_units"] > 0).astype(float))


def _value_lost_share(seen: Observed) -> float:
    cohort = seen.cohort
    return _ratio(float(cohort["value_lost_cny"].sum()), float(cohort["value_cny"].sum()))


def _path_trains(seen: Observed) -> float:
    """Departures that ran and carried something of ours, by rail."""
    trains = seen.departures
    used = trains[(trains["mode"] == "rail") & (trains["loaded_teu"] > 0.0)]
    return float(len(used[["service_id", "scheduled_h"]].drop_duplicates()))


def _of_contracts(seen: Observed, kind: str, column: str) -> float:
    rows = seen.tables["contracts"]
    return float(rows.loc[rows["kind"] == kind, column].sum())


def _ran_out_h(seen: Observed) -> float:
    """Departure by which the first budget was used up, from the start; none: no number."""
    rows = seen.tables["contracts"]["ran_out_h"].dropna()
    return float(rows.min()) if len(rows) else float("nan")


def _empty_share(seen: Observed) -> float:
    """Boxes moved empty, of all under way."""
    return _ratio(float(len(seen.empties)), float(len(seen.empties) + len(seen.boxes)))


def _line_cny(line: str) -> Callable[[Observed], float]:
    return lambda seen: seen.cny_of_line.get(line, 0.0)


Query = Callable[[Observed], float]

KPI_QUERIES: Mapping[str, tuple[str, Query]] = {
    "total_cost_cny": ("CNY", _total_cny),
    "cost_cny_per_t": ("CNY/t", _cny_per_t),
    "on_time_share": ("1", _on_time_share),
    "on_time_tonnes_share": ("1", _on_time_tonnes_share),
    "lead_time_mean_h": ("h", lambda seen: _mean(_lead_h(seen))),
    "lead_time_p50_h": ("h", lambda seen: _quantile(_lead_h(seen), 0.5)),
    "lead_time_p90_h": ("h", lambda seen: _quantile(_lead_h(seen), 0.9)),
    "late_mean_h": ("h", lambda seen: _mean(_delivered(seen)["late_h"])),
    "departure_wait_h": ("h", lambda seen: _mean(seen.cohort["wait_departure_h"])),
    "missed_departures": ("1", lambda seen: float(seen.boxes["missed"].sum())),
    "inspected_share": ("1", lambda seen: _mean(seen.cohort["inspected"].astype(float))),
    "fill_share_box": ("1", lambda seen: _mean(seen.boxes["fill"])),
    "fill_share_train": ("1", _fill_share_train),
    "value_lost_share": ("1", _value_lost_share),
    "excursion_h": ("h", _excursion_h),
    "life_left_share": ("1", _life_left_share),
    "co2e_kg_per_t": (
        "kg/t",
        lambda seen: _ratio(float(seen.cohort["kgco2e"].sum()), _tonnes(seen)),
    ),
    "co2e_t": ("t", lambda seen: float(seen.cohort["kgco2e"].sum()) / 1000.0),
    "backlog_end_t": ("t", _backlog_t),
    "outsourced_share": ("1", _outsourced_share),
    "consignments": ("1", lambda seen: float(len(seen.cohort))),
    "tonnes": ("t", _tonnes),
    "boxes": ("1", lambda seen: float(len(seen.boxes))),
    "trains": ("1", _path_trains),
    **{f"{line}_cost_cny": ("CNY", _line_cny(line)) for line in COST_LINES},
}
"""Unit and query of every key figure, in the order of `kpis.csv`."""
PROMISE_QUERIES: Mapping[str, tuple[str, Query]] = {
    "promise_kept_share": ("1", _promise_kept_share)
}
"""The same, of scenarios in which something is promised."""
SUBSIDY_QUERIES: Mapping[str, tuple[str, Query]] = {
    "subsidy_paid_cny": ("CNY", lambda seen: _of_contracts(seen, "subsidy", "used")),
    "subsidy_left_cny": ("CNY", lambda seen: _of_contracts(seen, "subsidy", "left")),
    "subsidy_ran_out_h": ("h", _ran_out_h),
}
"""Of subsidies, over the whole run; `subsidy_left_cny` of those that have a budget."""
BLOCK_QUERIES: Mapping[str, tuple[str, Query]] = {
    "block_bought_teu": ("TEU", lambda seen: _of_contracts(seen, "block", "bought")),
    "block_released_teu": ("TEU", lambda seen: _of_contracts(seen, "block", "released")),
    "block_used_teu": ("TEU", lambda seen: _of_contracts(seen, "block", "used")),
    "block_empty_teu": ("TEU", lambda seen: _of_contracts(seen, "block", "left")),
}
"""Of block space, over the whole run."""


OWNER_QUERIES: Mapping[str, tuple[str, Query]] = {
    "empties_moved": ("1", lambda seen: float(len(seen.empties))),
    "empty_share": ("1", _empty_share),
    "leased_in_share": ("1", lambda seen: _mean((seen.boxes["owner"] == "leased").astype(float))),
}  # fmt: skip
"""The same, of scenarios in which boxes belong to owners; shares are of boxes under way."""


def owners_on_terms(scenario: Scenario) -> tuple[str, ...]:
    """Whose boxes are on terms by steps; `pool` and `leased` where a yard has some."""
    named = tuple(dict.fromkeys(one.owner for one in scenario.fleet.terms))
    return (*named, "pool", "leased") if scenario.tariff.yard_tiers else named


def _owed_to(owner: str) -> Query:
    """Demurrage and detention of an owner's boxes stuffed in the window."""

    def query(seen: Observed) -> float:
        rows = seen.tables["free_days"]
        rows = rows[(rows["owner"] == owner) & rows["box_id"].isin(seen.boxes["box_id"])]
        return float(rows["cny"].sum())

    return query


def _bookings(seen: Observed, state: str) -> float:
    rows = seen.tables["bookings"]
    rows = rows[(rows["scheduled_h"] >= seen.from_h) & (rows["scheduled_h"] < seen.to_h)]
    return float((rows["state"] == state).sum())


def _boxes_per_train(seen: Observed) -> float:
    """Boxes on board of each train that ran with some, empties among them."""
    trains = seen.departures
    used = trains[(trains["mode"] == "rail") & (trains["loaded_teu"] > 0.0)]
    keys = set(zip(used["service_id"], used["scheduled_h"], strict=True))
    moves = seen.tables["movements"]
    rides = moves[(moves["subject"] == "box") & (moves["stage"] == "ride")]
    rode = set(zip(rides["service_id"], rides["scheduled_h"], rides["subject_id"], strict=True))
    return _ratio(float(sum(one[:2] in keys for one in rode)), float(len(keys)))


SAILING_QUERIES: Mapping[str, tuple[str, Query]] = {
    "trains_run": ("1", _path_trains),
    "boxes_per_train": ("1", _boxes_per_train),
    "rolled_boxes": ("1", lambda seen: _bookings(seen, "rolled")),
    "left_at_border": ("1", left_at_border),
    "blanked_bookings": ("1", lambda seen: _bookings(seen, "cancelled")),
    "no_show_share": (
        "1",
        lambda seen: _ratio(_bookings(seen, "no_show"), _bookings(seen, "confirmed")),
    ),
}
"""The same, of scenarios in which services have terms of booking; by scheduled departure."""


def check_costs_add_up(seen: Observed, cents: float = 0.01) -> None:
    """Hold the books to their promise: the lines sum to the total, consignments to their rows.

    Raises
    ------
    ArithmeticError
        When a sum is off by more than `cents` CNY.
    """
    costs = seen.tables["costs"]
    unknown = sorted(set(costs["line"]) - set(COST_LINES))
    if unknown:
        message = f"cost lines {', '.join(unknown)} are not declared"
        raise ArithmeticError(message)
    booked = costs.groupby("consignment_id", sort=True)["cny"].sum()
    stated = seen.tables["consignments"].set_index("consignment_id")["cost_cny"]
    apart = (booked.reindex(stated.index).fillna(0.0) - stated).abs()
    if len(apart) and float(apart.max()) > cents:
        worst = str(apart.idxmax())
        message = f"{worst}: {stated[worst]:.2f} CNY stated, {booked.get(worst, 0.0):.2f} booked"
        raise ArithmeticError(message)


def value_of(frame: pd.DataFrame, policy: str, kpi: str) -> list[float]:
    """Values of one figure of a policy in the order of the replications."""
    rows = frame[(frame["policy"] == policy) & (frame["kpi"] == kpi)]
    return [float(value) for value in rows.sort_values("replication")["value"]]
