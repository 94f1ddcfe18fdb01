"""docs/theory.md names every case with today's theory, and says that each agrees."""

import pytest

from tests.theory.case_list import ALL
from tools.theory_table import PAGE, page, rows_of

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and line.count("|") == 10
]


def test_the_page_has_a_row_for_every_figure_of_every_case():
    shown = [(row[0], row[3]) for row in ROWS[1:]]
    assert shown == [(case.case_id, f"`{figure.kpi}`") for case in ALL for figure in case.figures]
    assert all(row[8] == "yes" for row in ROWS[1:])


def test_the_page_was_made_at_full_length():
    assert "(short runs)" not in PAGE.read_text(encoding="utf-8")
    runs = [int(row[7]) for row in ROWS[1:]]
    assert runs == [case.page_runs for case in ALL for _ in case.figures]


@pytest.mark.parametrize("case", [case for case in ALL if not case.case_id.startswith("T")],
                         ids=lambda case: case.case_id)  # fmt: skip
def test_the_page_has_the_theory_of_today(case):
    told = [float(row[4].split()[0]) for row in ROWS[1:] if row[0] == case.case_id]
    scenario = case.scenario_of(quick=False)
    assert told == pytest.approx([figure.theory(scenario) for figure in case.figures], rel=1e-6)


def test_the_page_can_be_made_again():
    case = ALL[0]
    verdicts = case.verdicts(quick=True, runs=10)
    cells = list(rows_of(case, verdicts))
    assert cells[0][1] == case.model
    found = {one.case_id: verdicts[: len(one.figures)] for one in ALL}
    text = page({**found, **_as_long(found, verdicts)}, [("V1", "x=1", "gate", 3.2)], quick=True)
    assert "(short runs)" in text
    assert "| V1 | `x=1` | `gate` | 3.2 | yes |" in text


def _as_long(found, verdicts):
    """As many verdicts as figures, for cases with more figures than the first."""
    return {
        case.case_id: (verdicts * len(case.figures))[: len(case.figures)]
        for case in ALL
        if len(found[case.case_id]) < len(case.figures)
    }
