"""The trace database: what SQL finds is what a walk over the raw movements finds."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from math import exp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.custody import is_physical
from domain.rules import Limit, RulePack
from domain.stock_records import StockMove
from inputs.rules import read_packs
from study.errors import NotARunError
from study.tracedb import build as building
from study.tracedb.facts import Facts
from study.tracedb.opened import ensure, path_of, read
from study.tracedb.questions import ask, ask_sql
from study.tracedb.rules import held_against
from study.tracedb.sources import Which
from tests.study.trace_worlds import box, heat, lot, move, order, write_run

NAMES = ["a", "a/1", "a.1", "b%_", 'c "d"', "e'; DROP TABLE lots; --", "柑橘 7", "-", "box"]
FACTS = Facts(
    zones={"SHOP": "Asia/Bangkok"}, cold_places=frozenset({"HUB"}), reefers=frozenset({"40RF"})
)


def opened(root):
    return read(ensure(root, None, None, lambda: FACTS))


@st.composite
def worlds(draw):
    """Lots with odd names that wait in a hub, are split or not, and ride in boxes together."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True))
    orders, lots, moves, boxes = [], [], [], set()
    for name in names:
        orders.append(order(name))
        first = draw(st.integers(0, 12))
        stored = first + draw(st.integers(1, 12))
        whole = f"{name}.p"
        moves += [
            move(whole, "", "fetch", "FARM", "HUB", "T1", first - 1.0, first),
            move(whole, "", "receive", "HUB", "HUB", "", first, first + 0.5),
            move(whole, "", "declare", "HUB", "HUB", "", first + 0.5, first + 0.75),
            move(whole, "", "store", "HUB", "HUB", "", first + 0.5, stored),
        ]
        pieces = draw(st.integers(1, 3))
        parts = [whole] if pieces == 1 else [f"{whole}/{n}" for n in range(1, pieces + 1)]
        lots.append(lot(whole, name, state="delivered" if pieces == 1 else "split"))
        for part in parts:
            if part != whole:
                lots.append(lot(part, name, whole, kg=100.0 / pieces))
            number = f"x{draw(st.integers(0, 2))}"
            boxes.add(number)
            rode = stored + draw(st.integers(1, 6))
            moves += [
                move(part, number, "stuff", "HUB", "HUB", "", stored, stored + 0.5),
                move(part, number, "x_ray", "HUB", "HUB", "", stored + 0.5, stored + 0.75),
                move(part, number, "ride", "HUB", "SHOP", "R1", stored + 0.75, rode),
                move(part, number, "strip", "SHOP", "SHOP", "", rode, rode + 1.0),
            ]
    return {"orders": orders, "lots": lots, "moves": moves, "boxes": [box(b) for b in boxes]}


def met(moves, lots, start):
    """By hand: the pieces of a lot, the boxes they were in, and who else was there meanwhile."""
    family = {start}
    while True:
        grown = family | {row[0] for row in lots if row[2] in family}
        if grown == family:
            break
        family = grown
    where = {}
    for row in moves:
        name, inside, stage, node, start_h, end_h = row[1], row[2], row[3], row[4], row[8], row[10]
        if inside:
            where.setdefault(name, []).append(("box", inside, start_h, end_h))
        elif stage in ("receive", "store"):
            where.setdefault(name, []).append(("room", node, start_h, end_h))
    boxes = {spot[1] for name in family for spot in where.get(name, ()) if spot[0] == "box"}
    beside = {
        name
        for name, spots in where.items()
        for via, place, from_h, to_h in spots
        for mine in family
        for other in where.get(mine, ())
        if name not in family
        and (via, place) == other[:2]
        and from_h < other[3]
        and other[2] < to_h
    }
    return family, boxes, beside


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=worlds())
def test_recall_by_sql_is_recall_by_walking_the_movements(made, tmp_path_factory):
    root = write_run(tmp_path_factory.mktemp("run"), **made)
    with opened(root) as found:
        for name in [row[0] for row in made["lots"]]:
            rows = ask(found, "recall", name).rows
            told = {
                what: {r[1] for r in rows if r[0] == what} for what in ("lot", "box", "exposed")
            }
            assert (told["lot"], told["box"], told["exposed"]) == met(
                made["moves"], made["lots"], name
            )
            shared = {row[0] for row in ask(found, "shared-with", name).rows}
            assert shared == told["exposed"]
            up = {row[1] for row in ask(found, "upstream", name).rows if row[0] == "lot"}
            parents = {row[0]: row[2] for row in made["lots"]}
            line = {name}
            while parents[name]:
                name = parents[name]
                line.add(name)
            assert up == line
        _check_custody(found, made["moves"])


