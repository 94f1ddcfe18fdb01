"""A command at work: scenario loaded, folder open, and the manifest true however it ends."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from domain.scenario import Scenario
from study import manifest as manifests
from study.atomic import write_bytes, write_text
from study.digest import code_digest, settings_digest
from study.errors import NoPathError, NoPlanError, OtherRunError
from study.manifest import ROOT, Manifest
from study.progress import Watch
from study.run_folder import RunFolder, begin, results_digest
from study.settings import Settings

if TYPE_CHECKING:
    from inputs.build import Loaded

DEFAULT_SEED = 1
DATA = ROOT / "data"


@dataclass(frozen=True, slots=True)
class Session:
    """One scenario under study in one folder.

    What the study finds out about its own figures (warm-up, replications, how sure) goes into
    `notes`, and from there into the manifest's `statistics`.
    """

    settings: Settings
    loaded: Loaded
    folder: RunFolder
    manifest: Manifest
    seed: int
    watch: Watch
    notes: dict[str, object] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        """The scenario under study."""
        return self.loaded.scenario


def load(settings: Settings, path: Path) -> Loaded:
    """Load a scenario; warnings go to stderr, or are errors under `--strict`.

    Raises
    ------
    InputError
        With everything that is wrong in the files.
    NoPathError
        When a consignment cannot be served by anything.
    """
    from inputs.build import load_scenario
    from inputs.findings import InputError, strict

    loaded = load_scenario(
        path,
        sets=settings.sets,
        overrides=settings.overrides,
        seed=DEFAULT_SEED if settings.seed is None else settings.seed,
        allow_outside=settings.allow_outside,
    )
    if settings.strict and loaded.warnings:
        raise InputError(strict(loaded.warnings))
    watch = Watch(quiet=settings.quiet, label=settings.out.name)
    for warning in loaded.warnings:
        watch.say(warning.text(settings.lang))
    check_paths(loaded.scenario)
    return loaded


def check_paths(scenario: Scenario) -> None:
    """Every consignment has a way from door to door, or a price for giving it away."""
    lanes: dict[str, int] = {}
    for consignment in scenario.consignments:
        if not scenario.ways_of(consignment) and consignment.outsource_cny_per_kg is None:
            lane = (
                f"{consignment.flow_id} {consignment.origin_id} > {consignment.destination_id} "
                f"({consignment.product_id})"
            )
            lanes[lane] = lanes.get(lane, 0) + 1
    if lanes:
        raise NoPathError(lanes)


@contextmanager
def session(settings: Settings, loaded: Loaded, out: Path) -> Iterator[Session]:
    """Open the folder, and write down how the work ended."""
    seed = DEFAULT_SEED if settings.seed is None else settings.seed
    hashes = {
        **input_hashes(loaded),
        "seed": str(seed),
        "settings": settings_digest(settings.decisive()),
        "code": code_digest(ROOT),
    }
    manifest = manifests.opened(
        settings.verb,
        loaded.scenario.name,
        seed,
        settings.replications or 0,
        hashes,
        {**settings.decisive(), "workers": settings.workers, "sets": list(settings.sets),
         "overrides": list(settings.overrides)},
    )  # fmt: skip
    folder = begin(out, manifest, fresh=settings.fresh)
    write_text(out / "scenario.yaml", resolved_yaml(loaded))
    for name, content in loaded.traces:
        write_bytes(out / name, content)
    work = Session(
        settings,
        loaded,
        folder,
        manifest,
        seed,
        Watch(quiet=settings.quiet, label=settings.out.name),
    )
    path = folder.manifest_path
    try:
        yield work
    except KeyboardInterrupt:
        manifest.closed("interrupted").write(path)
        raise
    except NoPlanError as forbidden:
        _noted(work).closed(
            "done", results_digest=results_digest(folder), problem=str(forbidden)
        ).write(path)
        raise
    except BaseException as error:
        _note_failure(manifest, path, error)
        raise
    else:
        _noted(work).closed("done", results_digest=results_digest(folder)).write(path)


def _noted(work: Session) -> Manifest:
    """The manifest with what was noted; replications are those made."""
    made = work.notes.get("replications", work.manifest.replications)
    assert isinstance(made, int)
    return replace(work.manifest, replications=made, statistics=dict(work.notes))


def input_hashes(loaded: Loaded) -> dict[str, str]:
    """Fingerprints of the resolved scenario and of the data files; comments do not count."""
    data = {name: hashlib.sha256(content).hexdigest() for name, content in loaded.data_bytes}
    return {"scenario": settings_digest(loaded.resolved), "data": settings_digest(data)}


def resolved_yaml(loaded: Loaded) -> str:
    """The scenario as run, in one file without parents; its traces lie beside it."""
    from ruamel.yaml import YAML

    out = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.representer.sort_base_mapping_type_on_output = False  # streams keep their order
    yaml.dump(loaded.as_run, out)
    return out.getvalue()


def reload(root: Path) -> Scenario:
    """The scenario of a run folder, built again from its scenario.yaml.

    Raises
    ------
    OtherRunError
        When the data files are no longer those of the run.
    """
    from inputs.build import load_scenario

    manifest = RunFolder(root).manifest()
    loaded = load_scenario(root / "scenario.yaml", seed=manifest.seed, allow_outside=True)
    now = input_hashes(loaded)["data"]
    if manifest.hashes.get("data", now) != now:
        raise OtherRunError(root, {"data": (manifest.hashes["data"][:12], now[:12])})
    return loaded.scenario


def _note_failure(manifest: Manifest, path: Path, error: BaseException) -> None:
    """Write that it failed, if the disk still takes it; the error itself is what matters."""
    try:
        manifest.closed("failed", problem=f"{type(error).__name__}: {error}").write(path)
    except OSError:
        return
