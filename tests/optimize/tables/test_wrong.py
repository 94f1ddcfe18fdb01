"""Tables that are wrong or ask too much: one message that names all of it, and the least change."""

import math
from pathlib import Path

import pandas as pd
import pytest

from optimize.tables import TableError, plan_tables
from optimize.tables.columns import TABLES
from optimize.tables.guide import columns_in_words

LINE = pd.DataFrame(
    {"origin": ["a", "b"], "destination": ["b", "c"], "capacity": [10, 6], "cost": [1, 1]}
)


def goods(**columns):
    """One consignment a > c of 8."""
    return pd.DataFrame({"consignment": ["k"], "origin": ["a"], "destination": ["c"],
                         "quantity": [8]}).assign(**columns)  # fmt: skip


def test_no_name_means_two_columns_of_a_table():
    for columns in TABLES.values():
        names = [name for column in columns for name, _ in column.names]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("table", list(TABLES))
def test_the_guide_has_every_column(table):
    guide = Path(__file__).parents[3] / "docs" / "tables.md"
    assert columns_in_words(table) in guide.read_text(encoding="utf-8")


def test_one_message_lists_all_that_is_wrong():
    services = LINE.astype(object)
    services.loc[1, "capacity"] = "ten"
    services.loc[0, "destination"] = "bb"
    wrong = goods(quantiy=3, quantity=-1)
    with pytest.raises(TableError) as caught:
        plan_tables(
            nodes=pd.DataFrame({"node": ["a", "b", "c"]}), services=services, consignments=wrong
        )
    text = str(caught.value)
    assert 'services  row 1  column capacity: "ten" is not a number' in text
    assert 'services  row 0  column destination: no node "bb"' in text
    assert 'did you mean "quantity"' in text
    assert "consignments  row 0  column quantity: -1 is out of range" in text
    assert len(caught.value.troubles) == 4
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"services": LINE}, "consignments: the table is missing"),
        ({"services": LINE.drop(columns="origin"), "consignments": goods()}, "origin: is missing"),
        ({"services": LINE, "consignments": goods(demand=3)}, "means the same as the column"),
        ({"services": LINE, "consignments": pd.concat([goods(), goods()])}, "stands here twice"),
        ({"services": LINE, "consignments": goods(), "open_exactly": 9}, "there are 3 candidates"),
        ({"services": LINE, "consignments": goods(), "hubs": 1}, "leave them out, or leave out"),
        (
            {"services": LINE.assign(weekdays="Mon,Fry", transit_days=1), "consignments": goods()},
            "weekdays must be",
        ),
        (
            {
                "services": LINE.assign(weekdays="daily"),
                "consignments": goods(release="2026-01-05", deadline="2026-01-02"),
            },
            "3 days before the release",
        ),
        (
            {
                "services": LINE.assign(weekdays="daily"),
                "consignments": goods(release="2026-01-05", deadline=4),
            },
            "is a number of days where other times are dates",
        ),
    ],
)
def test_a_message_says_what_to_mend(tables, said):
    with pytest.raises(TableError) as caught:
        plan_tables(**tables)
    assert said in str(caught.value)


def test_too_little_capacity_says_how_much_more_would_do():
    answer = plan_tables(services=LINE, consignments=goods())
    assert answer.status == "infeasible"
    assert answer.exit_code == 3
    assert math.isnan(answer.cost)
    assert answer.relax["text"].tolist() == ["capacity of b->c by 2"]
    wider = LINE.assign(capacity=[10, 8])
    assert plan_tables(services=wider, consignments=goods()).status == "optimal"


def test_the_least_change_is_the_least():
    services = pd.concat(
        [LINE, pd.DataFrame({"origin": ["a"], "destination": ["c"], "capacity": [1]})]
    )
    answer = plan_tables(services=services, consignments=goods())
    assert answer.relax["by"].sum() == pytest.approx(1.0)


def test_a_consignment_without_any_way_is_named_apart():
    answer = plan_tables(services=LINE, consignments=goods(origin="c", destination="a"))
    assert answer.status == "no way"
    assert answer.exit_code == 2
    assert "k: no way at all from c to a" in answer.why


def test_a_price_of_leaving_goods_makes_a_plan():
    answer = plan_tables(services=LINE, consignments=goods(unserved_cost=80))
    assert answer.status == "optimal"
    assert answer.unserved["quantity"].tolist() == pytest.approx([2.0])
    assert answer.cost == pytest.approx(6 * 2 + 20.0)


TIMED = LINE.drop(columns="capacity").assign(weekdays="daily", transit_days=2, box_cost=10)
BOX = pd.DataFrame({"box": ["b"], "m3": [4], "teu": [2], "plugs": [1]})


def test_a_deadline_too_early_says_by_how_many_hours():
    answer = plan_tables(services=TIMED, consignments=goods(deadline=3), boxes=BOX)
    assert answer.status == "infeasible"
    assert "k: the earliest arrival is 24 h after the deadline" in answer.why
    assert answer.relax["text"].tolist() == ["deadline of k by 24 h"]
    later = plan_tables(services=TIMED, consignments=goods(deadline=4), boxes=BOX)
    assert later.status == "optimal"


def test_room_on_departures_or_later_deadlines_are_two_ways_out():
    services = TIMED.assign(plugs=[1, 4])
    two = pd.concat([goods(m3=4, deadline=4), goods(m3=4, deadline=4, consignment="l")])
    answer = plan_tables(services=services, consignments=two, boxes=BOX)
    assert answer.status == "infeasible"
    by = answer.relax.set_index("alternative")["text"]
    assert by["more capacity"] == "plugs of a>b at day 0 00:00 by 1"
    assert by["later deadlines"].endswith("by 24 h")


def test_classes_share_no_box():
    two = pd.concat([goods(m3=2), goods(m3=2, consignment="l")])
    together = plan_tables(services=TIMED, consignments=two, boxes=BOX)
    apart = plan_tables(
        services=TIMED, consignments=two.assign(**{"class": ["dry", "frozen"]}), boxes=BOX
    )
    assert together.boxes["boxes"].sum() == 2
    assert apart.boxes["boxes"].sum() == 4


def test_a_folder_of_csv_files_plans_as_the_frames_do(tmp_path):
    frames = {"services": LINE, "consignments": goods(quantity=5)}
    for name, frame in frames.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    assert plan_tables(tmp_path).cost == plan_tables(**frames).cost
    (tmp_path / "services.csv").write_text("origin,destination,capacity\na,b,x\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"services  row 2  column capacity"):
        plan_tables(tmp_path)


def test_modules_are_steps_of_capacity():
    services = LINE.assign(capacity=3, modules=4, fixed_cost=[5, 2])
    answer = plan_tables(services=services, consignments=goods())
    assert answer.cost == pytest.approx(16 + 3 * 5 + 3 * 2)
    assert answer.opened.set_index("name")["modules"].to_dict() == {"a>b": 3, "b>c": 3}


def test_own_costs_and_own_capacities_of_consignments_hold():
    costs = pd.DataFrame(
        {"consignment": ["k"], "origin": ["a"], "destination": ["b"], "whole_cost": [80]}
    )
    wide = LINE.assign(capacity=10)
    answer = plan_tables(services=wide, consignments=goods(), costs=costs)
    assert answer.cost == pytest.approx(80 + 8)
    capped = plan_tables(services=wide, consignments=goods(), costs=costs.assign(capacity=7))
    assert capped.relax["text"].tolist() == ["capacity of a->b for k by 1"]
