"""Templates of pages: names from files are escaped, and a name that is not given is an error."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from report.words import Lang, say

TEMPLATES = Path(__file__).parent / "templates"


def template(name: str, lang: Lang) -> Template:
    """A template of `report/templates` that speaks a language by `say(key, ...)`."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals["say"] = lambda key, **values: say(lang, key, **values)
    return environment.get_template(name)
