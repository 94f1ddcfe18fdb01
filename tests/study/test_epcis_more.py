"""Event hashes against other implementations, warehouses as events, and what the options refuse."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import typer

from cli.epcis import Asked, write_epcis
from cli.options import Lang
from domain import gs1
from domain.stage_kinds import STAGES
from domain.stock_records import OFF_SHELF, ONTO_SHELF
from study.epcis.event_hash import event_id, pre_hash
from study.epcis.export import export_story
from study.epcis.vocabulary import DECLARED, RIDES, STAGE_STEPS, STOCK_STEPS
from study.frames import buffer_frame, write_table
from study.run_folder import RunFolder
from tests.stock_worlds import channel, days, run, shelf, stock, waves, world
from tests.study.epcis_reading import SCHEMA, events_of, mistakes

HASHES = json.loads((Path(__file__).parent / "epcis_hashes.json").read_text("utf-8"))
"""Events of all kinds with hash ids by `epcis2.js` 2.7.3; those without both a source and a
destination have the same by `epcis-event-hash-generator` 1.9.3, which else orders the two lists
differently from its own description."""


@pytest.mark.parametrize("number", range(len(HASHES)))
def test_hash_ids_are_those_of_other_implementations(number):
    one = HASHES[number]
    assert event_id(one["event"]) == one["hash"]
    assert event_id({**one["event"], "eventID": "x", "recordTime": "y"}) == one["hash"]


def test_what_is_hashed_of_a_shipment_of_the_standard():
    """The first event of GS1's example of two events, its identifiers as Digital Links."""
    event = {
        "type": "ObjectEvent",
        "eventTime": "2005-04-03T20:33:31.116-06:00",
        "eventTimeZoneOffset": "-06:00",
        "epcList": ["https://id.gs1.org/01/10614141073464/21/2018",
                    "https://id.gs1.org/01/10614141073464/21/2017"],
        "action": "OBSERVE",
        "bizStep": "shipping",
        "disposition": "in_transit",
        "readPoint": {"id": "https://id.gs1.org/414/0614141073467/254/1234"},
        "bizTransactionList": [
            {"type": "po", "bizTransaction": "http://transaction.acme.com/po/12345678"}
        ],
    }  # fmt: skip
    assert pre_hash(event) == (
        "eventType=ObjectEventeventTime=2005-04-04T02:33:31.116ZeventTimeZoneOffset=-06:00"
        "epcListepc=https://id.gs1.org/01/10614141073464/21/2017"
        "epc=https://id.gs1.org/01/10614141073464/21/2018action=OBSERVE"
        "bizStep=https://ref.gs1.org/cbv/BizStep-shipping"
        "disposition=https://ref.gs1.org/cbv/Disp-in_transit"
        "readPointid=https://id.gs1.org/414/0614141073467/254/1234"
        "bizTransactionListtype=https://ref.gs1.org/cbv/BTT-po"
        "bizTransaction=http://transaction.acme.com/po/12345678"
    )


def test_words_of_stages_are_those_of_the_vocabulary():
    steps = SCHEMA["definitions"]["bizStep"]["anyOf"][1]["enum"]
    dispositions = SCHEMA["definitions"]["disposition"]["anyOf"][1]["enum"]
    told = [(step.biz_step, step.disposition) for one in STAGE_STEPS.values() for step in one]
    for biz_step, disposition in (*told, *STOCK_STEPS.values()):
        assert biz_step in steps
        assert disposition in dispositions
    assert {*ONTO_SHELF, *OFF_SHELF} <= set(STOCK_STEPS)
    assert set(STAGES) - RIDES - DECLARED <= set(STAGE_STEPS)


def test_pieces_made_known_on_a_shelf_are_picked_destroyed_or_still_there(tmp_path):
    home = channel(return_share=0.25, return_wait=days(2))
    line = shelf(lost=True, restock_share=0.5)
    made = world(stock(waves((1.0, 40), (30.0, 100)), channels=[home], shelves=[line], opening=90))
    result = run(made)
    folder = RunFolder(tmp_path)
    for buffer in result.records.buffers():
        frame = buffer_frame(buffer, "rule", 0)
        write_table(buffer.table, frame, folder.tables / f"{buffer.table.name}.parquet")
    export_story(folder, made, "rule", 0, tmp_path / "story.jsonld")
    document = json.loads((tmp_path / "story.jsonld").read_text("utf-8"))
    assert mistakes(document) == []
    there, sold = 0, 0
    for event in events_of(document):
        (one,) = event["quantityList"]
        of_lot = "/10/" in one["epcClass"]
        if event["action"] == "ADD":
            there += one["quantity"]
        elif of_lot and event["coldbridge:stage"] in ("stock set_aside", "stock write_off"):
            there -= one["quantity"]
        if event["bizStep"] == "retail_selling":
            sold += one["quantity"]
            assert not of_lot
            assert "readPoint" not in event
    days_end = [row for row in result.records.stock_moves.rows if row.kind == "day"]
    assert there == days_end[-1].on_hand
    assert sold == 90


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ((None, None, "c1", "2026-01-01T00:00Z"), ("--epcis FILE", "同用")),
        (("x.jsonld", None, None, "2026-01-01T00:00Z"), ("--recall ID", "同用")),
        (("x.jsonld", None, "c1", "tomorrow"), ("with its zone", "时区")),
        (("x.jsonld", None, "c1", "2026-01-01T00:00"), ("with its zone", "时区")),
        ((".", None, None, None), ("is a folder", "文件夹")),
    ],
)
def test_options_that_do_not_go_together_are_refused(tmp_path, capsys, asked, words):
    target = None if asked[0] is None else tmp_path / asked[0]
    for lang, word in zip((Lang.en, Lang.zh), words, strict=True):
        with pytest.raises(typer.Exit) as left:
            write_epcis(tmp_path, Asked(target, *asked[1:]), None, None, lang)
        assert left.value.exit_code == 2
        assert word in capsys.readouterr().err


def test_names_that_do_not_fit_become_hashes_that_differ():
    assert gs1.fitted("lot-7") == "lot-7"
    one, other = gs1.fitted("批 7"), gs1.fitted("批 8")
    assert one != other
    assert len(one) == 20
    assert one.isascii()


def test_local_times_of_all_pinned_events_have_their_offset():
    for one in HASHES:
        when = datetime.fromisoformat(one["event"]["eventTime"])
        assert when.isoformat()[-6:] == one["event"]["eventTimeZoneOffset"]
