"""Exports of small worlds, and the published schema with its formats checked."""

import json
from pathlib import Path

from jsonschema import Draft7Validator, FormatChecker

from sim import simulate
from study.epcis.export import export_story
from study.frames import buffer_frame, write_table
from study.run_folder import RunFolder

SCHEMA = json.loads(
    (Path(__file__).parent / "epcis_schema" / "EPCISDocument.schema.json").read_text("utf-8")
)
FORMATS = FormatChecker(("uri", "date-time"))
"""By rfc3986-validator and rfc3339-validator, which jsonschema takes where they are installed."""
DOCUMENT = Draft7Validator(SCHEMA, format_checker=FORMATS)
EVENTS = {
    kind: Draft7Validator(
        {"$ref": f"#/definitions/{kind}", "definitions": SCHEMA["definitions"]},
        format_checker=FORMATS,
    )
    for kind in ("ObjectEvent", "AggregationEvent", "TransactionEvent", "AssociationEvent")
}
"""What the document's schema asks of each kind of event."""


def exported(folder, scenario, plan, name="story.jsonld", *, seed=1, replication=0):
    """Run a plan, keep its records as a run folder does, and export them."""
    result = simulate(scenario, plan, seed=seed, replication=replication)
    run = RunFolder(folder)
    for buffer in result.records.buffers():
        frame = buffer_frame(buffer, "rule", replication)
        write_table(buffer.table, frame, run.tables / f"{buffer.table.name}.parquet")
    export_story(run, scenario, "rule", replication, folder / name)
    return json.loads((folder / name).read_text("utf-8")), result


def events_of(document):
    return document["epcisBody"]["eventList"]


def mistakes(document):
    """What the schema says against a document: its frame, then each event by itself."""
    frame = {**document, "epcisBody": {"eventList": []}}
    found = [error.message for error in DOCUMENT.iter_errors(frame)]
    for event in events_of(document):
        found += wrong_by_schema(event)
    return found


def wrong_by_schema(event):
    """What the schema says against one event."""
    if event["type"] not in EVENTS:
        return [f"{event['type']} is no event"]
    return [error.message for error in EVENTS[event["type"]].iter_errors(event)]
