"""One job at a node: wait for a server, be served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.network import Process
from sim.agenda import Telling
from sim.servers import Server
from sim.stations import Job

if TYPE_CHECKING:
    from sim.world import World


def serve(
    world: World,
    node_id: str,
    process: Process,
    at_h: float,
    work_h: float,
    amount: float,
    goods: int = 1,
) -> Telling[tuple[float, float]]:
    """Serve a job that arrives now; returns the hour at which it begins and its length.

    `goods` is how many boxes, or lots outside of boxes, are one job together. Where the length is
    known beforehand the answer comes at once, and the caller lets the time pass. Where breakdowns
    or others may come between, it comes when the work is done.
    """
    server = world.server(node_id, process)
    if isinstance(server, Server):
        return server.begin(process, at_h, work_h, amount, goods)
    over = world.agenda.signal()

    def done(job: Job, _: float) -> None:
        over.succeed(job)

    server.ask(Job(process, at_h, work_h, amount, 0, done, goods=goods), at_h)
    job = yield over
    return job.began_h, world.agenda.now_h - job.began_h
