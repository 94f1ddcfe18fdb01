"""What a scenario file may say of supervision by customs. Docstrings are the reference."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from inputs.schema_keys import Amount, Factor, Keys, Share

Hours = Annotated[float, Field(ge=0, le=2000)]
Servers = Annotated[int, Field(ge=1, le=10_000)]
Point = Literal["before_stuffing", "after_stuffing", "exit_port", "entry_port", "destination"]
Kind = Literal["x_ray", "partial", "full", "laboratory"]


class GradeKeys(Keys):
    """What is different about a credit grade."""

    share: Share | None = None
    """Share of declarations selected, instead of inspection.csv."""
    violation_share: Share | None = None
    """Share of declarations with something wrong, instead of supervision_grades.csv."""


class HistoryKeys(Keys):
    """What the last calendar quarter of a shipper does to its selection. Assumed."""

    failed_factor: Factor = 3.0
    """Factor on the share after a quarter in which goods failed a look (assumed)."""
    clean_factor: Factor = 0.7
    """Factor after a quarter in which none did (assumed)."""


class CrewKeys(Keys):
    """What is different about a kind of look at a node."""

    hours_mean: Hours | None = None
    """Mean hours of a look; the spread follows."""
    opening: str | None = None
    """Id of calendars.csv."""
    servers: Servers | None = None
    """Crews at a time; without any in table and scenario nobody waits."""
    cost_cny: Amount | None = None
    """Charge per declaration, CNY."""
    unplugged_h: Hours | None = None
    """Hours with doors open, off power."""


class InlandTest(Keys):
    """A laboratory at the place of arrival, instead of that of the port of entry."""

    share: Share | None = None
    """Share tested; left out: that of the port of entry."""
    hours_mean: Hours = 12.0
    """Mean hours from sample to result."""
    servers: Servers | None = None
    """Samples at a time."""


class LaboratoryKeys(Keys):
    """Tests of imported fruit, by laboratory.csv."""

    regime: Literal["base", "shock_2025", "mitigated_2025"] = "base"
    """Rows that hold; what a regime leaves out is as in `base`."""
    release: Literal["wait", "conditional"] = "wait"
    """`wait`: the box stands at the port until the result; `conditional`: it goes on under seal,
    and the goods wait for the result at the door before they may be sold."""
    servers: dict[str, Servers] = Field(default={})
    """Samples that a node's laboratory tests at a time; left out: any number."""
    inland: dict[str, InlandTest] = Field(default={})
    """Nodes where boxes that end there are tested instead."""


class InlandKeys(Keys):
    """Imports that go from the port under seal and are cleared inland. All assumed."""

    nodes: Annotated[list[str], Field(min_length=1)]
    """Sites where they are cleared before they are stripped; boxes that end elsewhere are cleared
    at the port as before."""
    transit_h: Hours = 2.0
    """Hours of the transit declaration at the port, instead of clearance there."""
    success_share: Share = 0.6
    """Share of transit declarations that are accepted; the others are cleared at the port too."""
    clear_h: Hours = 8.0
    """Mean hours of clearance at the site."""
    checked_share: Share = 0.3
    """Share of boxes inspected again at the site, because their seal changed hands."""
    check_h: Hours = 24.0
    """Hours of that inspection, beside clearance."""
    integrated: list[str] = Field(default=[])
    """Sites that are one with their port: nothing is inspected again."""


class SupervisionKeys(Keys):
    """Selection, looks, and where they are made. All shares and lists are assumed unless a source
    is named in the tables.
    """

    lanes: bool = False
    """Three lanes: documents only, X-ray, physical; otherwise all selected goods are fully
    looked into."""
    selection_scale: Factor = 1.0
    """Factor on the share of every grade."""
    grades: dict[str, GradeKeys] = Field(default={})
    """Changes by credit grade."""
    blocked_grades: list[str] = Field(default=[])
    """Credit grades that may not trade: their consignments do not come about."""
    precision: Share = 1.0
    """Share of needless looks that are still made; what is found stays the same."""
    more_share: Share = 0.1
    """Chance that an X-ray of goods in order leads to a full look (assumed)."""
    auto_release_share: Share = 0.0
    """Share of declarations of low-risk goods that a machine releases."""
    auto_release_minutes: Annotated[float, Field(ge=0, le=1440)] = 5.0
    """Minutes that takes."""
    negative: list[str] = Field(default=[])
    """Products always fully looked into, beside supervision_lists.csv."""
    low_risk: list[str] = Field(default=[])
    """Products of low risk, beside supervision_lists.csv."""
    penalty_cny: Amount = 2000.0
    """What a shipper pays where something is found wrong, CNY (assumed)."""
    history: HistoryKeys | None = None
    """Selection by what was found in the quarter before; left out: by grade alone."""
    inspect_at: dict[str, Point] = Field(default={})
    """Where goods are looked into, by trade mode, direction, or flow (beginning with *); the last
    that fits holds. Otherwise parcels (9610) before stuffing, other exports after it, imports at
    the port of entry."""
    crews: dict[str, dict[Kind, CrewKeys]] = Field(default={})
    """Changes to crews, by node and kind of look."""
    laboratory: LaboratoryKeys | None = None
    """Tests of imported fruit; left out: none."""
    clearance_inland: InlandKeys | None = None
    """Clearance at inland sites; left out: at the port of entry."""
    designated_sites: bool = False
    """Goods of designated_goods.csv enter only where the function named there exists by the end of
    the warm-up: its date is that of the approval."""
    market_access: bool = False
    """Goods of market_access.csv enter only as its rows say."""
    status_change_h: dict[str, Hours] = Field(default={})
    """Nodes where goods for export change their customs status in the store, and for how long:
    24 h between stores, 1 h where one store holds goods of every status (assumed)."""
