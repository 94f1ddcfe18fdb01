"""What a scenario says of a service: by its id, or by a beginning with *."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.findings import did_you_mean
from inputs.schema import ScenarioFile, ServiceChange
from inputs.source import Source, fits


def service_change(file: ScenarioFile, service_id: str) -> ServiceChange:
    """Key by key, what the last pattern that fits says."""
    said: dict[str, object] = {}
    for pattern, change in file.services_set.items():
        if fits(service_id, pattern):
            said.update({key: getattr(change, key) for key in change.model_fields_set})
    return ServiceChange.model_construct(_fields_set=set(said), **said)


def check_patterns(source: Source, known: Iterable[str]) -> None:
    """A pattern that no service fits is a finding."""
    names = list(known)
    for pattern in source.file.services_set:
        if not any(fits(name, pattern) for name in names):
            source.findings.error(
                source.at("services_set", pattern), "unknown_id", what="service",
                what_zh="服务", found=pattern, hint=did_you_mean(pattern.rstrip("*"), names),
            )  # fmt: skip
