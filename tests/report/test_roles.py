"""Everybody who pays or is paid has a name in both languages, and plans a status in words."""

import ast
from pathlib import Path

import pytest

from domain.stream_charges import STREAM_OWNER
from domain.warehouse import STOCK_OWNER
from report.build import _title_of
from report.names import known
from report.words import PHRASES

ROOT = Path(__file__).resolve().parents[2]
NAMED = {"STOCK_OWNER": STOCK_OWNER, "STREAM_OWNER": STREAM_OWNER}


def roles():
    """Payers and payees of every `Charge(line, payer, payee, cny)` written in the code."""
    found = set()
    for path in sorted([*(ROOT / "domain").rglob("*.py"), *(ROOT / "sim").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Charge":
                for role in node.args[1:3]:
                    if isinstance(role, ast.Constant):
                        found.add(role.value)
                    elif isinstance(role, ast.Name) and role.id in NAMED:
                        found.add(NAMED[role.id])
    return found


def test_charges_are_found():
    assert {"shipper", "carrier", "stock_owner", "state", "warehouse", "courier"} <= roles()


@pytest.mark.parametrize("role", sorted(roles()))
def test_who_pays_and_is_paid_has_words(role):
    zh, _ = PHRASES[f"role.{role}"]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in zh)


def test_status_of_a_plan_and_of_a_run_has_words():
    assert known("zh", "status", "built") == "已生成"
    assert known("zh", "status", "interrupted") == "已中断"


def test_a_chart_without_rows_is_named_in_words():
    assert _title_of("cold_lot", "zh") == "一批货物的温度与品质"
    assert _title_of("departure_board", "en") == "Departure board"
