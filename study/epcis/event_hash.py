"""Event hash ids by the algorithm of the Core Business Vocabulary 2.0 (section 8.9).

It covers what `study.epcis` writes: times of milliseconds with a zone, canonical Digital Link URIs,
bare words, numbers, and extensions that are one text or number. An event's id is the SHA-256 of
its content in a fixed order, so whoever has the event can recompute it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

CBV: Final = "https://ref.gs1.org/cbv/"
VOC: Final = "https://gs1.org/voc/"
CONTEXT: Final = {
    "coldbridge": "https://coldbridge.example/epcis/",
    "cbvmda": "urn:epcglobal:cbv:mda:",
}
"""Prefixes of extensions, as the document's context gives them."""
_QUANTITY: Final = ("epcClass", "quantity", "uom")
_METADATA: Final = (
    "time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData",
    "dataProcessingMethod", "bizRules",
)  # fmt: skip
_REPORT: Final = (
    "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "time",
    "value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue", "uom",
)  # fmt: skip
_TIMES: Final = frozenset({"eventTime", "time", "startTime", "endTime"})


def event_id(event: Mapping[str, Any]) -> str:
    """Hash id of an event, as RFC 6920 writes it."""
    digest = hashlib.sha256(pre_hash(event).encode()).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def pre_hash(event: Mapping[str, Any]) -> str:
    """What is hashed: all of the event but its id and the time of its recording, in order."""
    parts = [f"eventType={event['type']}"]
    parts += [write(event[name]) for name, write in _ORDER if name in event]
    parts.append(_extensions(event))
    return "".join(parts)


@lru_cache(maxsize=16_384)
def utc_text(when: str) -> str:
    """A time in UTC with milliseconds.

    Examples
    --------
    >>> utc_text("2026-10-20T08:00:00.500+08:00")
    '2026-10-20T00:00:00.500Z'
    """
    told = datetime.fromisoformat(when).astimezone(UTC).isoformat(timespec="milliseconds")
    return f"{told.removesuffix('+00:00')}Z"


def number_text(value: float) -> str:
    """A number without zeros at its end.

    Examples
    --------
    >>> number_text(4.0), number_text(-18.50), number_text(-0.0)
    ('4', '-18.5', '0')
    """
    whole = int(value)
    return str(whole) if whole == value else str(value)


def _text(value: object) -> str:
    if isinstance(value, int | float):
        return number_text(value)
    return str(value).strip()


def _plain(name: str) -> Callable[[Any], str]:
    return lambda value: f"{name}={_text(value)}"


def _word(name: str, ahead: str) -> Callable[[Any], str]:
    return lambda value: f"{name}={ahead}{value}"


def _epcs(name: str) -> Callable[[Sequence[str]], str]:
    return lambda urns: name + "".join(sorted(f"epc={urn}" for urn in urns)) if urns else ""


def _fields(element: Mapping[str, Any], order: Sequence[str]) -> str:
    told = []
    for name in order:
        if name in element:
            value = element[name]
            if name in _TIMES:
                value = utc_text(value)
            elif name in ("type", "exception"):
                value = f"{VOC}{value}"
            told.append(f"{name}={_text(value)}")
    return "".join(told)


def _quantities(name: str) -> Callable[[Sequence[Mapping[str, Any]]], str]:
    return lambda found: (
        name + "".join(sorted(f"quantityElement{_fields(one, _QUANTITY)}" for one in found))
    )


def _typed(name: str, member: str, ahead: str) -> Callable[[Sequence[Mapping[str, str]]], str]:
    """A list whose members have a type: the type, if there is one, then the value."""

    def write(found: Sequence[Mapping[str, str]]) -> str:
        told = []
        for one in found:
            kind = one.get("type")
            known = "" if kind is None else f"type={kind if ':' in kind else ahead + kind}"
            told.append(f"{known}{member}={one[member]}")
        return name + "".join(sorted(told))

    return write


def _dispositions(found: Mapping[str, Sequence[str]]) -> str:
    told = "persistentDisposition"
    for name in ("set", "unset"):
        told += "".join(sorted(f"{name}={CBV}Disp-{word}" for word in found.get(name, ())))
    return told


def _sensors(found: Sequence[Mapping[str, Any]]) -> str:
    told = []
    for one in found:
        text = "sensorElement"
        if "sensorMetadata" in one:
            text += f"sensorMetadata{_fields(one['sensorMetadata'], _METADATA)}"
        reports = (f"sensorReport{_fields(each, _REPORT)}" for each in one["sensorReport"])
        told.append(text + "".join(sorted(reports)))
    return "sensorElementList" + "".join(sorted(told))


def _extensions(found: Mapping[str, Any]) -> str:
    told = []
    for name, value in found.items():
        ahead, colon, local = name.partition(":")
        if colon:
            told.append(f"{{{CONTEXT[ahead]}}}{local}={_text(value)}")
    return "".join(sorted(told))


_ORDER: Final[tuple[tuple[str, Callable[[Any], str]], ...]] = (
    ("eventTime", lambda when: f"eventTime={utc_text(when)}"),
    ("eventTimeZoneOffset", _plain("eventTimeZoneOffset")),
    ("epcList", _epcs("epcList")),
    ("parentID", _plain("parentID")),
    ("inputEPCList", _epcs("inputEPCList")),
    ("childEPCs", _epcs("childEPCs")),
    ("quantityList", _quantities("quantityList")),
    ("childQuantityList", _quantities("childQuantityList")),
    ("inputQuantityList", _quantities("inputQuantityList")),
    ("outputEPCList", _epcs("outputEPCList")),
    ("outputQuantityList", _quantities("outputQuantityList")),
    ("action", _plain("action")),
    ("bizStep", _word("bizStep", f"{CBV}BizStep-")),
    ("disposition", _word("disposition", f"{CBV}Disp-")),
    ("persistentDisposition", _dispositions),
    ("readPoint", lambda found: f"readPointid={found['id']}"),
    ("bizLocation", lambda found: f"bizLocationid={found['id']}"),
    ("bizTransactionList", _typed("bizTransactionList", "bizTransaction", f"{CBV}BTT-")),
    ("sourceList", _typed("sourceList", "source", f"{CBV}SDT-")),
    ("destinationList", _typed("destinationList", "destination", f"{CBV}SDT-")),
    ("sensorElementList", _sensors),
    ("ilmd", lambda found: f"ilmd{_extensions(found)}"),
)
"""Canonical order of the fields, with how each is written."""
