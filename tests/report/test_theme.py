"""One thing has one colour, and every chart says which run it shows."""

import pytest
from matplotlib.colors import to_rgb

from domain.stage_kinds import STAGES
from report import theme
from report.words import PHRASES

KINDS = {
    "mode": theme.MODES,
    "policy": theme.POLICIES,
    "cost": theme.COSTS,
    "stage": theme.STAGES,
}


def distance(one, other):
    return sum((a - b) ** 2 for a, b in zip(to_rgb(one), to_rgb(other), strict=True)) ** 0.5


@pytest.mark.parametrize("kind", KINDS)
def test_colours_of_one_kind_can_be_told_apart(kind):
    colours = list(KINDS[kind].values())
    pairs = [(a, b) for i, a in enumerate(colours) for b in colours[:i]]
    assert min(distance(a, b) for a, b in pairs) > 0.08


@pytest.mark.parametrize("kind", KINDS)
def test_every_coloured_thing_has_a_name_in_both_languages(kind):
    for key in KINDS[kind]:
        zh, en = PHRASES[f"{kind}.{key}"]
        assert zh
        assert en
        assert zh != en


def test_every_stage_of_a_journey_has_a_colour():
    assert set(STAGES) <= set(theme.STAGES)


def test_thing_without_a_colour_is_refused_by_name():
    with pytest.raises(KeyError, match="zeppelin"):
        theme.colour(theme.MODES, "zeppelin")


def test_caption_names_the_run_and_keeps_clear_of_the_axes(tmp_path):
    drawn, ax = theme.figure(6, 3, source="demo_hezhou", note="a quick look", lang="en")
    with theme.themed():
        ax.set_xlabel("hours")
        theme.save(drawn, tmp_path / "chart")
        (text,) = [text for text in drawn.texts if text.get_gid() == "caption"]
        assert text.get_text() == "Source run: demo_hezhou · a quick look"
        top_of_caption = text.get_window_extent().y1
        bottom_of_axes = ax.get_tightbbox().y0
    assert top_of_caption <= bottom_of_axes


def test_figure_without_source_or_note_has_no_caption():
    drawn, _ = theme.figure(3, 2)
    assert drawn.texts == []
