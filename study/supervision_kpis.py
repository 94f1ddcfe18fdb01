"""Key figures of supervision by customs, from the movement rows of the cohort.

Hours at customs of a consignment are those of its declaration, change of status, looks and
laboratory, and the wait for a result: of a consignment in several lots, those of the slowest; a
piece has the hours of the lot that it was cut from too. A box
that is looked into holds everybody in it; goods that were not selected themselves count those hours
as held with others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from domain.supervision import LOOKS
from study.lot_names import whole_of

WAITING = "await_result"
CUSTOMS = ("declare", "status_change", "inspect", WAITING, *LOOKS)


@dataclass(frozen=True, slots=True)
class AtCustoms:
    """Hours by consignment of the cohort: at customs in all, at looks; and who was selected.

    `kinds` are the looks at its goods, whomever they were for; `found` whose goods were selected
    and were not in order.
    """

    hours: pd.Series
    looks: pd.Series
    selected: pd.Series
    kinds: Mapping[str, pd.Series]
    found: pd.Series


def at_customs(
    cohort: pd.DataFrame,
    movements: pd.DataFrame,
    costs: pd.DataFrame,
    owner_of: Mapping[str, str],
) -> AtCustoms:
    """Add up the rows of goods at customs; who pays a penalty to customs was found wrong."""
    names = cohort["consignment_id"]
    rows = movements[(movements["subject"] == "part") & movements["stage"].isin(CUSTOMS)]
    rows = rows.assign(
        owner=rows["subject_id"].map(owner_of), hours=rows["end_h"] - rows["start_h"]
    )
    hours = _slowest(rows).reindex(names).fillna(0.0)
    looked = rows[rows["stage"].isin(LOOKS)]
    looks = _slowest(looked)
    selected = cohort.set_index("consignment_id")["inspected"].astype(bool)
    kinds = {
        kind: names.isin(looked.loc[looked["stage"] == kind, "owner"]).set_axis(names)
        for kind in LOOKS
    }
    wrong = costs.loc[costs["payee"] == "customs", "consignment_id"]
    found = selected & names.isin(wrong).set_axis(names)
    return AtCustoms(hours, looks.reindex(names).fillna(0.0), selected, kinds, found)


def _slowest(rows: pd.DataFrame) -> pd.Series:
    """Hours of the slowest lot of each consignment, with those of the lot that it was cut from."""
    of_lot = rows.groupby(["owner", "subject_id"], sort=True)["hours"].sum()
    hours = dict(zip(of_lot.index, of_lot, strict=True))
    with_whole = [
        own + (hours.get((owner, whole), 0.0) if (whole := whole_of(lot)) != lot else 0.0)
        for (owner, lot), own in hours.items()
    ]
    owners = of_lot.index.get_level_values(0)
    return pd.Series(with_whole, owners, dtype=float).groupby(level=0).max()


def _mean(values: pd.Series) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _physical(seen: AtCustoms) -> float:
    return _mean(((seen.kinds["partial"] | seen.kinds["full"]) & seen.selected).astype(float))


Query = Callable[[AtCustoms], float]
SUPERVISION_QUERIES: Mapping[str, tuple[str, Query]] = {
    "customs_h": ("h", lambda seen: _mean(seen.hours)),
    "customs_p90_h": ("h", lambda seen: float(seen.hours.quantile(0.9))),
    "customs_sd_h": ("h", lambda seen: float(seen.hours.std(ddof=0))),
    "look_h": ("h", lambda seen: _mean(seen.looks[seen.selected])),
    "held_with_others_h": ("h", lambda seen: _mean(seen.looks[~seen.selected])),
    "x_ray_share": ("1", lambda seen: _mean((seen.kinds["x_ray"] & seen.selected).astype(float))),
    "physical_share": ("1", _physical),
    "tested_share": (
        "1",
        lambda seen: _mean((seen.kinds["laboratory"] & seen.selected).astype(float)),
    ),
    "hits": ("1", lambda seen: float(seen.found.sum())),
    "hit_share": ("1", lambda seen: _mean(seen.found[seen.selected].astype(float))),
}
"""Unit and query of every figure; shares are of all declarations of the cohort."""
