"""`run.py cold` as a user meets it: numbers worked by hand, words of both languages, exit codes."""

import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inputs.cold_model import NoModelError, Typed, goods_of
from run import app

TWO_PHASES = "hours,temp_c\n0,5\n240,15\n288,15\n"


def cold(*words):
    return CliRunner().invoke(app, ["cold", *map(str, words)])


@pytest.fixture
def two_phases(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(TWO_PHASES, encoding="utf-8")
    return path


def told(*words):
    done = cold(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_two_phases_by_hand(two_phases):
    # 10 days at 5 C of 21, then 2 days at 15 C, each worth 2.5: 15 of 21 days used.
    found = told("berry", "--profile", two_phases, "--life", "21d@5", "--q10", "2.5", "--step")
    life = found["life"]
    assert life["used_share"] == pytest.approx(15.0 / 21.0)
    assert life["used_days_at_ref"] == pytest.approx(15.0)
    assert life["left_days_at_storage"] == pytest.approx(6.0)
    assert found["record"]["mean_c"] == pytest.approx((240 * 5 + 48 * 15) / 288)
    assert found["model"]["name"] == "q10"
    assert found["excursions"] == []


@pytest.mark.parametrize(
    ("words", "rate_at_15"),
    [
        (("--model", "sqrt", "--t-min", "-10"), (25.0 / 15.0) ** 2),
        (("--ea", "80kJ/mol"), math.exp(80e3 / 8.314462618 * (1 / 278.15 - 1 / 288.15))),
        (("--model", "exponential", "--k", "0.1/K"), 2.7182818),
        (("--bands", "0:10:3,10:20:2"), 3**0.5 * 2**0.5),
        (("--model", "zero", "--q10", "2"), 2.0),
        (("--model", "ratkowsky", "--t-min", "14F"), (25.0 / 15.0) ** 2),
        (("--model", "constant"), 1.0),
    ],
)
def test_every_model_of_a_product_that_is_not_in_the_table(two_phases, words, rate_at_15):
    found = told("fish", "--profile", two_phases, "--life", "21d@5", "--step", *words)
    assert found["life"]["used_share"] == pytest.approx((10.0 + 2.0 * rate_at_15) / 21.0, rel=1e-4)


def test_first_order_by_its_rate(two_phases):
    found = told(
        "vitamin C", "--profile", two_phases, "--model", "first", "--k", "0.02/d@5", "--q10", "2",
        "--quality-limit", "0.7", "--step",
    )  # fmt: skip
    # exp(-0.02 (10 + 2 x 2)) is left.
    assert found["life"]["quality_left"] == pytest.approx(2.718281828459045 ** (-0.28))


def test_a_product_of_the_table_by_any_of_its_names(two_phases):
    shares = {
        told(name, "--profile", two_phases, "--step")["life"]["used_share"]
        for name in ("navel_orange", "Fuchuan navel orange", "富川脐橙", "脐橙")
    }
    assert len(shares) == 1
    assert shares.pop() == pytest.approx((10.0 + 2.0 * 2.79) / 84.0)
    found = told(
        "navel_orange", "--profile", two_phases, "--limit-low", "4", "--limit-high", "46.4F"
    )
    assert found["limits"] == {"low_c": 4.0, "high_c": pytest.approx(8.0)}
    (over,) = found["excursions"]
    # On a line from 5 C at 0 h to 15 C at 240 h, 8 C is passed at 72 h.
    assert (over["start"], over["end"]) == (pytest.approx(72.0), 288.0)
    assert over["open_end"]
    assert found["chilling"] == {"below_c": 3.0, "hours": 0.0}


def test_goods_without_kinetics_get_temperatures_alone(two_phases):
    found = told("ceramics", "--profile", two_phases)
    assert found["life"] is None
    assert found["mkt"]["whole_c"] > found["record"]["mean_c"]


def test_warnings_outside_the_range_of_a_model(two_phases):
    found = told("fish", "--profile", two_phases, "--life", "14d@-20", "--q10", "3")
    assert len(found["warnings"]) == 1
    inside = told(
        "fish", "--profile", two_phases, "--life", "14d@0", "--q10", "3", "--valid", "0:15"
    )
    assert inside["warnings"] == []


def test_text_in_both_languages(two_phases):
    english = cold("navel_orange", "--profile", two_phases).output
    chinese = cold("navel_orange", "--profile", two_phases, "--lang", "zh").output
    assert "Life used" in english
    assert "1 excursion(s)" in english
    assert "已用寿命" in chinese
    assert "富川脐橙" in chinese
    # The same numbers in the same order of lines.
    assert len(english.splitlines()) == len(chinese.splitlines())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("berry",), "--model q10"),
        (("navel_orage",), "navel_orange"),
        (("牛肉",), "beef_chilled, beef_frozen"),
        (("berry", "--life", "21d", "--q10", "2"), "21d@5"),
        (("berry", "--life", "21d@5"), "--q10"),
        (("berry", "--life", "21d@5", "--model", "sqrt"), "t_min_c"),
        (("berry", "--life", "21d@5", "--model", "sqrt", "--t-min", "9"), "t_min_c"),
        (("berry", "--life", "21d@5", "--model", "fast"), "is none of"),
        (("berry", "--life", "21d@5", "--q10", "2", "--ea", "80"), "several models"),
        (("berry", "--life", "21d@5", "--ea", "much"), "80kJ/mol"),
        (("berry", "--life", "21d@5", "--q10", "2", "--max-gap", "long"), "--max-gap"),
        (
            ("berry", "--life", "21d@5", "--q10", "2", "--limit-low", "9", "--limit-high", "8"),
            "above",
        ),
        (("berry", "--model", "q10", "--k", "0.02/d@5", "--q10", "2"), "zero"),
    ],
)
def test_what_makes_no_model_leaves_2(two_phases, words, says):
    done = cold(*words, "--profile", two_phases)
    assert done.exit_code == 2
    assert says in done.output
    assert "fault" not in done.output


def test_a_wrong_file_leaves_2_with_line_and_column(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("time,temp\n2026-07-01 00:00,five\n2026-07-01 00:10,six\n", encoding="utf-8")
    done = cold("navel_orange", "--profile", path)
    assert done.exit_code == 2
    assert f"{path}:2:2" in done.output
    assert f"{path}:3:2" in done.output
    assert cold("navel_orange", "--profile", tmp_path).exit_code == 2


def test_a_product_without_life_of_its_own_takes_one():
    goods = goods_of("steel_flange", Typed(life="2y@20", q10=2.0))
    assert goods.model is not None
    assert goods.model.life_days == pytest.approx(730.5)
    with pytest.raises(NoModelError, match="no product"):
        goods_of("", Typed())
    assert goods_of("navel_orange", Typed(model="none")).model is None


def test_the_example_of_the_documentation():
    root = Path(__file__).resolve().parents[2]
    shown = (root / "docs/cold.md").read_text(encoding="utf-8").split("logger_oranges.csv\n")[1]
    done = cold("富川脐橙", "--profile", root / "scenarios/examples/logger_oranges.csv")
    assert done.output == shown.split("```")[0]
