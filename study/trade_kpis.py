"""Key figures of papers, declarations and trade modes: queries over one replication."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from domain.documents import DOCUMENT_STAGES
from domain.parcel_lists import HELD
from domain.trade_modes import PLATFORM_MODES

if TYPE_CHECKING:
    from study.kpis import Observed


def _papers(seen: Observed, stages: Sequence[str]) -> pd.DataFrame:
    """Rows of loose goods of the cohort in some stages, with their consignment."""
    moves = seen.tables["movements"]
    rows = moves[
        (moves["subject"] != "box") & (moves["box_id"] == "") & moves["stage"].isin(stages)
    ]
    rows = rows.assign(consignment_id=rows["subject_id"].map(seen.owner_of))
    return rows[rows["consignment_id"].isin(seen.cohort["consignment_id"])]


def _document_h(seen: Observed) -> pd.Series:
    """From beginning a consignment's papers until they are with the customs."""
    found = _papers(seen, DOCUMENT_STAGES).groupby("consignment_id", sort=True)
    return found["end_h"].max() - found["start_h"].min()


def _match_failed_share(seen: Observed) -> float:
    """Of all matches, those after which papers were redone; parts of one consignment share them."""
    matches = _papers(seen, ("match",)).drop_duplicates(["consignment_id", "node_id", "start_h"])
    papers = len(matches[["consignment_id", "node_id"]].drop_duplicates())
    return _ratio(float(len(matches) - papers), float(len(matches)))


def _clearance_h(seen: Observed) -> pd.Series:
    """From receipt of goods at the place of declaration to their release, part by part.

    What customs hold of a parcel list counts from the receipt of the whole list.
    """
    released = _papers(seen, ("declare", "transit", "inspect")).groupby("subject_id", sort=True)
    there = (
        _papers(seen, ("fetch", "trunk", "receive")).groupby("subject_id", sort=True)["end_h"].max()
    )
    begun = released["start_h"].min()
    came = there.reindex(begun.index.str.removesuffix(HELD)).set_axis(begun.index)
    return released["end_h"].max() - came.fillna(begun)


def _platform_share(seen: Observed) -> float:
    """Share of the cohort's tonnes that go abroad or come under codes of cross-border commerce."""
    abroad = seen.cohort[seen.cohort["trade_mode"] != "domestic"]
    platform = abroad[abroad["trade_mode"].isin(PLATFORM_MODES)]
    return _ratio(float(platform["kg"].sum()), float(abroad["kg"].sum()))


def _quantile(values: pd.Series, share: float) -> float:
    return float(values.quantile(share)) if len(values) else float("nan")


def _mean(values: pd.Series) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _ratio(above: float, below: float) -> float:
    return above / below if below else float("nan")


TRADE_QUERIES: Mapping[str, tuple[str, Callable[[Observed], float]]] = {
    "document_h": ("h", lambda seen: _mean(_document_h(seen))),
    "match_failed_share": ("1", _match_failed_share),
    "clearance_mean_h": ("h", lambda seen: _mean(_clearance_h(seen))),
    "clearance_p50_h": ("h", lambda seen: _quantile(_clearance_h(seen), 0.5)),
    "clearance_p90_h": ("h", lambda seen: _quantile(_clearance_h(seen), 0.9)),
    "platform_share": ("1", _platform_share),
}
"""Of papers and declarations, where a scenario says something of trade modes, papers or cash."""
