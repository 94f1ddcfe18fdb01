"""`python -m benchmarks.coverage`: how often the intervals of small studies hold the true value.

A study is what a user does: so many replications of an M/M/1 queue on the product's engine, and a
95 % t-interval of a key figure. It is repeated with another seed, 1,000 times, and counted how
often the interval holds the value of theory. The figure is the time average of the number in the
system at load 0.5, 1 by theory and exactly so in expectation, however short the period (a mean wait
is a quotient, and over a short period expected below theory). 100 h of warm-up leave less than
0.1 % of the empty start. Periods of 200 h give replications as skewed as those of a usual study,
periods of 30 h such as are skewed badly. `auto` stops by the rule of `--replications auto`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import stats

from domain.outlook import replications
from domain.plan import Plan
from domain.scenario import Scenario
from study.statistics.enough import Watched, enough_at, look_ahead
from study.statistics.intervals import t_interval

SIZES = (5, 10, 20, 50)
MOST = 60
AUTO_SHARES = {200: 0.12, 30: 0.3}
"""Half-width at which `auto` stops, by the hours of a period: some 30 replications in both."""
QUEUE = """\
state: steady
warm_up_h: 100
period_h: {period_h}
streams:
  customers: {{per_h: 0.5, path: [desk]}}
steps:
  desk: {{work_h: {{exponential: 1}}}}
"""
TRUTH = 1.0
"""r / (1 - r) at load r = 0.5."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """Coverage of one kind of study: with Wilson's interval, and the mean half-width."""

    period_h: int
    n: str
    studies: int
    covered: int
    low: float
    high: float
    half_width: float

    def cells(self) -> tuple[str, ...]:
        """Texts of a table row."""
        return (
            f"{self.period_h} h", self.n, f"{self.studies}", f"{self.covered / self.studies:.1%}",
            f"{self.low:.1%} to {self.high:.1%}", f"{self.half_width:.3f}",
        )  # fmt: skip


def queue(period_h: int) -> Scenario:
    """The M/M/1 queue, read as any scenario file is."""
    from inputs.build import load_scenario

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "queue.yaml"
        path.write_text(QUEUE.format(period_h=period_h), encoding="utf-8")
        return load_scenario(path).scenario


def study(scenario: Scenario, seed: int, count: int) -> Values:
    """The mean number in the system of each replication of one study."""
    from sim import simulate

    empty = Plan("none", {}, (), frozenset(), status="nothing to plan")
    found = []
    for number in replications("C", count):
        result = simulate(scenario, empty, seed=seed, replication=number)
        assert result.streams is not None
        found.append(result.streams.gauges["all"].mean)
    return np.asarray(found)


def coverage(studies: Sequence[Values], period_h: int) -> list[Row]:
    """A row per size of study, and one for studies that stop by themselves."""
    rows = [_row(period_h, f"{n}", [values[:n] for values in studies]) for n in SIZES]
    stopped = [_stopped(values, AUTO_SHARES[period_h]) for values in studies]
    mean = float(np.mean([len(values) for values in stopped]))
    return [*rows, _row(period_h, f"auto, {mean:.0f} on average", stopped)]


def _row(period_h: int, n: str, samples: Sequence[Values]) -> Row:
    """Count how often the interval of a sample holds the truth."""
    made = [t_interval(sample.tolist()) for sample in samples]
    covered = sum(
        one.low is not None and one.high is not None and one.low <= TRUTH <= one.high
        for one in made
    )
    wilson = stats.binomtest(covered, len(made)).proportion_ci(0.95, method="wilson")
    half = float(np.mean([one.half_width or 0.0 for one in made]))
    return Row(period_h, n, len(made), covered, float(wilson.low), float(wilson.high), half)


def _stopped(values: Values, share: float) -> Values:
    figures = values.tolist()
    found = enough_at([Watched("", share, figures, figures)])
    return values if found is None else values[: found + look_ahead(found)]


def main() -> None:
    """Print the table as Markdown; --out also writes it to a file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    rows = []
    for period_h in AUTO_SHARES:
        scenario = queue(period_h)
        made = Parallel(n_jobs=asked.workers)(
            delayed(study)(scenario, seed, MOST) for seed in range(1, asked.studies + 1)
        )
        rows += coverage(list(made), period_h)
    shares = ", ".join(f"{share:.0%} at {period} h" for period, share in AUTO_SHARES.items())
    about = (
        f"Coverage of 95 % t-intervals of the mean number in an M/M/1 queue of load 0.5, "
        f"{datetime.now(UTC):%Y-%m-%d}. `auto`: to a half-width of {shares}, at most {MOST} "
        "replications."
    )
    head = ("period", "replications", "studies", "covered", "95 % (Wilson)", "mean half-width")
    lines = [
        about,
        "",
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
        *(f"| {' | '.join(row.cells())} |" for row in rows),
    ]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if asked.out is not None:
        asked.out.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
