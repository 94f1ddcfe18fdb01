"""What streams are built from: the keys, where they stand, the clock, the zone if there is one."""

from __future__ import annotations

from dataclasses import dataclass

from domain.calendar import Clock
from domain.network import Network
from inputs.findings import Findings, Place
from inputs.schema_streams import StreamPart
from inputs.trace_file import TraceFiles
from inputs.yaml_file import Document


@dataclass(frozen=True, slots=True)
class StreamSource:
    """Everything read, nothing built.

    `has_warm_up` says whether the file gives a warm-up, be it 0; `zone` is the network of the
    zone, where there is one.
    """

    file: StreamPart
    document: Document
    findings: Findings
    traces: TraceFiles
    clock: Clock
    tz: str
    warm_up_h: float
    period_end_h: float
    cap_h: float
    horizon_h: float
    has_warm_up: bool
    zone: Network | None = None

    def at(self, *path: str | int) -> Place:
        """Where a key of the scenario stands."""
        return self.document.at(path)
