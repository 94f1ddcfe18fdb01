"""A recorded replication repeats, and the first difference is shown with both sides."""

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from domain.draws import Chance
from domain.pace import KeptPace, SampledPace
from study import event_trace
from study.event_trace import (
    RecordedBreachError,
    ReplayDiffersError,
    TraceFileError,
    read_trace,
)
from study.main_job import simulate_one
from study.record_job import record, replay
from study.settings import Settings
from study.verdict import judge

ROOT = Path(__file__).resolve().parents[2]
STREAMS = {
    "period_h": 60.0,
    "streams": {"parcels": {"per_h": 3.0, "path": ["gate", "bag", "train"]}},
    "steps": {
        "gate": {"servers": 2, "work_h": {"exponential": 0.4}, "cost_cny": 1.5},
        "bag": {"pack": 5, "after_h": 3.0},
        "train": {"every_h": 12.0, "room": 4, "ride_h": 2.0, "late_h": {"uniform": [0, 2]}},
    },
}


@pytest.fixture
def streams(tmp_path):
    file = tmp_path / "streams.yaml"
    file.write_text(json.dumps(STREAMS), encoding="utf-8")
    return file


@pytest.fixture
def settings(tmp_path):
    return Settings("simulate", tmp_path / "out", quiet=True, lang="en", policies=("habit",),
                    measure_replications=0, tune_replications=0)  # fmt: skip


def lines_of(path):
    return path.read_text(encoding="utf-8").splitlines()


