"""What a trace database is made from: files and their digests, the policy and replication."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from study.errors import NotARunError

VERSION = "2"
NEEDED = ("movements", "consignments", "boxes", "temperatures", "lots")
BESIDE = ("network_nodes", "network_products", "stock_moves")


class Source(NamedTuple):
    """A file below the run folder."""

    file: str
    bytes: int
    sha256: str


class Which(NamedTuple):
    """The policy and replication that a database is of."""

    policy: str
    replication: int


def sources_of(root: Path) -> list[Source]:
    """The files that a database of a run folder is made from.

    Raises
    ------
    NotARunError
        When the run kept no movements, or was made before lots were recorded.
    """
    if not (root / "manifest.json").is_file():
        raise NotARunError(f"{root}: no manifest.json that can be read; is this a run folder?")
    found = []
    for name in (*NEEDED, *BESIDE):
        path = root / "tables" / f"{name}.parquet"
        if path.exists():
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            found.append(Source(f"tables/{name}.parquet", len(content), digest))
        elif name in NEEDED:
            why = "was made before lots were recorded; run it again"
            if name != "lots":
                why = "holds no movements of goods; a trace needs a finished run of consignments"
            raise NotARunError(f"{root}: no tables/{name}.parquet: this folder {why}")
    return found


def chosen(root: Path, kept: Sequence[Which], policy: str | None, replication: int | None) -> Which:
    """The policy and replication that are asked for: the plan's first where nobody says.

    Raises
    ------
    NotARunError
        Where their tables were not kept; says which were.
    """
    if not kept:
        raise NotARunError(f"{root}: the run kept no consignments")
    policies = sorted({one.policy for one in kept}, key=lambda p: (p != "plan", p != "rule", p))
    whose = policy or policies[0]
    numbers = sorted(one.replication for one in kept if one.policy == whose)
    if not numbers:
        raise NotARunError(f"{root}: no policy {whose}; there are {', '.join(policies)}")
    if replication is None:
        return Which(whose, numbers[0])
    if replication not in numbers:
        raise NotARunError(
            f"{root}: full tables of replication {replication} were not kept; there are "
            f"{', '.join(map(str, numbers[:10]))} (--keep-tables all keeps every one)"
        )
    return Which(whose, replication)
