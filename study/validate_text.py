"""What `validate` found, laid out for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from inputs.stream_report import STEP_TITLES, STREAM_TITLES, step_rows, stream_rows
from inputs.validate import LOAD_TITLES, Report, count_lines, load_rows
from study.text_table import table_lines

SHOWN_LOADS = 25


def report_text(report: Report, lang: str) -> str:
    """Counts, what differs from the parent, and the load of the fullest lanes."""
    zh = lang == "zh"
    verdict = ("：有错误" if zh else ": wrong") if report.wrong else ""
    lines = [report.path + verdict]
    lines += [f"  {line}" for line in count_lines(report, lang)]
    if report.differences:
        lines.append("与上级方案不同：" if zh else "differs from its parent:")
        lines += [f"  {difference.text()}" for difference in report.differences]
    rows = load_rows(report)
    if rows:
        title = "各通道负荷，最满的" if zh else "load per lane, the fullest"
        lines.append(f"{title} {SHOWN_LOADS}:")
        lines += table_lines([LOAD_TITLES[lang], *rows[:SHOWN_LOADS]], "  ")
    if report.streams is not None:
        lines.append("货流：" if zh else "streams:")
        lines += table_lines([STREAM_TITLES[lang], *stream_rows(report.streams)], "  ", texts=(4,))
        lines.append("各步骤负荷：" if zh else "load per step:")
        rows = [STEP_TITLES[lang], *step_rows(report.streams, lang)]
        lines += table_lines(rows, "  ", texts=(1, 5))
    if report.levers:
        lines.append("可用的政策杠杆（--lever）：" if zh else "levers of its plan (--lever KEY):")
        lines += wrap(" ".join(report.levers), 96, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines)


def findings_text(report: Report, lang: str) -> Iterator[str]:
    """Every finding with its severity."""
    for found in report.findings:
        yield f"{found.severity}: {found.text(lang)}"
