"""Queues of booked goods: no resource works more than it can."""

from __future__ import annotations

from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.servers import HOURS_PER_WEEK


def check_servers(seen: Evidence) -> None:
    """No server works more hours than a week has."""
    for server in seen.world.servers.values():
        for week, load in server.weeks.items():
            if server.count is not None and load.busy_h > server.count * HOURS_PER_WEEK + 1e-6:
                rule = f"{server.node_id} {server.step} week {week}: {load.busy_h:.1f} h busy"
                raise BrokenRunError(rule)


def check_trucks(seen: Evidence) -> None:
    """No truck drives that is not there."""
    for pool in seen.world.trucks.values():
        if pool.total is not None and not 0 <= pool.home <= pool.total:
            rule = f"{pool.service.service_id}: {pool.home} of {pool.total} trucks at home"
            raise BrokenRunError(rule)