def _check_custody(found, moves):
    """From the first stage on somebody holds each lot, one at a time; the stage says who."""
    raw = {}
    for row in moves:
        if is_physical(row[3], row[2]):
            raw.setdefault(row[1], []).append(row)
    chains = {}
    for name, *cells in found.execute(
        "SELECT lot_id, from_h, to_h, holder_id FROM custody ORDER BY lot_id, seq"
    ):
        chains.setdefault(name, []).append(cells)
    assert chains.keys() == raw.keys()
    ended = dict(found.execute("SELECT lot_id, ended FROM lots"))
    for name, chain in chains.items():
        own = sorted(raw[name], key=lambda row: row[8])
        assert chain[0][0] == own[0][8]
        assert all(one[1] == two[0] and one[2] != two[2] for one, two in pairwise(chain))
        if ended[name] == "delivered":
            assert chain[-1] == [own[-1][10], None, "consignee:SHOP"]
        else:
            assert chain[-1][1] == own[-1][10]
        expected = {
            "fetch": "carrier:T1", "ride": "carrier:R1", "strip": "hub:SHOP", "receive": "hub:HUB",
            "store": "hub:HUB", "stuff": "hub:HUB", "x_ray": "hub:HUB",
        }  # fmt: skip
        for row in own:
            middle = (row[8] + row[10]) / 2.0
            holders = [c[2] for c in chain if c[0] <= middle and (c[1] is None or middle < c[1])]
            assert holders == [expected[row[3]]]


def warm_run(root, **changes):
    """One lot of fish: warm on a truck for 2 h, warm at the port where its box was off power."""
    moves = [
        move("f.1", "", "fetch", "FARM", "HUB", "T1", 0.0, 4.0, 6.0),
        move("f.1", "", "receive", "HUB", "HUB", "", 4.0, 6.0, 2.0),
        move("f.1", "x", "stuff", "HUB", "HUB", "", 6.0, 7.0, 2.0),
        move("f.1", "x", "ride", "HUB", "PORT", "R1", 7.0, 20.0, 1.0),
        move("f.1", "x", "partial", "PORT", "PORT", "", 20.0, 50.0, 3.9, 10.0),
        move("f.1", "x", "strip", "PORT", "PORT", "", 50.0, 51.0, 3.9),
        move("f.1", "", "deliver", "PORT", "SHOP", "T2", 51.0, 55.0, 3.0),
    ]
    heats = [
        heat("f.1", "fetch", "FARM", 0.0, 4.0, 2.0, 6.0, 2.0),
        heat("f.1", "receive", "HUB", 4.0, 6.0, 6.0, 2.0, 3.0),
        heat("f.1", "stuff", "HUB", 6.0, 7.0, 2.0, 2.0, 3.0),
        heat("f.1", "ride", "HUB", 7.0, 20.0, 2.0, 1.0, 3.0),
        heat("f.1", "partial", "PORT", 20.0, 50.0, 1.0, 3.9, 23.0),
        heat("f.1", "strip", "PORT", 50.0, 51.0, 3.9, 3.9, 23.0),
        heat("f.1", "deliver", "PORT", 51.0, 55.0, 3.9, 3.0, 23.0),
    ]
    made = {"orders": [order("f")], "lots": [lot("f.1", "f")], "moves": moves,
            "boxes": [box("x", "CBLU1234567")], "heats": heats, **changes}  # fmt: skip
    return write_run(root, **made)


