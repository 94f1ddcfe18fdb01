"""`python -m tools.data_pack PACK_DIR`: write data/ from the reference pack; `--check` compares."""

import sys
from collections.abc import Mapping
from pathlib import Path

from tools.data_pack.build import Built, build
from tools.data_pack.report import counts, problems

DATA = Path(__file__).resolve().parents[2] / "data"


def main(arguments: list[str]) -> int:
    """Write or check the files; 1 where a check finds a difference or a flow has no path."""
    check = "--check" in arguments
    names = [argument for argument in arguments if argument != "--check"]
    if len(names) != 1:
        print("usage: python -m tools.data_pack [--check] PACK_DIR", file=sys.stderr)
        return 2
    built = build(Path(names[0]))
    for line in counts(built):
        print(line)
    wrong = problems(built)
    for line in wrong:
        print(line, file=sys.stderr)
    if check:
        wrong += _differences(built.files)
    else:
        _write(built)
    return 1 if wrong else 0


def _write(built: Built) -> None:
    for name, content in built.files.items():
        path = DATA / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _differences(files: Mapping[str, bytes]) -> list[str]:
    out = []
    for name, content in files.items():
        path = DATA / name
        if not path.exists() or path.read_bytes() != content:
            out.append(f"data/{name} differs from what the pack gives")
            print(out[-1], file=sys.stderr)
    return out


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
