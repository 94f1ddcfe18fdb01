"""Container numbers by ISO 6346: owner code, category, serial number, check digit."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

SERIALS: Final = 1_000_000
_PREFIX: Final = re.compile(r"[A-Z]{3}[UJZ]")
_NUMBER: Final = re.compile(r"([A-Z]{3}[UJZ])([0-9]{6})([0-9])")


def _letter_values() -> dict[str, int]:
    """Values of the letters: from 10 on, leaving out the multiples of 11."""
    values: dict[str, int] = {}
    value = 10
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        if value % 11 == 0:
            value += 1
        values[letter] = value
        value += 1
    return values


_VALUES: Final = _letter_values() | {str(digit): digit for digit in range(10)}


def check_digit(prefix: str, serial: int) -> int:
    """Check digit of an owner prefix (three letters and U, J or Z) and a serial number.

    Notes
    -----
    Values weighted by powers of two, modulo 11; a remainder of 10 is written 0.

    Examples
    --------
    >>> check_digit("CSQU", 305438)
    3
    """
    if not _PREFIX.fullmatch(prefix):
        message = f"{prefix!r} is not an owner prefix: three capital letters, then U, J or Z"
        raise ValueError(message)
    if not 0 <= serial < SERIALS:
        message = f"serial number {serial} is not between 0 and {SERIALS - 1}"
        raise ValueError(message)
    total = sum(_VALUES[sign] << place for place, sign in enumerate(f"{prefix}{serial:06d}"))
    return total % 11 % 10


@lru_cache(maxsize=65_536)
def container_number(prefix: str, serial: int) -> str:
    """Container number with its check digit.

    Examples
    --------
    >>> container_number("CSQU", 305438)
    'CSQU3054383'
    """
    return f"{prefix}{serial:06d}{check_digit(prefix, serial)}"


def is_container_number(text: str) -> bool:
    """Whether a text, without spaces, is a container number with the right check digit."""
    match = _NUMBER.fullmatch(text)
    return match is not None and check_digit(match[1], int(match[2])) == int(match[3])
