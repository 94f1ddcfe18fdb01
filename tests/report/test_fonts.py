"""Chinese text in charts: the subset covers it, and a missing glyph is an error."""

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont

from report import theme

COUNTIES = "隰县 贺州 太原 霍尔果斯 二连浩特 吕梁 岢岚 钦州 凭祥 芮城"


def characters(font_file):
    with TTFont(font_file) as font:
        return set(font.getBestCmap())


@pytest.mark.parametrize("font_file", [theme.TTF, theme.WOFF2])
def test_subset_holds_the_chinese_characters_of_gb2312(font_file):
    level_1_and_2 = {
        ord(char)
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
        for char in bytes([row, cell]).decode("gb2312", errors="ignore")
    }
    missing = level_1_and_2 - characters(font_file)
    # 33 rare characters are in no file of the source package (tools/make_font.py prints them).
    assert len(missing) <= 33
    assert {ord(char) for char in COUNTIES} <= characters(font_file)


def test_subset_has_its_licence_beside_it_and_its_own_name():
    licence = (theme.FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    with TTFont(theme.TTF) as font:
        assert font["name"].getDebugName(1) == theme.CHINESE_FAMILY
        assert "Source" not in theme.CHINESE_FAMILY  # a reserved font name


def test_fonts_stay_small():
    assert sum(file.stat().st_size for file in theme.FONTS.iterdir()) < 3 * 2**20


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
