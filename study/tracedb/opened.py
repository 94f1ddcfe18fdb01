"""Opening a trace database to read: built where it is not there, or where the run has changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from study.tracedb.sources import VERSION, Source, Which, chosen, sources_of

if TYPE_CHECKING:
    from study.tracedb.facts import Facts

FOLDER = "trace"
_READS = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)


def ensure(
    root: Path, policy: str | None, replication: int | None, facts: Callable[[], Facts]
) -> Path:
    """The database of a run as its tables are now; `facts` are asked for only to build it.

    Raises
    ------
    NotARunError
        When the folder holds no movements, or not those that are asked for.
    """
    sources = sources_of(root)
    for path in sorted((root / FOLDER).glob("*.sqlite")):
        kept = _kept(path, sources)
        if kept is not None:
            wanted = path_of(root, chosen(root, kept, policy, replication))
            if wanted == path or _kept(wanted, sources) is not None:
                return wanted
            break
    return _built(root, policy, replication, facts, sources)


def path_of(root: Path, which: Which) -> Path:
    """File of the database of one policy and replication."""
    return root / FOLDER / f"{which.policy}_{which.replication}.sqlite"


def _built(
    root: Path,
    policy: str | None,
    replication: int | None,
    facts: Callable[[], Facts],
    sources: list[Source],
) -> Path:
    """Build one, with what is heavy to import."""
    from study.run_folder import RunFolder
    from study.tracedb.build import build

    folder = RunFolder(root)
    orders = folder.table("consignments")[["policy", "replication"]].drop_duplicates()
    kept = [Which(str(one[0]), int(one[1])) for one in orders.itertuples(index=False)]
    which = chosen(root, kept, policy, replication)
    path = path_of(root, which)
    build(folder, path, which, facts(), sources, kept)
    return path


def _kept(path: Path, sources: list[Source]) -> list[Which] | None:
    """What else the run kept, where a database is whole, of this version and these very files."""
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(_uri(path), uri=True)) as found:
            meta = dict(found.execute("SELECT key, value FROM meta"))
            said = found.execute("SELECT file, bytes, sha256 FROM sources").fetchall()
    except sqlite3.DatabaseError:
        return None
    if meta.get("version") != VERSION or sorted(said) != sorted(map(tuple, sources)):
        return None
    return [Which(policy, number) for policy, number in json.loads(meta["kept"])]


@contextmanager
def read(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can only read: whatever else a statement asks for is refused."""
    with closing(sqlite3.connect(_uri(path), uri=True)) as found:
        found.execute("PRAGMA query_only = ON")
        found.set_authorizer(_only_reading)
        yield found


def _uri(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro"


def _only_reading(
    action: int, first: str | None, _second: str | None, _base: str | None, _by: str | None
) -> int:
    if action in _READS and first != "load_extension":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
