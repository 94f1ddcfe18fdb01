import json

import pandas as pd
import pyarrow.parquet as pq
import pytest

from domain.tables.results import COMPARISON, KPIS, REPLICATION_KPIS
from study import manifest as manifests
from study.aggregate import aggregates
from study.atomic import write_folder, write_text
from study.digest import frame_digest, tables_digest
from study.errors import NotARunError, OtherRunError
from study.frames import schema, table_frame
from study.run_folder import RunFolder, assemble, begin, write_summaries, write_unit
from tests.study.hand_made import observed

HASHES = {"scenario": "a" * 64, "data": "b" * 64}


def manifest(**hashes):
    return manifests.opened("run", "paper", 1, 3, {**HASHES, **hashes}, {})


def test_manifest_says_running_then_how_it_ended(tmp_path):
    folder = begin(tmp_path / "r", manifest(), fresh=False)
    assert folder.manifest().status == "running"
    folder.manifest().closed("interrupted").write(folder.manifest_path)
    again = folder.manifest()
    assert (again.status, again.hashes) == ("interrupted", HASHES)
    assert again.finished_at is not None


def test_changed_input_refuses_to_go_on_and_says_which(tmp_path):
    begin(tmp_path / "r", manifest(), fresh=False)
    with pytest.raises(OtherRunError, match="data bbbbbbbbbbbb -> cccccccccccc"):
        begin(tmp_path / "r", manifest(data="c" * 64), fresh=False)


def test_fresh_removes_the_earlier_run_but_not_what_is_not_ours(tmp_path):
    root = tmp_path / "r"
    folder = begin(root, manifest(), fresh=False)
    write_text(folder.tables / "x.parquet", "old")
    write_text(root / "notes.txt", "mine")
    begin(root, manifest(data="c" * 64), fresh=True)
    assert not folder.tables.exists()
    assert (root / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_folder_with_other_files_is_not_written_to(tmp_path):
    write_text(tmp_path / "thesis.docx", "x")
    with pytest.raises(NotARunError, match=r"thesis\.docx"):
        begin(tmp_path, manifest(), fresh=False)


def test_unit_appears_whole_or_not_at_all(tmp_path):
    def fill(draft):
        write_text(draft / "a.txt", "1")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_folder(tmp_path / "unit", fill)
    assert list(tmp_path.iterdir()) == []


def test_drafts_of_a_killed_worker_are_cleared_away(tmp_path):
    folder = begin(tmp_path / "r", manifest(), fresh=False)
    (folder.root / "parts" / "rule" / ".7.123.tmp").mkdir(parents=True)
    begin(tmp_path / "r", manifest(), fresh=False)
    assert list((folder.root / "parts" / "rule").iterdir()) == []


def fill_units(folder, order):
    for policy, number in order:
        seen = observed()
        tables = {}
        for name, frame in aggregates(seen).items():
            tables[name] = frame.assign(policy=policy, replication=number)
        write_unit(folder, policy, number, tables, {"events": 1})


def test_tables_do_not_depend_on_the_order_of_finishing(tmp_path):
    units = [(p, n) for p in ("rule", "plan") for n in (1, 2, 3)]
    digests = []
    for name, order in (("a", units), ("b", units[::-1])):
        folder = RunFolder(tmp_path / name)
        fill_units(folder, order)
        assemble(folder, ("rule", "plan"), (1, 2, 3), {})
        digests.append(tables_digest(folder.tables))
    assert digests[0] == digests[1]


def test_digest_sees_one_bit(tmp_path):
    frame = pd.DataFrame({"x": [1.0, 2.0], "s": ["a", "b"]})
    other = frame.assign(x=[1.0, 2.0000000000000004])
    assert frame_digest(frame) != frame_digest(other)
    assert frame_digest(frame) != frame_digest(frame.iloc[::-1])
    assert frame_digest(frame) == frame_digest(frame.copy())


def test_units_and_titles_travel_in_the_parquet_fields(tmp_path):
    folder = RunFolder(tmp_path)
    fill_units(folder, [("rule", 1)])
    assemble(folder, ("rule",), (1,), {})
    made = pq.read_schema(folder.tables / "lanes.parquet")
    facts = made.field("cost_cny_per_t").metadata
    assert facts[b"unit"] == b"CNY/t"
    assert facts[b"title_zh"].decode() == "吨成本"
    assert [f.name for f in schema(REPLICATION_KPIS)] == list(REPLICATION_KPIS.column_names)


def test_summaries_have_the_columns_of_the_design(tmp_path):
    folder = RunFolder(tmp_path)
    write_summaries(folder, table_frame(KPIS, []), table_frame(COMPARISON, []))
    head = (tmp_path / "kpis.csv").read_text(encoding="utf-8").splitlines()[0]
    assert head == "scenario,policy,kpi,unit,mean,ci95_low,ci95_high,n"
    head = (tmp_path / "comparison.csv").read_text(encoding="utf-8").splitlines()[0]
    assert head == (
        "a_scenario,a_policy,b_scenario,b_policy,kpi,unit,mean_difference,"
        "ci95_low,ci95_high,n,variance_ratio"
    )


def test_broken_manifest_is_no_run(tmp_path):
    write_text(tmp_path / "manifest.json", json.dumps({"verb": "run"}))
    with pytest.raises(NotARunError, match="is this a run folder"):
        RunFolder(tmp_path).manifest()