def test_who_held_it_when_it_warmed(tmp_path):
    """Two hours at the end of the collection, one at the dock; at the port in the middle of 30 h.

    Off power for 10 h, then drawn to 0 degrees for 20 h with 60 h as time constant, it ends at
    3.9: so it was at 3.9 * exp(20 / 60) = 5.443 when power came back.
    """
    with opened(warm_run(tmp_path)) as found:
        rows = ask(found, "who-warmed", "CBLU1234567").rows
    turned_c = 3.9 * exp(20.0 / 60.0)
    rising_h = 10.0 * (turned_c - 4.0) / (turned_c - 1.0)
    falling = (turned_c - 4.0) ** 2 / (2.0 * (turned_c - 3.9)) * 20.0
    begins_h = 30.0 - rising_h
    told = [(r[0], r[4], *r[6:]) for r in rows]
    assert told[:2] == [
        ("carrier:T1", "fetch", 2.0, 4.0, 6.0, 4.0, 2.0, 2.0),
        ("hub:HUB", "receive", 4.0, 5.0, 6.0, 4.0, 1.0, 1.0),
    ]
    assert told[2][:2] == ("carrier:R1", "partial")
    assert told[2][2:] == pytest.approx(
        (begins_h, begins_h + 20.0, turned_c, 4.0, 20.0,
         (turned_c - 4.0) * rising_h / 2.0 + falling)
    )  # fmt: skip


def test_chain_of_custody_with_the_temperature_at_every_handover(tmp_path):
    with opened(warm_run(tmp_path)) as found:
        rows = ask(found, "custody", "f.1").rows
    assert [(r[1], r[4], r[5], r[6], r[7]) for r in rows] == [
        ("carrier:T1", 0.0, 4.0, 2.0, 6.0),
        ("hub:HUB", 4.0, 7.0, 6.0, 2.0),
        ("carrier:R1", 7.0, 50.0, 2.0, 3.9),
        ("hub:PORT", 50.0, 51.0, 3.9, 3.9),
        ("carrier:T2", 51.0, 55.0, 3.9, 3.0),
        ("consignee:SHOP", 55.0, None, 3.0, None),
    ]
    assert round(rows[2][9], 3) == 5.443
    assert rows[5][8:] == (None, None)


def test_whoever_hands_over_to_the_customer_answers_for_it_too(tmp_path):
    """Hands change at 6, 2, 3.9, 3.9 degrees and, at the customer's door, at 3."""
    limit = Limit("warm", "handover", "", True, max_c=2.5)
    rides = replace(limit, limit_id="rides", stages=frozenset({"fetch", "deliver"}))
    with opened(warm_run(tmp_path)) as found:
        answer = held_against(found, [RulePack("p", "", "", (limit, rides))])
    assert [(row[1], row[2], row[3], row[5], row[6]) for row in answer.rows] == [
        ("rides", "HUB", "carrier:T1", 1, 6.0), ("rides", "SHOP", "carrier:T2", 1, 3.0),
        ("warm", "HUB", "carrier:T1", 1, 6.0), ("warm", "PORT", "carrier:R1", 1, 3.9),
        ("warm", "PORT", "hub:PORT", 1, 3.9), ("warm", "SHOP", "carrier:T2", 1, 3.0),
    ]  # fmt: skip


def test_records_of_a_lot_are_kept_for_its_shelf_life_and_six_months(tmp_path):
    """Delivered in hour 55, a shelf life of 10 days: 55 + 24 (10 + 6 x 30.4375)."""
    facts = Facts(shelf_life_days={"fish": 10.0}, packs=read_packs(["gb31605"]))
    with read(ensure(warm_run(tmp_path), None, None, lambda: facts)) as found:
        kept = found.execute("SELECT keep_until_h, keep_rule FROM lots").fetchall()
    assert kept == [(pytest.approx(55.0 + 24.0 * (10.0 + 6.0 * 30.4375)), "gb31605")]


