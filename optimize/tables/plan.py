"""From plain tables to a plan: which model the tables ask for, and its answer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

import pandas as pd

from optimize.tables.answer import Answer
from optimize.tables.program import Limits
from optimize.tables.read import read_folder
from optimize.tables.rows import World
from optimize.tables.trouble import Troubles
from optimize.tables.world import read_world


def plan_tables(
    folder: str | Path | None = None,
    *,
    nodes: pd.DataFrame | None = None,
    services: pd.DataFrame | None = None,
    consignments: pd.DataFrame | None = None,
    boxes: pd.DataFrame | None = None,
    costs: pd.DataFrame | None = None,
    start: str | datetime | None = None,
    open_exactly: int | None = None,
    hubs: int | Literal["any"] | None = None,
    allocation: Literal["single", "multiple"] = "multiple",
    collection: float = 1.0,
    transfer: float = 1.0,
    distribution: float = 1.0,
    relative_gap: float = 1e-6,
    node_limit: int | None = None,
    time_limit_s: float | None = 300.0,
    method: Literal["auto", "arcs", "ways"] = "auto",
) -> Answer:
    """Plan what pandas tables, or a folder of CSV files, describe; see `docs/tables.md`.

    Parameters
    ----------
    folder
        Holds nodes.csv, services.csv, consignments.csv, boxes.csv, costs.csv, or some of them;
        a table given as a frame takes the place of its file.
    start
        Date of day 0, where times are numbers and services run by weekday.
    open_exactly
        So many candidate nodes are opened (p-median, p-facilities).
    hubs
        So many nodes become hubs, or "any" number at their fixed cost; all goods go by one or two
        of them. Costs of services count `collection`-fold to the hub, `transfer`-fold between
        hubs and `distribution`-fold from the hub.
    allocation
        Whether a node uses one hub for all its goods, or any.
    relative_gap, node_limit
        When the solver may stop.
    time_limit_s
        A safety stop; a plan that it cut says so (`deterministic` is False).

    method
        With a timetable: "arcs" solves one program; "ways" lists the cheapest ways of every
        consignment for the planner's core, which suits thousands; "auto" goes by size.

    Raises
    ------
    TableError
        When the tables are wrong, with everything that is.

    Examples
    --------
    >>> import pandas as pd
    >>> arcs = pd.DataFrame(
    ...     {
    ...         "from": ["a", "a"],
    ...         "to": ["b", "b"],
    ...         "capacity": [5, 10],
    ...         "fixed_cost": [3, 7],
    ...         "cost": [1, 1],
    ...     }
    ... )
    >>> goods = pd.DataFrame({"origin": ["a"], "destination": ["b"], "quantity": [4]})
    >>> answer = plan_tables(services=arcs, consignments=goods)
    >>> answer.status, answer.cost
    ('optimal', 7.0)
    """
    given = {
        "nodes": nodes,
        "services": services,
        "consignments": consignments,
        "boxes": boxes,
        "costs": costs,
    }
    frames: dict[str, pd.DataFrame | None] = {}
    if folder is not None:
        troubles = Troubles()
        frames.update(read_folder(Path(folder), troubles))
        troubles.stop_if_any()
    frames.update({name: frame for name, frame in given.items() if frame is not None})
    world = read_world(frames, start)
    _check_settings(world, open_exactly, hubs)
    limits = Limits(relative_gap, node_limit, time_limit_s)
    if hubs is not None:
        from optimize.tables.hubs import Factors, plan_hubs

        factors = Factors(collection, transfer, distribution)
        return plan_hubs(
            world, None if hubs == "any" else hubs, factors, single=allocation == "single",
            limits=limits,
        )  # fmt: skip
    if world.timetabled:
        from optimize.tables.timetable import plan_timed

        return plan_timed(world, limits, method)
    from optimize.tables.static import plan_network

    return plan_network(world, limits, open_exactly)


def _check_settings(
    world: World, open_exactly: int | None, hubs: int | Literal["any"] | None
) -> None:
    """Settings that do not fit the tables."""
    from optimize.tables.network import candidates_of

    troubles = Troubles()
    for name, count in (("open_exactly", open_exactly), ("hubs", hubs)):
        if count is None or count == "any":
            continue
        most = len(candidates_of(world))
        if not 1 <= int(count) <= most:
            troubles.add(
                "settings", None, name, f'"{count}" is not right; there are {most} candidates'
            )
        if world.timetabled:
            troubles.add("settings", None, name, "does not go with a timetable; leave it out")
    if hubs is not None and open_exactly is not None:
        troubles.add("settings", None, "open_exactly", "stands beside hubs; give one of the two")
    troubles.stop_if_any()
