"""What to decide: one problem per file. The policies by name; solvers are imported when used."""

from optimize.foresight import Foresight
from optimize.habit import Habit
from optimize.rolling import PlanSettings, RollingPlan
from optimize.rule import Rule, RuleSettings
from optimize.verify import verify

__all__ = ["Foresight", "Habit", "PlanSettings", "RollingPlan", "Rule", "RuleSettings", "verify"]