def put(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_recording_twice_gives_the_same_bytes(streams, settings, tmp_path):
    one, two = tmp_path / "one.trace", tmp_path / "two.trace"
    told = record(settings, streams, one)
    record(settings, streams, two)
    assert one.read_bytes() == two.read_bytes()
    footer = read_trace(one).footer
    assert footer.sha256 in told
    assert footer.lines == len(lines_of(one)) - 2
    assert footer.events == sum(line.startswith(("call", "wake")) for line in lines_of(one))
    assert replay(settings, one).startswith(f"{one}: the same, {footer.events} events")


def test_a_packed_trace_holds_the_same_lines(streams, settings, tmp_path):
    plain, packed = tmp_path / "one.trace", tmp_path / "one.trace.gz"
    record(settings, streams, plain)
    record(settings, streams, packed)
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert "the same" in replay(settings, packed)


def test_another_seed_or_replication_is_another_trace(streams, settings, tmp_path):
    found = set()
    for seed, number in ((1, 0), (2, 0), (1, 1)):
        path = tmp_path / f"{seed}_{number}.trace"
        record(replace(settings, seed=seed), streams, path, number)
        trace = read_trace(path)
        assert (trace.header.seed, trace.header.replication) == (seed, number)
        found.add(trace.footer.sha256)
    assert len(found) == 3


def test_the_trace_has_draws_visits_boardings_and_money(streams, settings, tmp_path):
    path = tmp_path / "one.trace"
    record(settings, streams, path)
    kinds = {line.split("\t")[0] for line in lines_of(path)[1:-1]}
    assert kinds >= {"call", "wake", "draw", "series", "costs", "gauges", "boardings"}


def test_replay_stops_at_an_edited_line(streams, settings, tmp_path):
    path = tmp_path / "one.trace"
    record(settings, streams, path)
    lines = lines_of(path)
    was, lines[100] = lines[100], lines[100] + "9"
    put(path, lines)
    with pytest.raises(TraceFileError) as info:
        replay(settings, path)
    told = str(info.value).splitlines()
    assert "was edited after recording" in told[0]
    assert "first difference in line 101" in told[1]
    assert told[-2] == f"  recorded  {lines[100]}"
    assert told[-1] == f"  now       {was}"
    assert told[2:-2] == [f"  before    {line}" for line in lines[92:100]]
    assert judge(info.value, "en").code == 2


def test_replay_finds_an_engine_that_takes_longer(streams, settings, tmp_path, monkeypatch):
    path = tmp_path / "one.trace"
    record(settings, streams, path)

    def late_h(pace, service, departure):
        return was(pace, service, departure) + (0.5 if departure[1] == 24.0 else 0.0)

    was = SampledPace.late_h
    monkeypatch.setattr(SampledPace, "late_h", late_h)
    with pytest.raises(ReplayDiffersError) as info:
        replay(settings, path)
    recorded, now = (line.split("\t") for line in str(info.value).splitlines()[-2:])
    assert recorded[0].endswith("wake")
    assert recorded[-1] == "_run train@24.00" or "through" in recorded
    assert now != recorded
    assert judge(info.value, "en").code == 1


def test_replay_finds_another_draw_at_once(streams, settings, tmp_path, monkeypatch):
    path = tmp_path / "one.trace"
    record(settings, streams, path)

    def u(chance, stream, *key):
        return min(was(chance, stream, *key) + 2.0**-40, 1.0 - 2.0**-53)

    was = Chance.u
    monkeypatch.setattr(Chance, "u", u)
    with pytest.raises(ReplayDiffersError, match="first difference") as info:
        replay(settings, path)
    first = next(n for n, line in enumerate(lines_of(path), 1) if line.startswith("draw"))
    assert f"line {first}," in str(info.value)


def test_a_run_that_ends_early_or_late_differs(streams, settings, tmp_path):
    path = tmp_path / "one.trace"
    record(settings, streams, path)
    lines = lines_of(path)
    footer = json.loads(lines[-1])
    footer["lines"] += 1
    put(path, [*lines[:-1], "call\t999.0\t1\tghost", json.dumps(footer)])
    with pytest.raises(TraceFileError, match=r"now       \(nothing: the run is over\)"):
        replay(settings, path)
    footer["lines"] -= 3
    put(path, [*lines[:-3], json.dumps(footer)])
    with pytest.raises(TraceFileError, match=r"recorded  \(nothing: the run is over\)"):
        replay(settings, path)


def bad(case, good):
    lines = good.decode().splitlines(keepends=True)
    if case == "empty":
        return b""
    if case == "not a trace":
        return b"question: What does it take?\n"
    if case == "binary":
        return bytes(range(256)) * 50
    if case == "one endless line":
        return b"x" * (event_trace.LONGEST_LINE + 5)
    if case == "cut off":
        return "".join(lines[:-20]).encode()
    if case == "cut in the footer":
        return good[:-30]
    if case == "header only":
        return lines[0].encode()
    if case == "other format":
        return good.replace(b'"coldbridge_trace": 1', b'"coldbridge_trace": 2', 1)
    header = json.loads(lines[0])
    if case == "other versions":
        header["versions"]["numpy"] = "1.0.0"
    if case == "huge seed":
        header["seed"] = 10**400
    if case == "seed of another kind":
        header["seed"] = "one"
    if case == "header lacks the plan":
        del header["plan"]
    if case == "edited header":
        header["replication"] += 1
    head = (json.dumps(header) + "\n").encode()
    if case == "other versions":
        footer = json.loads(lines[-1])
        footer["header_sha256"] = event_trace.hashlib.sha256(head).hexdigest()
        lines[-1] = json.dumps(footer) + "\n"
    return head + "".join(lines[1:]).encode()


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("empty", "is empty"),
        ("not a trace", "is no trace"),
        ("binary", "is no trace"),
        ("one endless line", "is no trace"),
        ("cut off", "without the footer"),
        ("cut in the footer", "without the footer"),
        ("header only", "without the footer"),
        ("other format", "another version of this program"),
        ("other versions", "recorded with other versions: numpy 1.0.0"),
        ("huge seed", "seed: not as --record writes it"),
        ("seed of another kind", "seed: not as --record writes it"),
        ("header lacks the plan", "plan: not as --record writes it"),
        ("edited header", "the header was edited"),
    ],
)
def test_a_file_that_is_no_whole_trace_is_refused(streams, settings, tmp_path, case, said):
    path = tmp_path / "one.trace"
    record(settings, streams, path)
    path.write_bytes(bad(case, path.read_bytes()))
    with pytest.raises(TraceFileError, match=said) as info:
        replay(settings, path)
    assert str(path) in str(info.value)
    assert judge(info.value, "en").code == 2


@pytest.mark.parametrize("packed", [b"\x1f\x8b", b"plain text", b""])
def test_a_packed_file_that_is_damaged_is_refused(settings, tmp_path, packed):
    path = tmp_path / "one.trace.gz"
    path.write_bytes(packed)
    with pytest.raises(TraceFileError, match=r"one\.trace\.gz"):
        replay(settings, path)


def test_missing_file_and_folder_are_refused(settings, tmp_path):
    with pytest.raises(TraceFileError, match="no such file"):
        replay(settings, tmp_path / "nothing.trace")
    with pytest.raises(TraceFileError, match="is a folder"):
        replay(settings, tmp_path)


