"""Compiled kernels are kept, and made anew when any file with kernels changes."""

import subprocess
import sys
from pathlib import Path

import pytest

from optimize.freight.compiled import PACKAGE, digest

CALLED = (
    "from {package}.compiled import kernel\n\n\n@kernel\ndef least(x):\n    return x + {added}\n"
)
CALLER = (
    "from {package}.compiled import kernel\nfrom {package}.called import least\n\n\n"
    "@kernel\ndef twice(x):\n    return 2 * least(x)\n"
)


def _answer(folder: Path) -> str:
    code = "from small.caller import twice; print(twice(1))"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    return out.stdout.strip()


@pytest.mark.slow
def test_a_changed_kernel_changes_the_kernels_that_call_it(tmp_path: Path) -> None:
    package = tmp_path / "small"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "compiled.py").write_bytes((PACKAGE / "compiled.py").read_bytes())
    (package / "caller.py").write_text(CALLER.format(package="small"))
    (package / "called.py").write_text(CALLED.format(package="small", added=1))
    assert _answer(tmp_path) == "4"
    kept = set((package / "__pycache__").glob("kernels_*"))
    assert len(kept) == 1
    (package / "called.py").write_text(CALLED.format(package="small", added=9))
    assert _answer(tmp_path) == "20"
    assert len(set((package / "__pycache__").glob("kernels_*")) - kept) == 1


def test_files_without_kernels_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("@kernel\ndef f(): ...\n")
    before = digest(tmp_path)
    (tmp_path / "b.py").write_text("x = 1\n")
    assert digest(tmp_path) == before
    (tmp_path / "a.py").write_text("@kernel\ndef g(): ...\n")
    assert digest(tmp_path) != before
