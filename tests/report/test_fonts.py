"""Chinese text in charts: the subset covers it, and a missing glyph is an error."""

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont

from report import theme

COUNTIES = "隰县 贺州 太原 霍尔果斯 二连浩特 吕梁 岢岚 钦州 凭祥 芮城"


def characters(font_file):
    with TTFont(font_file) as font:
        return set(font.getBestCmap())


@pytest.fixture(scope="module")
def ttf(tmp_path_factory):
    """The font as a first run finds no other: unpacked into an empty cache folder."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mpl, "get_cachedir", lambda: str(folder))
        return theme.chinese_ttf()


@pytest.fixture
def unpacked(monkeypatch):
    """Targets asked for, without the seconds that unpacking takes."""
    targets = []

    def write(target):
        target.write_bytes(b"font")
        targets.append(target)

    monkeypatch.setattr(theme, "_unpack", write)
    return targets


def test_subset_holds_the_chinese_characters_of_gb2312(ttf):
    level_1_and_2 = {
        ord(char)
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
        for char in bytes([row, cell]).decode("gb2312", errors="ignore")
    }
    missing = level_1_and_2 - characters(ttf)
    # 33 rare characters are in no file of the source package (tools/make_font.py prints them).
    assert len(missing) <= 33
    assert {ord(char) for char in COUNTIES} <= characters(ttf)


def test_unpacked_font_has_the_glyphs_of_the_packed_one_and_stands_alone(ttf):
    assert list(ttf.parent.iterdir()) == [ttf]  # nothing half written is left
    with TTFont(theme.WOFF2) as packed, TTFont(ttf) as font:
        assert font.flavor is None
        assert font["maxp"].numGlyphs == packed["maxp"].numGlyphs
        assert font.getBestCmap() == packed.getBestCmap()


def test_font_is_unpacked_once_and_again_when_it_changes(tmp_path, monkeypatch, unpacked):
    monkeypatch.setattr(mpl, "get_cachedir", lambda: str(tmp_path))
    first = theme.chinese_ttf()
    assert theme.chinese_ttf() == first
    assert unpacked == [first]
    newer = tmp_path / theme.WOFF2.name
    newer.write_bytes(theme.WOFF2.read_bytes() + b"0")
    monkeypatch.setattr(theme, "WOFF2", newer)
    assert theme.chinese_ttf() != first


def test_cache_that_cannot_be_written_gives_a_temporary_font(tmp_path, monkeypatch, unpacked):
    no_folder = tmp_path / "file"
    no_folder.touch()
    monkeypatch.setattr(mpl, "get_cachedir", lambda: str(no_folder))
    found = theme.chinese_ttf()
    assert found.is_file()
    assert unpacked == [found]
    assert no_folder not in found.parents


def test_disk_that_is_full_leaves_no_half_written_font(tmp_path, monkeypatch):
    def full(self, target):
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(TTFont, "save", full)
    with pytest.raises(OSError, match="No space"):
        theme._unpack(tmp_path / "font.ttf")
    assert not list(tmp_path.iterdir())


def test_subset_has_its_licence_beside_it_and_its_own_name(ttf):
    licence = (theme.FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    with TTFont(ttf) as font:
        assert font["name"].getDebugName(1) == theme.CHINESE_FAMILY
        assert "Source" not in theme.CHINESE_FAMILY  # a reserved font name


def test_fonts_stay_small():
    assert sum(file.stat().st_size for file in theme.FONTS.iterdir()) < 2**20


def test_chinese_and_minus_are_drawn_without_a_missing_glyph(tmp_path):
    drawn, ax = theme.figure(4, 3, source="demo", note="示意图，不含行政界线")
    with theme.themed():
        ax.plot([-5, 20], [-1, 1])
        ax.set_title(f"{COUNTIES}（−18 ℃）")
        ax.set_xlabel("时间（小时）")
    png, svg = theme.save(drawn, tmp_path / "chart")
    assert png.stat().st_size > 5_000
    assert "<text" not in svg.read_text(encoding="utf-8")  # outlines: any reader sees Chinese


def test_missing_glyph_is_an_error(tmp_path):
    drawn, ax = theme.figure(4, 3)
    with theme.themed():
        ax.set_title("ᠮᠣᠩ")  # Mongolian script is in neither font
    with pytest.raises(UserWarning, match="missing from font"):
        theme.save(drawn, tmp_path / "chart")


def test_drawing_leaves_the_global_settings_alone(tmp_path):
    before = dict(mpl.rcParams)
    drawn, _ = theme.figure(3, 2, source="demo")
    theme.save(drawn, tmp_path / "chart")
    assert dict(mpl.rcParams) == before


def test_same_chart_gives_the_same_bytes(tmp_path):
    files = []
    for name in ("a", "b"):
        drawn, ax = theme.figure(3, 2, source="demo")
        with theme.themed():
            ax.bar([1, 2], [3, 4], label="铁路")
            ax.legend()
        files.append(theme.save(drawn, tmp_path / name))
    (png_a, svg_a), (png_b, svg_b) = files
    assert png_a.read_bytes() == png_b.read_bytes()
    assert svg_a.read_bytes() == svg_b.read_bytes()
