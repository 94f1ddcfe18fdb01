"""The policies by name, with what the study found for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.policy import Policy
    from optimize.rule import RuleSettings


def policy(name: str, tuned: RuleSettings | None = None) -> Policy:
    """A policy ready to plan.

    Raises
    ------
    ValueError
        For a name that is no policy.
    """
    from optimize import Foresight, Habit, RollingPlan, Rule
    from optimize.begun import AfterBegun
    from optimize.or_direct import OrDirect
    from optimize.rule import RuleSettings

    settings = tuned or RuleSettings()
    if name == "habit":
        return AfterBegun(Habit())
    if name == "rule":
        return AfterBegun(OrDirect(Rule(settings)))
    if name == "plan":
        return AfterBegun(OrDirect(RollingPlan()))
    if name == "foresight":
        return AfterBegun(OrDirect(Foresight()))
    message = f"no policy {name!r}; there are habit, rule, plan and foresight"
    raise ValueError(message)
