"""Checks the keys and values of a scenario against the schema, in our words and with places."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from inputs.findings import Findings, did_you_mean, some_of
from inputs.schema import ScenarioFile
from inputs.yaml_file import Document, KeyPath

WANTED = {
    "int_type": ("a whole number", "整数"),
    "int_parsing": ("a whole number", "整数"),
    "int_from_float": ("a whole number", "整数"),
    "float_type": ("a number", "数字"),
    "float_parsing": ("a number", "数字"),
    "finite_number": ("a finite number", "有限的数字"),
    "string_type": ("text", "文本"),
    "bool_type": ("true or false", "true 或 false"),
    "bool_parsing": ("true or false", "true 或 false"),
    "list_type": ("a list", "列表"),
    "dict_type": ("a map of keys", "键值映射"),
    "model_type": ("a map of keys", "键值映射"),
    "model_attributes_type": ("a map of keys", "键值映射"),
    "date_type": ("a date such as 2026-11-01", "日期（如 2026-11-01）"),
    "date_parsing": ("a date such as 2026-11-01", "日期（如 2026-11-01）"),
    "date_from_datetime_parsing": ("a date such as 2026-11-01", "日期（如 2026-11-01）"),
    "date_from_datetime_inexact": ("a date such as 2026-11-01", "日期（如 2026-11-01）"),
}
RULES = {
    "greater_than_equal": ("ge", "{} or more"),
    "greater_than": ("gt", "more than {}"),
    "less_than_equal": ("le", "at most {}"),
    "less_than": ("lt", "less than {}"),
}


def shaped(document: Document, findings: Findings, *, whole: bool = True) -> ScenarioFile | None:
    """The document as a scenario file, or `None` with all that is wrong in it.

    Parameters
    ----------
    whole
        False where a parent could not be read: what is missing may be there.
    """
    try:
        return ScenarioFile.model_validate(document.values)
    except ValidationError as error:
        for detail in _clearest(error.errors(include_url=False)):
            if whole or detail["type"] != "missing":
                _translate(detail, document, findings)
        return None


def _clearest(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """One error per place: of a choice of types, the first that was tried."""
    seen: set[KeyPath] = set()
    kept = []
    for error in errors:
        path = _path(error)
        if path not in seen:
            seen.add(path)
            kept.append(error)
    return kept


def _path(error: ErrorDetails) -> KeyPath:
    """Keys alone: pydantic adds the name of each type it tried in a choice of types."""
    return tuple(step for step in error["loc"] if step not in {"date", "[key]"} and not (
        isinstance(step, str) and step.startswith("literal["))
    )  # fmt: skip


def _translate(error: ErrorDetails, document: Document, findings: Findings) -> None:
    path, kind = _path(error), error["type"]
    at, found = document.at(path), error["input"]
    context: dict[str, Any] = error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys_at(path[:-1])
        name = str(path[-1])
        findings.error(
            at,
            "unknown_key",
            found=name,
            hint=did_you_mean(name, known),
            choices=some_of(known, 40),
        )
    elif kind == "missing":
        findings.error(at, "missing_key")
    elif kind in RULES:
        name, words = RULES[kind]
        rule = words.format(f"{context[name]:g}")
        findings.error(at, "wrong_number", rule=rule, found=_said(found))
    elif kind == "literal_error":
        choices = [
            word.strip().strip("'")
            for word in str(context["expected"]).replace(" or ", ",").split(",")
        ]
        findings.error(
            at, "wrong_choice", found=str(found), choices=some_of(choices),
            hint=did_you_mean(str(found), choices),
        )  # fmt: skip
    elif kind in WANTED:
        wanted, wanted_zh = WANTED[kind]
        findings.error(at, "wrong_type", found=_said(found), wanted=wanted, wanted_zh=wanted_zh)
    else:
        findings.error(at, "wrong_value", found=_said(found), rule=error["msg"])


def _said(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a map of keys"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else f"{value}"


def _keys_at(path: KeyPath) -> list[str]:
    """Keys that the schema knows at a path."""
    model: type[BaseModel] | None = ScenarioFile
    for step in path:
        if isinstance(step, int) or model is None:
            continue
        field = model.model_fields.get(str(step))
        model = _model_in(field.annotation) if field is not None else model
    if model is None:
        return []
    own = list(model.model_fields)
    return [*own, "extends", "overrides"] if model is ScenarioFile else own


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
