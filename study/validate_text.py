"""What `validate` found, laid out for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inputs.validate import LOAD_TITLES, Report, count_lines, load_rows
from study.headline import padded, width

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
        lines += _columns([LOAD_TITLES[lang], *rows[:SHOWN_LOADS]])
    return "\n".join(lines)


def findings_text(report: Report, lang: str) -> Iterator[str]:
    """Every finding with its severity."""
    for found in report.findings:
        yield f"{found.severity}: {found.text(lang)}"


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    wide = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        rest = (padded(cell, w, right=True) for cell, w in zip(row[1:], wide[1:], strict=True))
        yield "  " + "  ".join([padded(row[0], wide[0]), *rest])
