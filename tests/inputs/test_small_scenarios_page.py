"""The page on small scenarios: every file on it loads, every key is explained."""

import re
from pathlib import Path

import pytest

from inputs.build import load_scenario
from inputs.schema_small import SmallFile
from inputs.schema_streams import (
    BreaksKeys,
    StepKeys,
    StockKeys,
    StreamKeys,
    TimesKeys,
    WatchKeys,
)
from inputs.validate import validate
from study.validate_text import report_text

PAGE = Path(__file__).resolve().parents[2] / "docs" / "small_scenarios.md"
TEXT = PAGE.read_text(encoding="utf-8")
FILES = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.mark.parametrize("number", range(len(FILES)))
def test_file_on_the_page_loads_without_finding(tmp_path, number):
    path = tmp_path / "gate.yaml"
    path.write_text(FILES[number], encoding="utf-8")
    one = load_scenario(path)
    assert not one.warnings
    for name in one.scenario.timetable.departures:
        assert one.scenario.timetable.departures[name]


def test_page_shows_every_kind_of_step():
    kinds = ("servers:", "pack:", "every_h:", "gaps_h:", "weekly:", "unpack:", "stock:", "then:")
    for kind in kinds:
        assert any(kind in text for text in FILES), kind


@pytest.mark.parametrize(
    "model", [SmallFile, StreamKeys, StepKeys, StockKeys, BreaksKeys, TimesKeys, WatchKeys]
)
def test_page_explains_every_key(model):
    for name, field in model.model_fields.items():
        key = field.alias or name
        assert re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", TEXT), key


def test_page_quotes_what_validate_prints(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("gate.yaml").write_text(FILES[0], encoding="utf-8")
    assert report_text(validate(Path("gate.yaml")), "en") in TEXT
