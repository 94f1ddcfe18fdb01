"""Compile a kernel, and keep what was compiled under the text of all kernels.

numba keeps compiled code beside the source and makes it anew when that file changes. It does not
look at the kernels that a kernel calls, so after a change there the old code would still run. Here
the folder's name is a digest of all files with kernels, numba's version and the processor's kind.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core import config as numba_config

config: Any = numba_config
PACKAGE = Path(__file__).parent


def digest(package: Path = PACKAGE) -> str:
    """Twelve hexadecimal digits that change with any file of the package that has kernels."""
    text = hashlib.sha256(f"{numba.__version__} {platform.machine()}".encode())
    for path in sorted(package.glob("*.py")):
        source = path.read_bytes()
        if b"@kernel" in source:
            text.update(path.name.encode() + b"\0" + source)
    return text.hexdigest()[:12]


FOLDER = PACKAGE / "__pycache__" / f"kernels_{digest()}"


def kernel(function: Callable[..., Any]) -> Any:  # noqa: ANN401 - numba's compiled functions have no type
    """Compile `function` at its first call, without Python's lock, and keep the code.

    Where the package cannot be written to, numba chooses the folder.
    """
    before = config.CACHE_DIR
    if os.access(PACKAGE, os.W_OK) and not before:
        config.CACHE_DIR = str(FOLDER)
    try:
        return numba.njit(cache=True, nogil=True)(function)
    finally:
        config.CACHE_DIR = before
