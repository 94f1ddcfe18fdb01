"""Checks the keys and values of a scenario against the schema, in our words and with places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from inputs.findings import Findings, did_you_mean, some_of
from inputs.merge import OWN_KEYS
from inputs.yaml_file import Document, KeyPath

File = TypeVar("File", bound=BaseModel)

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
    "number_or_times": (
        "a number or a distribution such as {exponential: 2}",
        "数字或分布（如 {exponential: 2}）",
    ),
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


def shaped(
    document: Document, findings: Findings, model: type[File], *, whole: bool = True
) -> File | None:
    """The document as a scenario file, or `None` with all that is wrong in it.

    Parameters
    ----------
    model
        What the file may say.
    whole
        False where a parent could not be read: what is missing may be there.
    """
    try:
        return model.model_validate(document.values)
    except ValidationError as error:
        for detail in _clearest(error.errors(include_url=False)):
            if whole or detail["type"] != "missing":
                _translate(detail, document, findings, model)
        return None


NAMES_NEEDED = ("nodes", "data")
"""Sections without which names elsewhere would be unknown for no fault of their own."""
LEANS_ON = {"stations": "hubs"}
"""Sections that read another one: they are left out with it."""


def without_wrong_sections(document: Document, model: type[File]) -> File | None:
    """The file without the sections in which something is wrong, so that the others can be judged.

    `None` where a section that everybody needs is wrong or missing.
    """
    try:
        return model.model_validate(document.values)
    except ValidationError as error:
        wrong = {str(path[0]) if path else "" for path in map(_path, error.errors())}
    wrong |= {name for name, other in LEANS_ON.items() if other in wrong}
    fields = model.model_fields
    if any(name in fields and fields[name].is_required() for name in wrong):
        return None
    if "" in wrong or wrong & set(NAMES_NEEDED):
        return None
    try:
        return model.model_validate(
            {name: value for name, value in document.values.items() if name not in wrong}
        )
    except ValidationError:
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
    """Keys alone: pydantic adds the name of each type it tried in a choice of types.

    Our own tags of such choices stand in square brackets, as `[key]` does.
    """
    steps = error["loc"]
    if steps and steps[-1] == "date" and error["type"] != "extra_forbidden":
        steps = steps[:-1]
    return tuple(
        step for step in steps if not (isinstance(step, str) and step.startswith(("literal[", "[")))
    )


def _translate(
    error: ErrorDetails, document: Document, findings: Findings, model: type[BaseModel]
) -> None:
    path, kind = _path(error), error["type"]
    at, found = document.at(path), error["input"]
    context: dict[str, Any] = error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys_at(error["loc"][:-1], model)
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
        if error["loc"][-1] == "[word]":
            choices.append("a number")
        findings.error(
            at, "wrong_choice", found=str(found), choices=some_of(choices),
            hint=did_you_mean(str(found), choices),
        )  # fmt: skip
    elif kind == "union_tag_not_found":
        findings.error(document.at((*path, "kind")), "missing_key")
    elif kind == "union_tag_invalid":
        choices = [word.strip(" '[]") for word in str(context["expected_tags"]).split(",")]
        asked = str(context["tag"]).strip("[]")
        findings.error(
            document.at((*path, "kind")), "wrong_choice", found=asked, choices=some_of(choices),
            hint=did_you_mean(asked, choices),
        )  # fmt: skip
    elif kind in {"too_short", "too_long"}:
        least = kind == "too_short"
        limit = context["min_length" if least else "max_length"]
        findings.error(
            at, "wrong_length", found=context["actual_length"],
            rule=f"{limit} or more" if least else f"at most {limit}",
            rule_zh=f"至少 {limit}" if least else f"至多 {limit}",
        )  # fmt: skip
    elif kind in WANTED:
        if error["loc"][-1] == "[number]" and _takes_map(path, model):
            kind = "number_or_times"
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


def _keys_at(path: KeyPath, model: type[BaseModel]) -> list[str]:
    """Keys that the schema knows at a path, in which tags of choices may stand."""
    inside: list[object] = [model]
    for step in path:
        if isinstance(step, str) and step.startswith(("literal[", "[")):
            inside = [kept for one in inside for kept in _tagged(one, step)] or inside
        else:
            inside = [below for one in inside for below in _below(one, step)]
    own = [
        field.alias or name
        for one in inside
        for found in _models(one)
        for name, field in found.model_fields.items()
    ]
    return [*own, *reversed(OWN_KEYS)] if not path else own


def _tagged(annotation: object, tag: str) -> Iterator[object]:
    """The choice of an annotation that has a tag."""
    arguments = get_args(annotation)
    if any(isinstance(one, Tag) and one.tag == tag for one in arguments[1:]):
        yield arguments[0]
    else:
        for inner in arguments:
            yield from _tagged(inner, tag)


def _below(annotation: object, step: str | int) -> Iterator[object]:
    """Types that may stand under a key or place of a list."""
    for model in _models(annotation):
        for name, field in model.model_fields.items():
            if step == (field.alias or name):
                yield field.annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is dict:
        yield arguments[1]
    elif origin is list:
        yield arguments[0]
    elif not isinstance(annotation, type):
        for inner in arguments:
            yield from _below(inner, step)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """Models among the choices of an annotation; those inside maps and lists are no choice."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        if issubclass(annotation, BaseModel):
            yield annotation
    elif get_origin(annotation) not in {dict, list}:
        for inner in get_args(annotation):
            yield from _models(inner)


def _takes_map(path: KeyPath, model: type[BaseModel]) -> bool:
    """Whether a map of keys may stand where a number was found wrong."""
    return bool(_keys_at(path, model))
