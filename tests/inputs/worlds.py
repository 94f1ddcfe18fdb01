"""A project folder in a temporary place: the shipped data, and scenarios to spoil."""

import shutil
from pathlib import Path

from inputs.build import load_scenario
from inputs.findings import InputError

ROOT = Path(__file__).resolve().parents[2]

SMALL = """\
# Question: does it read?
question: Does it read?
name: {zh: 小, en: Small}
zone: hezhou
start: 2026-11-01
warm_up_days: 2
period_days: 7
drain_days: 30
services: ["ROH*", "XRD0*", "DL*", "LC_*", "FM_PR_*"]
flows: ["M21*", "M49*"]
"""


class Project:
    """A copy of data/ with a short timetable beside a folder of scenarios, to spoil."""

    def __init__(self, folder):
        self.folder = folder
        self.data = folder / "data"
        self.scenarios = folder / "scenarios"
        shutil.copytree(ROOT / "data", self.data, ignore=shutil.ignore_patterns("geo"))
        first, lines = self.row_of("timetable", "BHZ01,"), self.lines("timetable")
        self.write("timetable", [lines[0], *lines[first - 1 : first + 28]])
        self.scenarios.mkdir()

    def scenario(self, text=SMALL, name="small"):
        path = self.scenarios / f"{name}.yaml"
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    def lines(self, table):
        return (self.data / f"{table}.csv").read_text(encoding="utf-8").splitlines()

    def write(self, table, lines):
        text = "\n".join(lines) + "\n"
        (self.data / f"{table}.csv").write_text(text, encoding="utf-8", newline="\n")

    def row_of(self, table, starts):
        """Number in the file of the row that begins so; line 1 is the header."""
        return next(n for n, line in enumerate(self.lines(table), 1) if line.startswith(starts))

    def spoil(self, table, starts, column, value):
        """Change one plain cell; returns the row's number."""
        import csv
        import io

        lines = self.lines(table)
        number = self.row_of(table, starts)
        header = next(csv.reader([lines[0]]))
        cells = next(csv.reader([lines[number - 1]]))
        cells[header.index(column)] = value
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(cells)
        lines[number - 1] = out.getvalue()
        self.write(table, lines)
        return number

    def load(self, path, **options):
        return load_scenario(path, data=self.data, **options)

    def says(self, path=None, lang="en", **options):
        """Messages of a scenario that must not load."""
        try:
            self.load(path or self.scenario(), **options)
        except InputError as wrong:
            return [found.text(lang).replace(f"{self.folder}/", "") for found in wrong.findings]
        return []
