"""What was opened and why, in words and tables."""

from __future__ import annotations

from domain.opening import CLOSED
from domain.tables.opening import LAYOUTS_TRIED, OPENED
from optimize.opening import Chosen, Verdict
from study.frames import table_frame, write_table
from study.run_folder import RunFolder
from study.text_table import table_lines


def choice_tables(folder: RunFolder, chosen: Chosen) -> None:
    """Write the layouts tried, and what each candidate is worth."""
    tried = [
        (
            one.label,
            None if one.value is None else one.value.cost_cny,
            None if one.value is None else one.value.left_kg,
            one.bound_cny,
            one.label == chosen.label,
        )
        for one in chosen.tried
    ]
    opened = [
        (
            one.candidate_id, one.chosen, one.step, one.fixed_cny_per_day, one.with_cny,
            one.without_cny, one.flips_cny_per_day,
        )
        for one in chosen.verdicts
    ]  # fmt: skip
    for table, rows in ((LAYOUTS_TRIED, tried), (OPENED, opened)):
        write_table(table, table_frame(table, rows), folder.tables / f"{table.name}.parquet")


def choice_lines(lang: str, chosen: Chosen) -> str:
    """The choice as a few lines: a row per candidate, then how far it is proven."""
    zh = lang == "zh"
    head = (
        ["候选", "选择", "固定费 元/天", "开设时成本", "不开设时成本", "转折固定费 元/天"]
        if zh
        else ["candidate", "chosen", "fixed CNY/day", "cost with", "cost without", "turns at"]
    )
    rows = [head, *(_row(zh, one) for one in chosen.verdicts)]
    planned = sum(one.value is not None for one in chosen.tried)
    skipped = len(chosen.tried) - planned
    title = (
        f"开设选择（前瞻期望成本，不看 C 组）：{_named(zh, chosen)}"
        if zh
        else f"what to open (expected cost on the look-ahead, set C unseen): {_named(zh, chosen)}"
    )
    return "\n".join([title, *table_lines(rows, "  "), _proof(zh, chosen, planned, skipped)])


def _named(zh: bool, chosen: Chosen) -> str:
    open_ones = [f"{name} {step}" for name, step in chosen.choice.items() if step != CLOSED]
    return ", ".join(open_ones) or ("全部不开" if zh else "nothing")


def _row(zh: bool, one: Verdict) -> list[str]:
    step = one.chosen if one.chosen != CLOSED else ("不开" if zh else f"closed (best {one.step})")
    return [
        one.candidate_id, step, f"{one.fixed_cny_per_day:,.0f}", _money(one.with_cny),
        _money(one.without_cny), _turn(zh, one.flips_cny_per_day),
    ]  # fmt: skip


def _money(cny: float | None) -> str:
    return "-" if cny is None else f"{cny:,.0f}"


def _turn(zh: bool, cny: float | None) -> str:
    if cny is None:
        return "-"
    if cny < 0.0:
        return "免费也不开" if zh else "not even free"
    return f"{cny:,.0f}"


def _proof(zh: bool, chosen: Chosen, planned: int, skipped: int) -> str:
    if zh:
        looked = f"  共 {planned} 个布局做了计划" + (f"，{skipped} 个由下界排除" if skipped else "")
        if chosen.proven:
            return looked + "；下界证明没有更好的布局"
        return looked + f"；其他布局最多再省 {chosen.gap:.2%}（下界）"
    looked = f"  {planned} layouts planned" + (
        f", {skipped} ruled out by bounds" if skipped else ""
    )
    if chosen.proven:
        return looked + "; the bounds prove that no other is better"
    return looked + f"; another could save {chosen.gap:.2%} at most (bounds)"