def test_lots_that_become_part_of_another_are_followed_into_it(tmp_path):
    """Two lots of one consignment go on as one, in a box of the other side of a border."""
    moves = [
        *(move(name, name, "ride", "HUB", "PORT", "R1", 0.0, 9.0) for name in ("a.1", "a.2")),
        move("a.3", "y", "cross", "PORT", "PORT", "", 9.0, 10.0),
        move("a.3", "y", "ride", "PORT", "SHOP", "R2", 10.0, 20.0),
    ]
    lots = [lot("a.1", "a", state="restuffed", into="a.3"),
            lot("a.2", "a", state="restuffed", into="a.3"), lot("a.3", "a", kg=200.0)]  # fmt: skip
    made = {"orders": [order("a")], "lots": lots, "moves": moves, "boxes": [box("y", "")]}
    with opened(write_run(tmp_path, **made)) as found:
        assert {row[1] for row in ask(found, "recall", "a.1").rows if row[0] == "lot"} == {
            "a.1", "a.3",
        }  # fmt: skip
        assert {row[1] for row in ask(found, "upstream", "a.3").rows} == {"a", "a.1", "a.2", "a.3"}
        chain = [(row[0], row[1]) for row in ask(found, "custody", "a.2").rows]
    assert chain == [
        ("a.2", "carrier:R1"), ("a.3", "terminal:PORT"), ("a.3", "carrier:R2"),
        ("a.3", "consignee:SHOP"),
    ]  # fmt: skip


def test_shelves_orders_and_returns_are_followed_both_ways(tmp_path):
    """A lot goes on a shelf, 6 of 9 pieces are sold, 2 come back: 1 is destroyed, 1 sold again."""
    name, shelf = "f.1", "W/fish"
    stock = [
        (shelf, "unload", "f", name, "", 9, 9, 55.0, 55.0, 56.0, 9, 0, None),
        (shelf, "set_aside", "c/1.0", name, "c", 6, 6, 60.0, 60.0, 60.0, 3, 0, None),
        (shelf, "last_mile", "c/1.0", "", "c", 6, 6, 61.0, 61.0, 70.0, 3, 0, None),
        (shelf, "destroyed", "c/1.0<", name, "c", 1, 1, 70.0, 80.0, 80.0, 3, 0, None),
        (shelf, "restock", "c/1.0<", "c/1.0<", "", 1, 1, 70.0, 70.0, 80.0, 4, 0, None),
        (shelf, "set_aside", "c/2.0", "c/1.0<", "c", 1, 1, 90.0, 90.0, 90.0, 3, 0, None),
        (shelf, "write_off", name, name, "", 3, 3, 56.0, 99.0, 99.0, 0, 0, None),
    ]
    stock = [tuple(StockMove(*row)) for row in stock]
    with opened(warm_run(tmp_path, stock=stock)) as found:
        down = {(r[0], r[1]) for r in ask(found, "downstream", "f").rows}
        up = [r[1] for r in ask(found, "upstream", "c/2.0").rows]
        recall = ask(found, "recall", name).rows
        held = ask(found, "custody", name).rows[-1]
        gone = found.execute("SELECT how, units, at_h FROM disposals ORDER BY at_h").fetchall()
    assert down == {("lot", name), ("order", "c/1.0"), ("lot", "c/1.0<"), ("order", "c/2.0")}
    assert up == ["f", name, "c/1.0", "c/1.0<", "c/2.0"]
    assert {r[1] for r in recall if r[0] == "order"} == {"c/1.0", "c/2.0"}
    assert [r[5] for r in recall if r[1] == "c/1.0"] == [70.0]
    assert (held[1], held[4], held[5]) == ("warehouse:W", 55.0, 99.0)
    assert gone == [("destroyed", 1.0, 80.0), ("write_off", 3.0, 99.0)]


