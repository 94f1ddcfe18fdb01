"""Habits of the tree that no linter holds."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("domain", "inputs", "sim", "optimize", "study", "report", "cli")
FOLDERS = (*PACKAGES, "tools", "tests", "benchmarks")
PYTHON_FILES = sorted(
    [ROOT / "run.py", *(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))]
)
VAGUE = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py", "manager.py"}


SHIPPED = (
    "benchmarks", "cli", "data", "docs", "domain", "inputs", "optimize", "report", "scenarios",
    "schemas", "sim", "study", "tests", "tools",
)  # fmt: skip


def name_of(file):
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", PYTHON_FILES, ids=name_of)
def test_module_has_one_subject(file):
    assert file.name not in VAGUE
    lines = file.read_text(encoding="utf-8").count("\n")
    assert lines <= 450, f"{name_of(file)} has {lines} lines: find the second subject in it"


@pytest.mark.parametrize("file", PYTHON_FILES, ids=name_of)
def test_module_says_what_it_is(file):
    if "tests" in file.parts or not file.read_text(encoding="utf-8").strip():
        return
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", PYTHON_FILES, ids=name_of)
def test_no_package_imports_the_command_line(file):
    if file.name == "run.py" or "tests" in file.parts:
        return
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert "run" not in names, f"{name_of(file)}:{node.lineno} imports run"


def test_targets_named_in_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    asked = set(re.findall(r"(?:^|`)make ([a-z-]+)", readme, flags=re.MULTILINE))
    assert {"demo", "test"} <= asked
    assert asked <= targets


def test_links_of_the_documents_lead_somewhere():
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
            assert (page.parent / target).exists(), f"{name_of(page)} links to {target}"


def test_pins_name_no_index():
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_]+", line), line


def test_nothing_bulky_ships():
    """Files of our own folders; results, caches and the environment are no part of the tree."""
    files = [
        file
        for folder in SHIPPED
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    ]
    assert len(files) > 100
    for file in files:
        assert file.stat().st_size < 3 * 2**20, f"{file.relative_to(ROOT)} is larger than 3 MB"
