"""What a file of levers/ may say: the two states of a measure, and the figure that should move."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from inputs.schema_keys import Keys

Words = Annotated[str, Field(min_length=1)]


class TableFigure(Keys):
    """A figure of the tables of a replication, where no key figure says it."""

    table: Words
    """A table of a run folder, e.g. `movements`."""
    where: dict[str, str | bool | list[str]] = Field(default={})
    """Only rows with these values; a value that ends in * is a beginning, of several one fits."""
    column: Words
    """A column of numbers; of `movements` also `hours` and `wait_h`."""
    take: Literal["mean", "sum", "max", "count", "distinct", "share"] = "mean"
    """What to make of the rows; `count` counts them, `distinct` counts different values, `share` is
    the share of those that reach `at_least`."""
    at_least: float | None = None
    """What a value must reach to count in a `share`."""

    @model_validator(mode="after")
    def _share_of_what(self) -> Self:
        if (self.take == "share") != (self.at_least is not None):
            message = "a share says what counts by at_least, and nothing else does"
            raise ValueError(message)
        return self


class LeverFile(Keys):
    """A measure of a plan as two sets of scenario keys, and the figure that should move."""

    process: Words
    """The process of the model that it works on, in a few words."""
    base: Words
    """A small scenario of levers/bases/ on which it is shown, without its ending."""
    off: dict[str, Any] = Field(default={})
    """Scenario keys without the measure."""
    on: dict[str, Any]
    """Scenario keys with it."""
    kpi: str | None = None
    """The figure that should move, of kpis.csv."""
    figure: TableFigure | None = None
    """The same, of another table."""
    moves: Literal["up", "down"]
    """Where the figure goes when the measure is turned on."""
    policy: Literal["habit", "rule", "plan"] = "rule"
    """Who plans while it is shown."""
    replications: Annotated[int, Field(ge=2, le=20)] = 2
    """On how many replications it is shown."""
    why: Words
    """Why the figure moves, and which numbers are assumed."""

    @model_validator(mode="after")
    def _one_figure(self) -> Self:
        if (self.kpi is None) == (self.figure is None):
            message = "a lever names its figure by kpi or by figure, one of them"
            raise ValueError(message)
        return self
