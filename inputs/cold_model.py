"""From a product's row and what is typed beside it to a model of its life and its limits."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from domain.cold.assess import Limits
from domain.cold.kinetics import RATKOWSKY_C_PER_K
from domain.cold.life import LifeModel, Model, life_to_limit
from domain.tables import INPUT_TABLES
from inputs.actual_columns import plain
from inputs.cold_numbers import (
    Loss,
    bands_of,
    energy_of,
    life_of,
    slope_or_loss,
    temperature_of,
)
from inputs.findings import Findings, did_you_mean
from inputs.tables import MOST_BYTES, Row, parse, read_bytes

DATA: Final = Path(__file__).resolve().parents[1] / "data"
MODELS: Final[dict[str, str]] = {
    "q10": "q10", "arrhenius": "arrhenius", "ea": "arrhenius", "sqrt": "sqrt", "ratkowsky": "sqrt",
    "squareroot": "sqrt", "exponential": "exponential", "exp": "exponential", "bands": "bands",
    "piecewise": "bands", "q10bands": "bands", "piecewiseq10": "bands", "zero": "zero",
    "zeroorder": "zero", "first": "first", "firstorder": "first", "constant": "constant",
    "none": "none",
}  # fmt: skip
"""Names of models, without signs and case."""


class NoModelError(ValueError):
    """What was typed makes no model; the message says what to type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed beside the product, as text; `None`: nothing."""

    model: str | None = None
    life: str | None = None
    q10: float | None = None
    ea: str | None = None
    k: str | None = None
    bands: str | None = None
    t_min: str | None = None
    t_max: str | None = None
    quality_limit: float | None = None
    limit_low: str | None = None
    limit_high: str | None = None
    chill: str | None = None
    freeze: str | None = None
    valid: str | None = None
    storage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A product with the model of its life; `product_id` is empty where the table has none."""

    name: str
    name_zh: str
    product_id: str
    model: LifeModel | None
    limits: Limits
    storage_c: float | None


def goods_of(name: str, typed: Typed, data: Path | None = None) -> Goods:
    """A product of the table, or any other with a model typed.

    Raises
    ------
    InputError
        Where the table is wrong.
    NoModelError
        Where there is no such product and too little was typed, or it contradicts itself.
    """
    rows = _rows(data)
    row = _find(name, rows)
    try:
        model = _model(row, typed, name, rows)
        limits = Limits(
            low_c=_temp("--limit-low", typed.limit_low, row, "min_c"),
            high_c=_temp("--limit-high", typed.limit_high, row, "max_c"),
            chill_c=_temp("--chill", typed.chill, row, "chill_c"),
            freeze_c=_temp("--freeze", typed.freeze, row, "freeze_c"),
        )
        storage_c = _temp("--storage", typed.storage, row, "setpoint_c")
    except NoModelError:
        raise
    except ValueError as error:
        raise NoModelError(str(error)) from error
    if limits.low_c is not None and limits.high_c is not None and limits.low_c > limits.high_c:
        message = f"--limit-low {limits.low_c:g} is above --limit-high {limits.high_c:g}"
        raise NoModelError(message)
    if storage_c is None and model is not None:
        storage_c = model.ref_c
    return Goods(
        name=row.text("name_en") if row else name, name_zh=row.text("name_zh") if row else name,
        product_id=row.text("product_id") if row else "", model=model, limits=limits,
        storage_c=storage_c,
    )  # fmt: skip


def _rows(data: Path | None) -> list[Row]:
    findings = Findings()
    folder = data or DATA
    shown = f"{folder.name}/products.csv"
    raw = read_bytes(folder / "products.csv", shown, MOST_BYTES, findings)
    rows = [] if raw is None else list(parse(INPUT_TABLES["products"], raw, shown, findings))
    findings.stop_if_wrong()
    return rows


