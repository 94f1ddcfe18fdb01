"""Make the Chinese font subset that charts and pages carry.

Not run at set-up: the result is in `report/fonts`, as WOFF2 only; `report.theme.chinese_ttf`
unpacks it for charts. Run it again to take a newer release of the source or to widen the set of
characters::

    python tools/make_font.py                    fetches the npm package with `npm pack`
    python tools/make_font.py --package DIR      uses an unpacked package

Source: npm package `@fontsource/noto-sans-sc` (Noto Sans SC, weight 400, SIL OFL 1.1). Its large
file lacks a thousand characters of GB 2312, which its many small files by Unicode range hold, so
they are merged. The family is renamed because the upstream name table says "Thin".
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

NPM_PACKAGE = "@fontsource/noto-sans-sc@5.3.0"
FAMILY = "Coldbridge Sans SC"
FILE_STEM = "ColdbridgeSansSC-Regular"
FONTS = Path(__file__).resolve().parent.parent / "report" / "fonts"
# Symbols that pages write; charts take them from DejaVu Sans. Of GB 2312 itself only the Chinese
# characters, the punctuation and the full-width forms are kept, which saves a tenth of the size.
SYMBOLS = "–—‘’“”…·•←→↑↓−×÷±≤≥≈°℃‰①②③④⑤⑥⑦⑧⑨⑩"
KEPT_BLOCKS = ((0x3000, 0x303F), (0x4E00, 0x9FFF), (0xFF00, 0xFFEF))
# The date in the font is fixed, so that the same source gives the same bytes (seconds since 1904).
DATED = 3_850_000_000


def wanted_characters() -> set[int]:
    """Return the code points of GB 2312 in `KEPT_BLOCKS`, of ASCII and of `SYMBOLS`."""
    points = set(range(0x20, 0x7F)) | {ord(char) for char in SYMBOLS}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            for char in bytes([row, cell]).decode("gb2312", errors="ignore"):
                if any(first <= ord(char) <= last for first, last in KEPT_BLOCKS):
                    points.add(ord(char))
    return points


def fetch_package(folder: Path) -> Path:
    """Download and unpack the npm package; return its folder."""
    subprocess.run(["npm", "pack", "--silent", NPM_PACKAGE], cwd=folder, check=True)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package"


def cut_outlines(source: Path, points: set[int], target: Path) -> set[int]:
    """Write the glyphs of `source` for `points` as a bare TTF; return the points it had."""
    font = TTFont(source)
    found = points & set(font.getBestCmap())
    if not found:
        return found
    options = Options(
        hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True, glyph_names=False
    )
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx", "gasp"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=found)
    subsetter.subset(font)
    font.flavor = None
    font.save(target)
    return found


def merge_package(package: Path, folder: Path) -> tuple[TTFont, set[int]]:
    """Merge the files of weight 400, the large ones first; return the font and what no file has."""
    files = package / "files"
    names = ("chinese-simplified", "latin")
    large = [files / f"noto-sans-sc-{name}-400-normal.woff2" for name in names]
    small = sorted(set(files.glob("noto-sans-sc-*-400-normal.woff2")) - set(large))
    missing = wanted_characters()
    parts: list[str] = []
    for source in [*large, *small]:
        part = folder / f"{source.stem}.ttf"
        found = cut_outlines(source, missing, part)
        if found:
            parts.append(str(part))
            missing -= found
    return Merger().merge(parts), missing


def rename(font: TTFont) -> None:
    """Name the family, and say in it what it was made from."""
    table = font["name"]
    notice = table.getDebugName(0) or ""
    table.names = []
    texts = {
        0: notice,
        1: FAMILY,
        2: "Regular",
        3: f"{FAMILY}; subset of Noto Sans SC",
        4: FAMILY,
        5: "Version 2.004; GB 2312 subset",
        6: FILE_STEM,
        13: "SIL Open Font License, Version 1.1",
        14: "https://openfontlicense.org",
    }
    for name_id, text in texts.items():
        table.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 400
    font["post"].formatType = 3.0
    font["head"].created = font["head"].modified = DATED
    font.recalcTimestamp = False


def main() -> None:
    """Write the WOFF2 and the licence text."""
    parser = argparse.ArgumentParser(description="Make the Chinese font subset of report/fonts.")
    parser.add_argument("--package", type=Path, help="folder of the unpacked npm package")
    package: Path | None = parser.parse_args().package
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = package or fetch_package(folder)
        font, missing = merge_package(source, folder)
        rename(font)
        FONTS.mkdir(parents=True, exist_ok=True)
        font.flavor = "woff2"
        font.save(FONTS / f"{FILE_STEM}.woff2")
        shutil.copy(source / "LICENSE", FONTS / "OFL.txt")
    for file in sorted(FONTS.iterdir()):
        print(f"{file.stat().st_size / 1e6:6.2f} MB  {file.name}")
    rare = "".join(map(chr, sorted(point for point in missing if 0x4E00 <= point < 0xA000)))
    print(f"{len(font.getGlyphOrder())} glyphs; characters no file of the package has: {rare}")


if __name__ == "__main__":
    main()
