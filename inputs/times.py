"""Numbers, distributions and lists of a scenario file as `domain.times.Times`."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from domain.distribution import Distribution
from domain.times import Times
from inputs.findings import some_of
from inputs.schema_streams import MeanSpread, TimesKeys
from inputs.stream_source import StreamSource

CHOICES = (
    "exponential", "uniform", "triangular", "lognormal", "gamma", "observed", "list", "file"
)  # fmt: skip


def times_of(
    source: StreamSource, value: float | TimesKeys, *at: str | int, least: float | None = None
) -> Times | None:
    """What a key says as times; `None` with findings where it makes no sense.

    Parameters
    ----------
    at
        Path of the key.
    least
        What the mean must be above, if anything.
    """
    made = Times.fixed(value) if isinstance(value, float | int) else _made(source, value, at)
    if made is not None and least is not None and made.mean <= least:
        source.findings.error(
            source.at(*at), "wrong_number", rule=f"more than {least:g} on average",
            found=f"{made.mean:g}",
        )  # fmt: skip
        return None
    return made


def distribution_of(
    source: StreamSource, value: float | TimesKeys, *at: str | int
) -> Distribution | None:
    """The same where causes have no order, as departures; a list is an error there."""
    made = times_of(source, value, *at)
    if made is None:
        return None
    if made.listed:
        source.findings.error(source.at(*at), "no_list_here")
        return None
    return made.distribution or Distribution.observed(made.observed)


def exactly_one(source: StreamSource, found: Sequence[str], choices: Sequence[str],
                *at: str | int) -> bool:  # fmt: skip
    """Whether one key of several is given; an error otherwise."""
    if len(found) == 1:
        return True
    if not found:
        source.findings.error(source.at(*at), "none_of", choices=", ".join(choices))
    else:
        source.findings.error(
            source.at(*at, found[1]), "not_one", choices=", ".join(choices), found=some_of(found),
            null=found[0],
        )  # fmt: skip
    return False


def _made(source: StreamSource, keys: TimesKeys, at: tuple[str | int, ...]) -> Times | None:
    found = [name for name in CHOICES if getattr(keys, _field(name)) is not None]
    if keys.use is not None and keys.file is None:
        source.findings.error(source.at(*at, "use"), "goes_with", found="use", other="file")
        return None
    if not exactly_one(source, found, CHOICES, *at):
        return None
    if keys.observed is not None:
        return Times(observed=tuple(keys.observed))
    if keys.listed is not None:
        return Times(listed=tuple(keys.listed))
    if keys.file is not None:
        return _from_file(source, keys, at)
    made = _distribution(source, keys, at)
    return None if made is None else Times(made)


def _field(name: str) -> str:
    return "listed" if name == "list" else name


def _from_file(source: StreamSource, keys: TimesKeys, at: tuple[str | int, ...]) -> Times | None:
    assert keys.file is not None
    values = source.traces.column(keys.file, *at, "file")
    if keys.use is None:
        source.findings.error(source.at(*at, "use"), "missing_use")
        return None
    if values is None:
        return None
    return Times(observed=values) if keys.use == "observed" else Times(listed=values)


def _distribution(
    source: StreamSource, keys: TimesKeys, at: tuple[str | int, ...]
) -> Distribution | None:
    if keys.exponential is not None:
        return Distribution.exponential(keys.exponential)
    for name, ends in (("uniform", keys.uniform), ("triangular", keys.triangular)):
        if ends is None:
            continue
        if sorted(ends) != ends:
            source.findings.error(source.at(*at, name), "not_ascending", found=f"{ends}")
            return None
        if ends[0] == ends[-1]:
            return Distribution.fixed(ends[0])
        return Distribution.uniform(*ends) if name == "uniform" else Distribution.triangular(*ends)
    for name, spread in (("lognormal", keys.lognormal), ("gamma", keys.gamma)):
        if spread is not None:
            sd = _sd(source, spread, *at, name)
            return None if sd is None else Distribution.from_mean_sd(name, spread.mean, sd)
    return None


def _sd(source: StreamSource, keys: MeanSpread, *at: str | int) -> float | None:
    found = [name for name in ("sd", "scv") if getattr(keys, name) is not None]
    if not exactly_one(source, found, ("sd", "scv"), *at):
        return None
    return keys.sd if keys.scv is None else keys.mean * sqrt(keys.scv)
