"""Who holds goods: every stage is decided, once."""

from domain.custody import BY_SERVICE, BY_STAGE, UNCHANGED, holder, is_physical
from domain.stage_kinds import PAPER_STAGES, STAGES


def test_every_stage_has_one_kind_of_holder_or_changes_none():
    kinds = (BY_SERVICE, frozenset(BY_STAGE), UNCHANGED, PAPER_STAGES)
    for stage in STAGES:
        assert sum(stage in kind for kind in kinds) == 1, stage
    assert frozenset().union(*kinds) <= frozenset(STAGES)


def test_papers_and_looks_at_loose_goods_are_beside_the_goods():
    assert not is_physical("declare", "")
    assert not is_physical("x_ray", "")
    assert is_physical("x_ray", "box")
    assert holder("held", "N", "") == ""
