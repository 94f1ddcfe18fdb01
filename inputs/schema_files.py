"""Writes schemas/: what an editor needs to complete and check scenario files as they are typed."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from inputs.schema import WrittenFile
from inputs.schema_small import WrittenSmallFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCENARIO, SMALL = "scenario.schema.json", "small_scenario.schema.json"
MERGED = ("BreaksKeys", "ColumnOf", "MeanSpread", "StockKeys", "StreamKeys", "WarehouseKeys")
"""Maps of which a file may say a part, where its parent says the rest: none of their keys is
required. `validate` says what is missing after all."""
Json = dict[str, Any]


def scenario_schema() -> Json:
    """JSON Schema of the scenario files of a zone."""
    return _schema(WrittenFile, "Coldbridge scenario")


def small_schema() -> Json:
    """JSON Schema of small scenario files: streams and steps alone."""
    return _schema(WrittenSmallFile, "Coldbridge small scenario")


def _schema(model: type[BaseModel], title: str) -> Json:
    """Schema of files as written: only a file without `extends` must be complete."""
    whole = model.model_json_schema()
    definitions = whole.pop("$defs", {})
    for name in MERGED:
        definitions.get(name, {}).pop("required", None)
    required = whole.pop("required", [])
    partial = copy.deepcopy(whole)
    partial["additionalProperties"] = False
    overlay = {
        "type": "object", "additionalProperties": False,
        "properties": {k: v for k, v in partial["properties"].items()
                       if k not in {"extends", "overrides"}},
    }  # fmt: skip
    partial["properties"]["overrides"]["additionalProperties"] = {"$ref": "#/$defs/Overlay"}
    return {
        "$schema": DIALECT,
        "title": title,
        **{key: value for key, value in partial.items() if key != "title"},
        "if": {"required": ["extends"]},
        "then": {},
        "else": {"required": required},
        "$defs": {**definitions, "Overlay": overlay},
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in ((SCENARIO, scenario_schema()), (SMALL, small_schema())):
        text = json.dumps(schema, indent=2, ensure_ascii=False)
        (folder / name).write_text(text + "\n", encoding="utf-8")
        written.append(folder / name)
    return written
