"""Identifiers of GS1 as Digital Link URIs: check digits, logistic units, lots, places, parties.

The company prefix is a placeholder: GS1 keeps the prefix 952 for demonstrations, so no identifier
made here is anybody's. Whoever has a prefix puts it in its place.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote

PLACEHOLDER_PREFIX: Final = "9521001"
"""A company prefix of seven digits in the range that GS1 keeps for demonstrations (952)."""
RESOLVER: Final = "https://id.gs1.org"
"""The domain of canonical Digital Link URIs."""
BTT: Final = "urn:coldbridge:btt:"
"""Ahead of kinds of documents that the Core Business Vocabulary has no word for."""
_SAFE: Final = re.compile(r"[A-Za-z0-9._-]+")
"""Characters of the GS1 set that stand in a URI as they are."""


def check_digit(digits: str) -> int:
    """Check digit of a GS1 key without one: weights 3 and 1 from the right, to the next ten.

    Examples
    --------
    >>> check_digit("629104150021")
    3
    """
    if not re.fullmatch("[0-9]+", digits):
        raise ValueError(f"{digits!r} is not a row of digits")
    total = sum(int(sign) * (3, 1)[place % 2] for place, sign in enumerate(reversed(digits)))
    return -total % 10


def with_check_digit(digits: str) -> str:
    """A key with its check digit.

    Examples
    --------
    >>> with_check_digit("10614141234567890")
    '106141412345678908'
    """
    return f"{digits}{check_digit(digits)}"


def fitted(name: str, most: int = 20) -> str:
    """A name of at most so many characters of the GS1 set: itself, or 20 of its hash.

    Examples
    --------
    >>> fitted("HZ_P_ZS")
    'HZ_P_ZS'
    >>> len(fitted("M49-leafy_veg-pallet-GD_HK/2026-10/0050"))
    20
    """
    if len(name) <= most and _SAFE.fullmatch(name):
        return name
    return base64.b32encode(hashlib.sha256(name.encode()).digest()).decode()[:20]


def _key(reference: int, digits: int, ahead: str = "") -> str:
    """A key of so many digits without its check digit: what is ahead, the prefix, a reference."""
    room = digits - len(ahead) - len(PLACEHOLDER_PREFIX)
    if not 0 <= reference < 10**room:
        raise ValueError(f"reference {reference} does not fit into {room} digits")
    return with_check_digit(f"{ahead}{PLACEHOLDER_PREFIX}{reference:0{room}d}")


def sscc(serial: int) -> str:
    """A logistic unit (pallet or part of a consignment): serial shipping container code.

    Examples
    --------
    >>> sscc(1)
    'https://id.gs1.org/00/095210010000000017'
    """
    return f"{RESOLVER}/00/{_key(serial, 17, '0')}"


@lru_cache(maxsize=4096)
def trade_item(item: int) -> str:
    """A kind of goods: GTIN-14."""
    return f"{RESOLVER}/01/{_key(item, 13, '0')}"


@lru_cache(maxsize=65_536)
def lot_class(item: int, lot: str) -> str:
    """A lot of a kind of goods: GTIN with a batch or lot number."""
    return f"{trade_item(item)}/10/{fitted(lot)}"


@lru_cache(maxsize=4096)
def place(node_id: str) -> str:
    """A place: the company's location number with an extension that names the place."""
    return f"{RESOLVER}/414/{_key(0, 12)}/254/{fitted(node_id)}"


@lru_cache(maxsize=4096)
def party(number: int) -> str:
    """A party: party location number."""
    return f"{RESOLVER}/417/{_key(number, 12)}"


def asset(reference: str) -> str:
    """A thing of one's own (a box without a container number, a logger): individual asset."""
    return f"{RESOLVER}/8004/{PLACEHOLDER_PREFIX}{fitted(reference, 23)}"


def container(number: str) -> str:
    """A container by its ISO 6346 number; there is no Digital Link for it.

    Examples
    --------
    >>> container("CSQU3054383")
    'urn:epc:id:bic:CSQU3054383'
    """
    return f"urn:epc:id:bic:{number}"


def named(kind: str, name: str) -> str:
    """A document by its own name, escaped.

    Examples
    --------
    >>> named("departure", "RHZ01@12.50")
    'urn:coldbridge:departure:RHZ01%4012.50'
    """
    return f"urn:coldbridge:{kind}:{quote(name, safe='')}"
