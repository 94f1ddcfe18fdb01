"""What a scenario file may say of the owners of boxes. Docstrings are the reference."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from inputs.schema_keys import Amount, Days, Keys, Share

Count = Annotated[int, Field(ge=0, le=1_000_000)]


class TierKeys(Keys):
    """A daily rate from some day on, until the next tier begins."""

    from_day: Days
    """First day of it, counted from 0."""
    cny_per_day: Amount
    """CNY a day."""


class OwnedBoxes(Keys):
    """An owner's boxes of one type. All assumed: replace them by the contract's own."""

    stock: dict[str, Count] = Field(default={})
    """Boxes that stand at the start, by node."""
    use_cny: Amount = 0.0
    """Price of one use, from stuffing to stripping, CNY."""
    cny_per_day: Amount = 0.0
    """Rent by the day beyond the free days, CNY."""
    free_days: Days = 0.0
    """Days of each use without rent."""
    demurrage: list[TierKeys] = Field(default=[])
    """For each wait in a terminal's yard before a departure, in tiers."""
    detention: list[TierKeys] = Field(default=[])
    """For the time of a use outside of such yards, in tiers."""
    demurrage_at: dict[str, list[TierKeys]] = Field(default={})
    """The tiers of single yards, by node, instead of `demurrage`."""
    detention_at: dict[str, list[TierKeys]] = Field(default={})
    """The tiers of boxes given back at single nodes, instead of `detention`."""
    returns: Annotated[dict[str, Amount], Field(min_length=1)]
    """Nodes where it takes boxes back, and its charge there, CNY. Its boxes go nowhere else."""
    pick_up: list[str] = Field(default=[])
    """For a lease: nodes where its boxes are had, without limit."""
    elsewhere_cny: Amount = 0.0
    """Charge for a box that gets stuck where it is not taken back, CNY."""


class OwnerKeys(Keys):
    """Somebody who has boxes."""

    kind: Literal["own", "railway", "carrier", "lease"]
    """`lease`: one way, without limit; boxes of the others stand where they were stripped."""
    boxes: Annotated[dict[str, OwnedBoxes], Field(min_length=1)]
    """Terms, by box type."""


class BoxOwners(Keys):
    """Boxes by owner: whose box each journey takes, and which are moved empty, is then decided."""

    owners: Annotated[dict[str, OwnerKeys], Field(min_length=1)]
    """Owners by name; habit takes the first that has a box there."""
    lanes: dict[str, Annotated[list[str], Field(min_length=1, max_length=10)]] = Field(default={})
    """Chains of services by which empties may be moved, by name."""
    empty_freight_share: Share = 0.5
    """What an empty box pays of the freight of a loaded one (assumed)."""