def test_a_scenario_that_changed_is_refused(streams, settings, tmp_path):
    path = tmp_path / "one.trace"
    record(settings, streams, path)
    keys = {**STREAMS, "period_h": 61.0}
    streams.write_text(json.dumps(keys), encoding="utf-8")
    with pytest.raises(TraceFileError, match="is not as it was recorded, changed: scenario"):
        replay(settings, path)
    moved = tmp_path / "moved.yaml"
    moved.write_text(json.dumps(STREAMS), encoding="utf-8")
    assert "the same" in replay(settings, path, moved)


def test_a_run_that_breaks_a_rule_leaves_its_trace(streams, settings, tmp_path, monkeypatch):
    from sim.streams import riding

    monkeypatch.setattr(riding, "_room", lambda *_: 99.0)
    path = tmp_path / "one.trace"
    with pytest.raises(RecordedBreachError, match="has 4 TEU") as info:
        record(settings, streams, path)
    assert str(path) in str(info.value)
    assert "has 4 TEU" in read_trace(path).footer.broken
    assert judge(info.value, "en").code == 1
    assert "Traceback" not in judge(info.value, "en").message


def test_a_breach_is_in_the_manifest_with_its_story(streams, settings, monkeypatch):
    from sim.checks import BrokenRunError
    from sim.streams import riding

    monkeypatch.setattr(riding, "_room", lambda *_: 99.0)
    with pytest.raises(BrokenRunError) as info:
        simulate_one(replace(settings, replications=1), streams)
    kept = json.loads((settings.out / "manifest.json").read_text(encoding="utf-8"))
    assert kept["status"] == "failed"
    assert "TEU aboard" in kept["problem"]
    verdict = judge(info.value, "en")
    assert verdict.code == 1
    assert "TEU aboard" in verdict.message
    assert "Traceback" not in verdict.message


def command(*words):
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "simulate", *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [(), ("x.yaml",), ("--replay", "a", "--record", "b"), ("--replay", "a", "--out", "b"),
     ("x.yaml", "--out", "o", "--replication", "3"), ("x.yaml", "--record", "docs")],
)  # fmt: skip
def test_options_that_contradict_each_other_leave_2(words):
    done = command(*words)
    assert done.returncode == 2
    assert "--re" in done.stderr


@pytest.mark.slow
def test_a_zone_is_recorded_alike_by_any_number_of_workers(small, settings, tmp_path):
    found = set()
    for workers in (1, 2):
        path = tmp_path / f"{workers}.trace.gz"
        record(replace(settings, workers=workers), small, path)
        found.add(read_trace(path).footer.sha256)
    assert len(found) == 1
    assert "the same" in replay(settings, path)


@pytest.mark.slow
def test_a_run_is_recorded_by_the_plan_that_it_made(small, tmp_path):
    path, out = tmp_path / "one.trace", tmp_path / "out"
    made = command(small, "--out", out, "--policy", "rule", "--look-ahead", 1, "--tune", 1,
                   "--replications", 1, "--no-report", "--record", path)  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert read_trace(path).footer.sha256 in made.stdout
    again = command("--replay", path, "--plan", out / "plan_rule")
    assert again.returncode == 0, again.stderr
    assert "the same" in again.stdout
    assert command("--replay", path).returncode == 0
    parts = out / "plan_rule" / "parts.csv"
    parts.write_text("\n".join(parts.read_text(encoding="utf-8").splitlines()[:-1]) + "\n",
                     encoding="utf-8")  # fmt: skip
    other = command("--replay", path, "--plan", out / "plan_rule")
    assert other.returncode == 2
    assert "the plan is another" in other.stderr


@pytest.mark.slow
def test_a_zone_that_moves_otherwise_differs_in_a_movement(small, settings, tmp_path, monkeypatch):
    path = tmp_path / "one.trace"
    record(settings, small, path)

    class Slower(KeptPace):
        def ride_h(self, service, leg, cause):
            longer_h = 1.0 if service.service_id.startswith("ROH") else 0.0
            return super().ride_h(service, leg, cause) + longer_h

    monkeypatch.setattr("sim.engine.KeptPace", Slower)
    with pytest.raises(ReplayDiffersError) as info:
        replay(settings, path)
    told = str(info.value).splitlines()
    number = int(told[0].partition("line ")[2].partition(",")[0])
    assert told[-2] == f"  recorded  {lines_of(path)[number - 1]}"
    assert told[-1].startswith("  now       ")
    first_ride = next(n for n, line in enumerate(lines_of(path), 1) if "\tride\t" in line)
    assert number >= first_ride
