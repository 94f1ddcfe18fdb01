"""Numbers as people type them for a shelf life: `21d@5`, `80kJ/mol`, `46F`, `0.02/d@5`."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Final, NamedTuple

_NUMBER: Final = r"([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
_UNIT_OF_TEMP: Final = r"\s*(?:°\s*)?(c|f|celsius|fahrenheit|摄氏度|华氏度)?"
_TEMP: Final = re.compile(_NUMBER + _UNIT_OF_TEMP)
_LIFE: Final = re.compile(
    _NUMBER + r"\s*([a-z天日周月年小时个]+)\s*(?:@|at|在)\s*" + _NUMBER + _UNIT_OF_TEMP
)
_LOSS: Final = re.compile(
    _NUMBER + r"\s*(?:/|per\s*)\s*(h|hour|d|day|天|小时)\s*(?:@|at)\s*" + _NUMBER + _UNIT_OF_TEMP
)
_SLOPE: Final = re.compile(_NUMBER + r"\s*(?:(?:/|per\s*)\s*(?:k|°?c))?")
_ENERGY: Final = re.compile(_NUMBER + r"\s*(kj|j|kcal|cal)?\s*(?:/|per\s*)?\s*(?:mol)?")
_BAND: Final = re.compile(_NUMBER + r"\s*(?::|\.\.|~)\s*" + _NUMBER + r"\s*[:=]\s*" + _NUMBER)
_SPAN: Final = re.compile(_NUMBER + r"\s*([a-z天日周月年小时分钟个]+)?")
_HOURS: Final = {
    "min": 1 / 60, "m": 1 / 60, "分钟": 1 / 60, "h": 1.0, "hour": 1.0, "hours": 1.0, "小时": 1.0,
    "d": 24.0, "day": 24.0, "days": 24.0, "天": 24.0, "日": 24.0, "w": 168.0, "week": 168.0,
    "weeks": 168.0, "周": 168.0, "mo": 730.5, "month": 730.5, "months": 730.5, "月": 730.5,
    "个月": 730.5, "y": 8766.0, "year": 8766.0, "years": 8766.0, "年": 8766.0,
}  # fmt: skip
_KJ: Final = {"kj": 1.0, "j": 1e-3, "kcal": 4.184, "cal": 4.184e-3}


class Life(NamedTuple):
    """A shelf life at a temperature."""

    hours: float
    ref_c: float


class Loss(NamedTuple):
    """Quality lost per hour at a temperature."""

    per_h: float
    ref_c: float


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").casefold().strip()
    return pattern.fullmatch(plain)


def _refused(option: str, text: str, write: str) -> ValueError:
    return ValueError(f'{option} "{text}": write for instance {write}')


def _celsius(number: str, unit: str | None) -> float:
    value = float(number)
    return (value - 32.0) * 5.0 / 9.0 if unit in {"f", "fahrenheit", "华氏度"} else value


def temperature_of(option: str, text: str) -> float:
    """Degrees C of `8`, `-10C` or `46F`.

    Examples
    --------
    >>> temperature_of("--limit-high", "46.4F")
    8.0
    """
    found = _match(_TEMP, text)
    if found is None:
        raise _refused(option, text, "8 or 46F")
    return _celsius(found[1], found[2])


def life_of(text: str) -> Life:
    """A life of `21d@5`, `504h@5C`, `3w@41F`, `18mo@-18`, `21天@5`.

    Examples
    --------
    >>> life_of("21d@5"), life_of("3 weeks @ 41F")
    (Life(hours=504.0, ref_c=5.0), Life(hours=504.0, ref_c=5.0))
    """
    found = _match(_LIFE, text)
    hours = _HOURS.get(found[2]) if found is not None else None
    if found is None or hours is None or not float(found[1]) > 0.0:
        raise _refused("--life", text, "21d@5 (h, d, w, mo, y; temperature in C, or 41F)")
    return Life(float(found[1]) * hours, _celsius(found[3], found[4]))


def energy_of(text: str) -> float:
    """KJ/mol of `80kJ/mol`, `80`, `80000 J/mol`, `19.1kcal/mol`.

    Examples
    --------
    >>> energy_of("80kJ/mol"), energy_of("83144 J/mol")
    (80.0, 83.144)
    """
    found = _match(_ENERGY, text)
    if found is None or float(found[1]) < 0.0:
        raise _refused("--ea", text, "80kJ/mol")
    return float(found[1]) * _KJ[found[2] or "kj"]


def slope_or_loss(text: str) -> float | Loss:
    """A slope per K (`0.15/K`) or a rate of loss (`0.02/d@5`).

    Examples
    --------
    >>> slope_or_loss("0.15/K"), slope_or_loss("0.24/d@5")
    (0.15, Loss(per_h=0.01, ref_c=5.0))
    """
    loss = _match(_LOSS, text)
    if loss is not None and float(loss[1]) > 0.0:
        return Loss(float(loss[1]) / _HOURS[loss[2]], _celsius(loss[3], loss[4]))
    found = _match(_SLOPE, text)
    if found is None:
        raise _refused("--k", text, "0.15/K (exponential), or 0.02/d@5 (zero, first)")
    return float(found[1])


def bands_of(text: str) -> tuple[tuple[float, float, float], ...]:
    """Q10 by band, `0:10:3,10:20:2.5`.

    Examples
    --------
    >>> bands_of("0:10:3, 10:20:2.5")
    ((0.0, 10.0, 3.0), (10.0, 20.0, 2.5))
    """
    made = []
    for piece in re.split(r"[,;]", text):
        found = _match(_BAND, piece)
        if found is None:
            raise _refused("--bands", text, "0:10:3,10:20:2.5 (from:to:q10)")
        made.append((float(found[1]), float(found[2]), float(found[3])))
    return tuple(made)


def span_of(option: str, text: str) -> float:
    """Hours of `6h`, `90min`, `2d` or `6`.

    Examples
    --------
    >>> span_of("--max-gap", "90min"), span_of("--max-gap", "2d"), span_of("--max-gap", "6")
    (1.5, 48.0, 6.0)
    """
    found = _match(_SPAN, text)
    unit = _HOURS.get(found[2] or "h") if found is not None else None
    value = float(found[1]) if found is not None else -1.0
    if unit is None or value < 0.0 or not math.isfinite(value):
        raise _refused(option, text, "6h, 90min or 2d")
    return value * unit
