"""Write docs/theory.md: every case of queueing theory, measured at full length.

    python -m tools.theory_table            all cases, two workers, some 15 minutes
    python -m tools.theory_table --quick    with the short runs of the tests, to look at the page

The cases, their theory and the judge are those of tests/theory; nothing on the page is typed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from platform import python_version

import joblib
from jinja2 import Environment, FileSystemLoader

from tests.theory.case_list import ALL, BY_ID
from tests.theory.cases import Case
from tests.theory.judge import FAMILY, FIGURES, Verdict

TEMPLATE = "theory_table.md.j2"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "theory.md"

Measured = dict[str, list[Verdict]]
Mutant = tuple[str, str, str, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every case and write the page; 1 where a case does not agree."""
    parser = argparse.ArgumentParser(prog="theory_table", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short runs, as in the tests")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=PAGE)
    asked = parser.parse_args(arguments)
    pool = joblib.Parallel(n_jobs=asked.workers, verbose=10)
    found = dict(pool(joblib.delayed(measured)(case.case_id, quick=asked.quick) for case in ALL))
    wrong = pool(
        joblib.delayed(mutated)(case.case_id, number)
        for case in ALL
        for number in range(len(case.wrong))
    )
    asked.out.write_text(page(found, wrong, quick=asked.quick), encoding="utf-8")
    bad = [name for name, verdicts in found.items() if not all(one.inside for one in verdicts)]
    for name in bad:
        sys.stdout.write(f"{name} does not agree\n")
    return 1 if bad else 0


def measured(case_id: str, *, quick: bool) -> tuple[str, list[Verdict]]:
    """The verdicts of a case, at full length unless `quick`."""
    case = BY_ID[case_id]
    return case_id, case.verdicts(quick=quick, runs=case.runs if quick else case.page_runs)


def mutated(case_id: str, number: int) -> Mutant:
    """Case, what is wrong, the figure farthest from theory, and how far in half-widths."""
    case = BY_ID[case_id]
    verdicts = case.verdicts(*case.wrong[number])
    off = [one.off for one in verdicts]
    worst = off.index(max(off))
    return case_id, ", ".join(case.wrong[number]), case.figures[worst].kpi, off[worst]


def page(found: Measured, wrong: Sequence[Mutant], *, quick: bool) -> str:
    """The page as Markdown."""
    verdicts = [one for case in ALL for one in found[case.case_id]]
    inside = sum(one.low95 <= one.theory <= one.high95 for one in verdicts)
    words = Environment(  # noqa: S701 - Markdown, of our own names and numbers
        loader=FileSystemLoader(Path(__file__).parent), keep_trailing_newline=True
    )
    return words.get_template(TEMPLATE).render(
        date=datetime.now(UTC).date().isoformat(),
        python=python_version(),
        simpy=version("simpy"),
        numpy=version("numpy"),
        quick=quick,
        figures=FIGURES,
        family=f"{FAMILY:.0%}",
        agree=sum(one.inside for one in verdicts),
        count=len(verdicts),
        inside=inside,
        share=f"{inside / len(verdicts):.1%}",
        rows=[row for case in ALL for row in rows_of(case, found[case.case_id])],
        wrong=[
            (name, f"`{sets}`", f"`{kpi}`", _shown(off), "yes" if off > 1.0 else "no")
            for name, sets, kpi, off in wrong
        ],
    )


def rows_of(case: Case, verdicts: Sequence[Verdict]) -> Iterator[tuple[str, ...]]:
    """Cells of a case, one row per figure; model and scenario stand in the first."""
    for number, (figure, one) in enumerate(zip(case.figures, verdicts, strict=True)):
        unit = "" if figure.unit == "1" else f" {figure.unit}"
        yield (
            case.case_id,
            "" if number else case.model,
            "" if number else f"`{case.scenario}`",
            f"`{figure.kpi}`",
            f"{one.theory:.9g}{unit}",
            f"{one.mean:.6g}",
            f"{one.low95:.6g} to {one.high95:.6g}",
            str(one.runs),
            "yes" if one.inside else "**no**",
        )


def _shown(off: float) -> str:
    """Half-widths; an interval may have none, where every replication gives the same."""
    return f"{off:.1f}" if off < 1_000.0 else "more than 1000"


if __name__ == "__main__":
    sys.exit(main())