def _letters(name: str) -> str:
    """A name as it is compared: what stands in brackets tells chilled from frozen, so it counts.

    Examples
    --------
    >>> _letters("牛肉(冷冻)"), _letters("Navel-Orange")
    ('牛肉冷冻', 'navelorange')
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def _find(name: str, rows: list[Row]) -> Row | None:
    """The row of an id or a name, or the only one whose name has these words."""
    wanted = _letters(name)
    columns = ("product_id", "name_en", "name_zh")
    for row in rows:
        if wanted in {_letters(row.text(column)) for column in columns}:
            return row
    fit = _with_words(wanted, rows)
    return fit[0] if len(fit) == 1 else None


def _with_words(wanted: str, rows: list[Row]) -> list[Row]:
    """Rows of which a name has these words."""
    columns = ("product_id", "name_en", "name_zh")
    return [
        row for row in rows
        if wanted and any(wanted in _letters(row.text(column)) for column in columns)
    ]  # fmt: skip


def _temp(option: str, text: str | None, row: Row | None, column: str) -> float | None:
    if text is not None:
        return temperature_of(option, text)
    return row.maybe(column) if row is not None else None


def _model(row: Row | None, typed: Typed, name: str, rows: list[Row]) -> LifeModel | None:
    asked = _asked_model(typed)
    kinetics = row.text("kinetics") if row is not None else None
    if asked is None and typed.life is None and kinetics in {None, "none"}:
        if row is not None:
            return None
        several = [one.text("product_id") for one in _with_words(_letters(name), rows)]
        if several:
            message = f'"{name}" may be {", ".join(several)}: name one of them'
            raise NoModelError(message)
        known = [one.text(column) for one in rows for column in ("product_id", "name_zh")]
        message = (
            f'no product "{name}"{did_you_mean(name, known)}; or type a model for it: --model q10 '
            "--q10 2.5 --life 21d@5"
        )
        raise NoModelError(message)
    if asked == "none":
        return None
    order: Literal[0, 1] | None = {"zero": 0, "first": 1}.get(asked or "")  # type: ignore[assignment]
    model = _by_parameters(typed) if asked in {None, "zero", "first"} else asked
    if model is None:
        model = kinetics if kinetics not in {None, "none"} else "constant"
        if asked is None and model == "constant":
            message = (
                "--life alone says nothing of temperature: add --q10, --ea, --t-min or --model"
            )
            raise NoModelError(message)
    hours, ref_c = _life(row, typed, order)
    slope = slope_or_loss(typed.k) if typed.k is not None else None
    made = LifeModel(
        model=model, life_h=hours, ref_c=ref_c,  # type: ignore[arg-type]
        q10=_number(typed.q10, row, "q10") if model == "q10" else None,
        ea_kj_mol=_energy(typed, row) if model == "arrhenius" else None,
        k_per_k=slope if model == "exponential" and isinstance(slope, float) else None,
        t_min_c=_temp("--t-min", typed.t_min, row, "tmin_c") if model == "sqrt" else None,
        t_max_c=temperature_of("--t-max", typed.t_max) if typed.t_max and model == "sqrt" else None,
        c_per_k=RATKOWSKY_C_PER_K, bands=bands_of(typed.bands) if typed.bands else (),
        order=order, quality_limit=0.5 if typed.quality_limit is None else typed.quality_limit,
        freeze_c=_temp("--freeze", typed.freeze, row, "freeze_c"),
    )  # fmt: skip
    if typed.valid is not None:
        low, colon, high = typed.valid.replace("..", ":").partition(":")
        if not colon:
            message = f'--valid "{typed.valid}": write for instance 0:15'
            raise NoModelError(message)
        made = replace(
            made, low_c=temperature_of("--valid", low), high_c=temperature_of("--valid", high)
        )
    return made


def _asked_model(typed: Typed) -> str | None:
    if typed.model is None:
        return None
    found = MODELS.get(plain(typed.model).replace("_", ""))
    if found is None:
        known = (
            "q10",
            "arrhenius",
            "sqrt",
            "exponential",
            "bands",
            "zero",
            "first",
            "constant",
            "none",
        )
        hint = did_you_mean(typed.model, known)
        message = f'--model "{typed.model}": is none of {", ".join(known)}{hint}'
        raise NoModelError(message)
    return found


def _by_parameters(typed: Typed) -> Model | None:
    """The model whose parameter was typed."""
    slope = typed.k is not None and isinstance(slope_or_loss(typed.k), float)
    given: dict[Model, bool] = {
        "q10": typed.q10 is not None, "arrhenius": typed.ea is not None,
        "sqrt": typed.t_min is not None, "bands": typed.bands is not None, "exponential": slope,
    }  # fmt: skip
    chosen = [model for model, here in given.items() if here]
    if len(chosen) > 1:
        message = f"the numbers typed are of several models, {', '.join(chosen)}: say --model"
        raise NoModelError(message)
    return chosen[0] if chosen else None


def _life(row: Row | None, typed: Typed, order: Literal[0, 1] | None) -> tuple[float, float]:
    """Hours of life and the temperature at which they are had."""
    if typed.life is not None:
        return life_of(typed.life)
    loss = slope_or_loss(typed.k) if typed.k is not None else None
    if isinstance(loss, Loss):
        if order is None:
            message = f'--k "{typed.k}" is a rate of loss: say --model zero or --model first'
            raise NoModelError(message)
        limit = 0.5 if typed.quality_limit is None else typed.quality_limit
        return life_to_limit(loss.per_h, order, limit), loss.ref_c
    days = row.maybe("shelf_life_days_at_ref") if row is not None else None
    ref_c = row.maybe("ref_temp_c") if row is not None else None
    if days is None or ref_c is None:
        message = "a life is needed: --life 21d@5"
        raise NoModelError(message)
    return days * 24.0, ref_c


def _number(typed: float | None, row: Row | None, column: str) -> float | None:
    if typed is not None:
        return typed
    return row.maybe(column) if row is not None else None


def _energy(typed: Typed, row: Row | None) -> float | None:
    return energy_of(typed.ea) if typed.ea is not None else _number(None, row, "ea_kj_mol")
