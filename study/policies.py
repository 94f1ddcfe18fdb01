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
    from optimize.rule import RuleSettings

    settings = tuned or RuleSettings()
    if name == "habit":
        return Habit()
    if name == "rule":
        return Rule(settings)
    if name == "plan":
        return RollingPlan()
    if name == "foresight":
        return Foresight()
    message = f"no policy {name!r}; there are habit, rule, plan and foresight"
    raise ValueError(message)
