"""A queue by stepping through whole hours, as one would with pencil and paper.

Everything is a whole number of hours. At each hour: servers break down, are repaired or come back;
work that is complete ends; who has come by then is served; then an hour passes.
"""

from dataclasses import dataclass, field
from itertools import count


@dataclass
class Job:
    name: tuple
    came: int
    work: int
    rank: int = 0
    began: int | None = None
    ended: int | None = None


@dataclass
class Worker:
    up: object
    vacations: object = None
    job: Job | None = None
    left: int = 0
    back: int | None = 0
    taken: int = 0
    worked: int = 0

    def leave(self, hour):
        self.back = hour + self.vacations(self.taken)
        self.taken += 1


@dataclass
class Shop:
    """`is_open(hour)`; `up(server, hour)`; `vacations(server, number)`, of at least one hour."""

    servers: int
    is_open: object = lambda _hour: True
    up: object = lambda _server, _hour: True
    vacations: object = None
    pauses: bool = False
    workers: list = field(init=False)

    def __post_init__(self):
        self.workers = [
            Worker(
                lambda hour, n=n: self.up(n, hour),
                None if self.vacations is None else lambda k, n=n: self.vacations(n, k),
                back=None if self.vacations is None else 0,
            )
            for n in range(self.servers)
        ]

    def serve(self, jobs, hours):
        """Serve jobs for so many hours; each learns when it began and ended."""
        jobs, queue, order = sorted(jobs, key=lambda job: job.came), [], count()
        for hour in range(hours):
            while jobs and jobs[0].came == hour:
                queue.append((jobs[0].rank, next(order), jobs.pop(0)))
            queue.sort(key=lambda entry: entry[:2])
            for worker in self.workers:
                self._end(worker, hour)
            for worker in self.workers:
                if worker.back == hour:
                    if queue:
                        worker.back = None
                    else:
                        worker.leave(hour)
            self._begin(queue, hour)
            if not queue:
                for worker in self.workers:
                    if worker.vacations and worker.job is None and worker.back is None:
                        worker.leave(hour)
            for worker in self.workers:
                if worker.job and worker.up(hour) and (self.is_open(hour) or not self.pauses):
                    worker.left -= 1
                    worker.worked += 1

    def _begin(self, queue, hour):
        """Free servers take who waits; those whose work takes no time are free again."""
        while queue and self.is_open(hour):
            free = [w for w in self.workers if not w.job and w.back is None and w.up(hour)]
            if not free:
                return
            for worker in free[: len(queue)]:
                worker.job = queue.pop(0)[2]
                worker.job.began, worker.left = hour, worker.job.work
            for worker in free:
                self._end(worker, hour)

    @staticmethod
    def _end(worker, hour):
        if worker.job and worker.left == 0:
            worker.job.ended, worker.job = hour, None


def up_path(ups, downs):
    """Whether it is up at an hour, from the lengths of its spells."""
    hours = []
    for up, down in zip(ups, downs, strict=True):
        hours += [True] * up + [False] * down
    return lambda hour: hours[hour]
