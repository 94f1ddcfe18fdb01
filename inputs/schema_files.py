"""Writes schemas/: what an editor needs to complete and check scenario files as they are typed."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from inputs.schema import WrittenFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCENARIO = "scenario.schema.json"
Json = dict[str, Any]


def scenario_schema() -> Json:
    """JSON Schema of scenario files: only a file without `extends` must be complete."""
    whole = WrittenFile.model_json_schema()
    definitions = whole.pop("$defs", {})
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
        "title": "Coldbridge scenario",
        **{key: value for key, value in partial.items() if key != "title"},
        "if": {"required": ["extends"]},
        "then": {},
        "else": {"required": required},
        "$defs": {**definitions, "Overlay": overlay},
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / SCENARIO
    text = json.dumps(scenario_schema(), indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return [path]