def test_the_database_says_what_it_is_and_can_only_be_read(tmp_path):
    root = warm_run(tmp_path)
    with opened(root) as found:
        for statement in (
            "DELETE FROM lots", "CREATE TABLE x (y)", "CREATE TEMP TABLE x (y)",
            "ATTACH ':memory:' AS other", "PRAGMA writable_schema = ON", "VACUUM",
            "SELECT load_extension('x')", "SELECT 1; DROP TABLE lots", "SELEC", "",
        ):  # fmt: skip
            with pytest.raises(NotARunError, match="--sql"):
                ask_sql(found, statement)
        assert ask_sql(found, "SELECT count(*) AS n FROM lots").rows == [(1,)]
    with closing(sqlite3.connect(path_of(root, Which("rule", 1)))) as plain:
        columns = {
            (table, row[1])
            for (table,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for row in plain.execute(f"PRAGMA table_info('{table}')")
            if table != "sqlite_stat1"
        }
        told = set(plain.execute("SELECT table_name, column_name FROM documentation"))
        assert columns == {pair for pair in told if pair[1]}
        words = plain.execute("SELECT title_zh, title_en, meaning FROM documentation")
        assert all(all(row) for row in words)


def test_it_is_built_again_when_the_run_changes_and_only_then(tmp_path):
    asked = []

    def facts():
        asked.append(1)
        return FACTS

    root = warm_run(tmp_path)
    for _ in range(2):
        path = ensure(root, None, None, facts)
    assert len(asked) == 1
    warm_run(tmp_path, lots=[lot("f.1", "f", kg=7.0)])
    with read(ensure(root, None, None, facts)) as found:
        assert found.execute("SELECT kg FROM lots").fetchall() == [(7.0,)]
    path.write_bytes(path.read_bytes()[:5000])
    with read(ensure(root, "rule", 1, facts)) as found:
        assert found.execute("SELECT count(*) FROM custody").fetchall() == [(6,)]
    assert len(asked) == 3


def test_a_build_that_is_interrupted_leaves_nothing_or_what_was_there(tmp_path, monkeypatch):
    root = warm_run(tmp_path)
    path = path_of(root, Which("rule", 1))

    def stopped():
        yield ("meta", "", "", "x", "x", "x")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(building, "_documentation", stopped)
        with pytest.raises(KeyboardInterrupt):
            ensure(root, None, None, lambda: FACTS)
        assert not list(path.parent.iterdir())
    ensure(root, None, None, lambda: FACTS)
    before = path.read_bytes()
    warm_run(tmp_path, lots=[lot("f.1", "f", kg=7.0)])
    monkeypatch.setattr(building, "_documentation", stopped)
    with pytest.raises(KeyboardInterrupt):
        ensure(root, None, None, lambda: FACTS)
    assert [path.read_bytes()] == [before] == [one.read_bytes() for one in path.parent.iterdir()]


def test_folders_that_cannot_be_traced_say_why(tmp_path):
    with pytest.raises(NotARunError, match="is this a run folder"):
        ensure(tmp_path, None, None, lambda: FACTS)
    root = warm_run(tmp_path)
    with pytest.raises(NotARunError, match="no policy plan; there are rule"):
        ensure(root, "plan", None, lambda: FACTS)
    with pytest.raises(NotARunError, match="replication 5 were not kept; there are 1"):
        ensure(root, "rule", 5, lambda: FACTS)
    with opened(root) as found, pytest.raises(NotARunError, match=r"did you mean f\.1"):
        ask(found, "recall", "f.")
    (root / "tables" / "lots.parquet").unlink()
    with pytest.raises(NotARunError, match="before lots were recorded"):
        ensure(root, None, None, lambda: FACTS)
    (root / "tables" / "movements.parquet").unlink()
    with pytest.raises(NotARunError, match="no movements of goods"):
        ensure(root, None, None, lambda: FACTS)
