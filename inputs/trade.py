"""Trade modes and the papers of declarations, from trade_modes.csv and the scenario."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from typing import Any

from domain.calendar import ALWAYS_OPEN, OpenHours
from domain.cash import CashTerms
from domain.documents import Papers
from domain.draws import draw_u
from domain.network import Node, Process
from domain.tables.places import FUNCTIONS
from domain.trade_modes import TradeMode, Window
from inputs.findings import Place, did_you_mean
from inputs.schema_trade import Cash, Documents, ModeChange
from inputs.schema_trade import CashTerms as CashKeys
from inputs.source import BOOK, Source
from inputs.tables import Row
from inputs.work import HOME_TZ, duration

ModeKey = tuple[str, str]
Windows = Mapping[tuple[str, str, str], Window]
TERM_DAYS = ("rebate_days", "sale_days", "settlement_days")
DESK = "papers"
"""Resource of the clerks of a place, and beginning of the ids of their work."""


def modes(source: Source) -> dict[ModeKey, TradeMode]:
    """Trade modes by code and direction, as the scenario changes them."""
    rows = source.tables["trade_modes"]
    codes = {row.text("trade_mode") for row in rows}
    for code, change in source.file.trade_modes.items():
        if code not in codes:
            _unknown_mode(source, ("trade_modes", code), code, codes)
        for number, place in enumerate(change.places or ()):
            if place not in FUNCTIONS:
                source.findings.error(
                    source.at("trade_modes", code, "places", number), "unknown_id",
                    what="function", what_zh="功能", found=place,
                    hint=did_you_mean(place, list(FUNCTIONS)),
                )  # fmt: skip
    for code in source.file.cash.by_mode:
        if code not in codes:
            _unknown_mode(source, ("cash", "by_mode", code), code, codes)
    found = {}
    for row in rows:
        change = source.file.trade_modes.get(row.text("trade_mode"), ModeChange())
        found[row.text("trade_mode"), row.text("direction")] = _mode(row, change)
    return found


def _unknown_mode(source: Source, path: tuple[str, ...], code: str, codes: set[str]) -> None:
    source.findings.error(
        source.at(*path), "unknown_id", what="trade mode", what_zh="贸易方式", found=code,
        hint=did_you_mean(code, sorted(codes)),
    )  # fmt: skip


def _mode(row: Row, change: ModeChange) -> TradeMode:
    places = row.words("places") if change.places is None else tuple(change.places)
    return TradeMode(
        row.text("trade_mode"), row.text("direction"), frozenset(places),
        bool(row.whole("away")) if change.away is None else change.away,
        row.text("unit"), row.words("matched"),
        row.text("papers_from") == "known", row.number_of("paper_effort"),
        row.text("held_by"), row.text("tax"), row.number,
    )  # fmt: skip


def mode_windows(
    source: Source, known: Mapping[ModeKey, TradeMode], nodes: Mapping[str, Node]
) -> dict[tuple[str, str, str], Window]:
    """Hours in which goods at a node may be declared under a mode, where that is not always so."""
    found = {}
    for (code, direction), mode in known.items():
        if direction == "domestic":
            continue
        change = source.file.trade_modes.get(code, ModeChange())
        from_h, to_h = -inf, inf
        if change.begins == "never":
            to_h = -inf
        elif change.begins is not None:
            from_h = source.clock.midnight_h(change.begins, HOME_TZ)
        if change.ends is not None:
            to_h = min(to_h, source.clock.midnight_h(change.ends, HOME_TZ))
        for node in nodes.values():
            if node.country != "CN":
                continue
            own = mode.window(node)
            begins = from_h if own is None else max(from_h, own[0])
            ends = to_h if own is None else min(to_h, own[1])
            if begins > 0.0 or ends < source.cap_h:
                found[code, direction, node.node_id] = (begins, ends)
    return found


def barred(source: Source, windows: Windows, mode: str, direction: str) -> frozenset[str]:
    """Nodes at which a mode can never be declared in the run."""
    return frozenset(
        node_id
        for (code, way, node_id), window in windows.items()
        if (code, way) == (mode, direction) and not opens(window, source.cap_h)
    )


def opens(window: Window, until_h: float) -> bool:
    """Whether any hour of the run lies in a window."""
    return max(0.0, window[0]) < min(window[1], until_h)


def papers(source: Source, known: Mapping[ModeKey, TradeMode]) -> dict[ModeKey, Papers]:
    """How the papers of exports are made; empty where the scenario gives them no time.

    Papers of imports are made and matched abroad; the dwell of the port of entry has them.
    """
    keys = source.file.documents
    if keys == Documents():
        return {}
    opening = source.openings.hours(keys.opening, HOME_TZ, source.at("documents", "opening"))
    return {
        key: _papers(keys, mode, opening)
        for key, mode in known.items()
        if mode.direction == "export" and mode.matched
    }


def _papers(keys: Documents, mode: TradeMode, opening: OpenHours) -> Papers:
    code, effort = mode.trade_mode, mode.paper_effort

    def desk(name: str, hours: float) -> Process | None:
        return _work(f"{DESK}:{code}:{name}", hours * effort, keys, opening, keys.clerks)

    def free(name: str, step: str, hours: float, cny: float = 0.0) -> Process | None:
        return _work(f"{DESK}:{code}:{name}", hours, keys, ALWAYS_OPEN, None, step, cny)

    short = keys.paperless or keys.single_window
    carried = 0.0 if keys.paperless else keys.courier_h
    printed = 0.0 if keys.paperless else keys.print_h
    return Papers(
        typed=desk("prepare", keys.prepare_h + keys.rekey_h + printed),
        connected=desk("prepare", keys.prepare_h + printed),
        again=None if keys.file_once else desk("file_again", keys.refile_h),
        second=None if keys.single_window else desk("second", keys.second_h),
        match=free("match", "match", keys.match_h),
        redo=desk("redo", keys.redo_h),
        carry=free("carry", "carry_papers", carried, keys.courier_cny),
        transit=free(
            "transit", "transit",
            min(keys.transit_h, keys.transit_short_h) if short else keys.transit_h,
        ),
        fail_share=keys.fail_share,
        rekey_fail_share=keys.rekey_fail_share,
        from_known=mode.papers_known,
        clerk_cny_per_h=keys.clerk_cny_per_h,
    )  # fmt: skip


def _work(
    process_id: str,
    hours: float,
    keys: Documents,
    opening: OpenHours,
    servers: int | None,
    step: str = "prepare",
    cny: float = 0.0,
) -> Process | None:
    """Work on papers; all that clerks do is one step, since they do it in one queue."""
    if hours <= 0.0:
        return None
    return Process(
        process_id=process_id,
        node_id="*",
        step=step,
        work=duration("lognormal", hours, keys.spread * hours),
        opening=opening,
        servers=servers,
        slot_h=None,
        beside=None,
        unplugged_h=0.0,
        cost_cny=cny,
        cost_unit="declaration",
        resource=DESK if step == "prepare" else "",
    )


def cash(source: Source, known: Mapping[ModeKey, TradeMode]) -> dict[ModeKey, CashTerms]:
    """When money comes, by trade mode; empty where everything is paid at the door."""
    keys = source.file.cash
    if keys == Cash():
        return {}
    rows = source.tables["trade_modes"] if keys.terms == "table" else ()
    listed = {(row.text("trade_mode"), row.text("direction")): row for row in rows}
    return {
        key: _terms(listed.get(key), keys, key[0], refunded=mode.tax == "rebate")
        for key, mode in known.items()
    }


def _terms(row: Row | None, keys: Cash, code: str, *, refunded: bool) -> CashTerms:
    """Terms of a mode: those of the table, where asked for, with what the scenario changes."""
    said: dict[str, Any] = {}
    if row is not None:
        said = {name: row.or_zero(name) for name in TERM_DAYS}
        said["rebate_from"] = row.text("rebate_from") or "delivery"
        said["settled_from"] = row.text("settled_from")
    own = keys.by_mode.get(code, CashKeys())
    said.update({name: getattr(own, name) for name in own.model_fields_set})
    said = {name: value for name, value in said.items() if value is not None}
    return CashTerms(rebate_share=keys.rebate_share if refunded else 0.0, **said)


def check_modes(source: Source, at: Place, codes: Iterable[str], direction: str) -> None:
    """Refuse trade modes of flows that do not exist in their direction, or have no price."""
    known = {
        row.text("trade_mode")
        for row in source.tables["trade_modes"]
        if row.text("direction") == direction
    }
    prices = {row.text("item") for row in source.tables["tariffs"]} | set(source.file.tariffs)
    for code in codes:
        if code not in known:
            source.findings.error(
                at, "unknown_id", what=f"trade mode for {direction}", what_zh="该方向的贸易方式",
                found=code, hint=did_you_mean(code, sorted(known)),
            )  # fmt: skip
        elif direction != "domestic" and f"declaration_cny_{code}" not in prices:
            source.findings.error(at, "mode_unpriced", found=code)


def is_connected(source: Source, shipper_id: str) -> bool:
    """Whether a shipper's papers come by interface: as a larger share joins, nobody leaves."""
    share = source.file.documents.api_share
    return share > 0.0 and draw_u(source.seed, BOOK, "interface", shipper_id) < share


def asked(source: Source) -> bool:
    """Whether a scenario says anything of trade modes, papers or cash."""
    file = source.file
    said = file.model_fields_set & {"documents", "trade_modes", "cash", "parcel_lists"}
    of_flows = {"trade_modes", "trade_modes_free"}
    return bool(said) or any(
        change.model_fields_set & of_flows for change in file.flows_set.values()
    )
