"""Cases of servers: V1 to V6, V12 to V14, V17, V18, and others like them."""

import math

from tests.theory.cases import Case, Figure, lazily, number
from tests.theory.queues import (
    Jackson,
    Link,
    MMc,
    Transit,
    breakdown_number,
    breakdown_number_of_servers,
    closed_part_of_day_wait,
    erlang_transform,
    gim1_wait,
    mdc_wait,
    pollaczek_khinchine,
    priority_waits,
    priority_waits_of_servers,
    vacation_wait,
    window_variance,
)

ONE, TWO, GATE = MMc(0.8, 1.0), MMc(1.6, 1.0, 2), MMc(37.5, 12.5, 4)
FIVE = MMc(3.5, 1.0, 5)
OPEN = Jackson(
    (1.0, 0.5, 0.0),
    ((0.0, 0.6, 0.3), (0.2, 0.0, 0.5), (0.0, 0.1, 0.0)),
    (2.0, 1.0, 1.5),
    (1, 2, 1),
)
LINK = Link(30.0, 3.0)
TRANSIT = Transit(2.0 / 24.0, 120.0)
BROKEN = breakdown_number(0.5, 1.0, 0.05, 0.5)


def renewals(per_h, **gaps):
    """Renewal arrivals instead of Poisson ones, for `sets`."""
    ((kind, scv),) = gaps.items()
    mean = 1.0 / per_h
    text = f"{mean}" if scv == 0.0 else f"{{{kind}: {{mean: {mean}, scv: {scv}}}}}"
    return ("streams.lots.per_h=null", f"streams.lots.every_h={text}")


QUEUES = (
    Case(
        "V1",
        "M/M/1, load .8",
        "v01_mm1",
        (
            Figure("gate.wait_mean_h", number(ONE.wait_h), 0.12),
            Figure("gate.wait_over_5h_share", number(ONE.wait_over(5.0)), 0.15, "1"),
            Figure("gate.waited_share", number(0.8), 0.02, "1"),
            Figure("gate.wait_p90_h", number(ONE.wait_quantile(0.9)), 0.12),
            Figure("gate.use_share", number(0.8), 0.02, "1"),
        ),
        quick=("period_h=10000",),
        wrong=(("steps.gate.servers=2",), ("streams.lots.per_h=0.75",)),
    ),
    Case(
        "V2",
        "M/M/2, load .8",
        "v02_mm2",
        (
            Figure("gate.waited_share", number(TWO.wait_share), 0.03, "1"),
            Figure("gate.wait_mean_h", number(TWO.wait_h), 0.12),
        ),
        quick=("period_h=6000",),
        wrong=(("steps.gate.servers=3",),),
    ),
    Case(
        "V2b",
        "M/M/4, 37.5/h, 12.5/h each",
        "v02b_mm4",
        (
            Figure("gate.waited_share", number(GATE.wait_share), 0.045, "1"),
            Figure("gate.wait_mean_h", number(GATE.wait_h), 0.16),
            Figure("gate.queue_mean", number(GATE.queue), 0.17, "1"),
        ),
        quick=("period_h=240",),
        wrong=(("steps.gate.servers=5",), ("steps.gate.servers=3",)),
    ),
    Case(
        "V2c",
        "M/M/5, load .7",
        "v02_mm2",
        (
            Figure("gate.waited_share", number(FIVE.wait_share), 0.065, "1"),
            Figure("gate.wait_mean_h", number(FIVE.wait_h), 0.17),
            Figure("gate.number_mean", number(FIVE.number), 0.05, "1"),
        ),
        sets=("steps.gate.servers=5", "streams.lots.per_h=3.5"),
        quick=("period_h=2000",),
        wrong=(("steps.gate.servers=4",), ("steps.gate.servers=6",)),
    ),
    Case(
        "V3a",
        "M/D/1, load .8",
        "v03a_md1",
        (Figure("gate.wait_mean_h", number(pollaczek_khinchine(0.8, 1.0, 0.0)), 0.1),),
        quick=("period_h=8000",),
        wrong=(("steps.gate.work_h={exponential: 1}",),),
    ),
    Case(
        "V3b",
        "M/D/2, load .8",
        "v03b_md2",
        (Figure("gate.wait_mean_h", lazily(lambda: mdc_wait(1.6, 1.0, 2)), 0.1),),
        quick=("period_h=5000",),
        wrong=(("steps.gate.work_h={gamma: {mean: 1, scv: 0.5}}",),),
    ),
    Case(
        "V3c",
        "M/D/4, load .75",
        "v03b_md2",
        (Figure("gate.wait_mean_h", lazily(lambda: mdc_wait(3.0, 1.0, 4)), 0.1),),
        sets=("steps.gate.servers=4", "streams.lots.per_h=3"),
        quick=("period_h=2500",),
    ),
    Case(
        "V4",
        "M/G/1, lognormal work, scv 2",
        "v04_mg1",
        (Figure("gate.wait_mean_h", number(pollaczek_khinchine(0.8, 1.0, 2.0)), 0.2),),
        quick=("period_h=12000",),
        wrong=(("steps.gate.work_h={lognormal: {mean: 1, scv: 1}}",),),
    ),
    Case(
        "V4b",
        "M/G/1, gamma work, scv .5, load .7",
        "v04_mg1",
        (Figure("gate.wait_mean_h", number(pollaczek_khinchine(0.7, 1.0, 0.5)), 0.1),),
        sets=(
            "streams.lots.per_h=0.7",
            "steps.gate.work_h={lognormal: null, gamma: {mean: 1, scv: 0.5}}",
        ),
        quick=("period_h=9000", "warm_up_h=300"),
    ),
    Case(
        "V4c",
        "M/G/1, work observed: .5 or 2 h",
        "v04_mg1",
        # Mean 1 and second moment 1.5: two values of .5 for one of 2.
        (Figure("gate.wait_mean_h", number(pollaczek_khinchine(0.7, 1.0, 0.5)), 0.1),),
        sets=(
            "streams.lots.per_h=0.7",
            "steps.gate.work_h={lognormal: null, observed: [0.5, 0.5, 2]}",
        ),
        quick=("period_h=9000", "warm_up_h=300"),
    ),
    Case(
        "V5",
        "Jackson network of three",
        "v05_jackson",
        (
            Figure("a.wait_mean_h", lazily(lambda: OPEN.waits_h[0]), 0.14),
            Figure("b.wait_mean_h", lazily(lambda: OPEN.waits_h[1]), 0.2),
            Figure("c.wait_mean_h", lazily(lambda: OPEN.waits_h[2]), 0.27),
            Figure("all.number_mean", lazily(lambda: OPEN.number), 0.12, "1"),
            Figure("all.time_mean_h", lazily(lambda: OPEN.time_h), 0.12),
        ),
        quick=("period_h=2000",),
        wrong=(("steps.b.servers=3",), ("steps.a.then={b: 0.6, c: 0.2, out: 0.2}",)),
    ),
    Case(
        "V6",
        "M/M/1, vacations of 2 h while empty",
        "v06_vacations",
        (Figure("gate.wait_mean_h", number(vacation_wait(0.5, 1.0, 1.0, 2.0, 0.0)), 0.06),),
        quick=("period_h=6000",),
        wrong=(("steps.gate.vacation_h=null",), ("steps.gate.vacation_h=1",)),
    ),
    Case(
        "V6b",
        "M/D/1, exponential vacations",
        "v06_vacations",
        (Figure("gate.wait_mean_h", number(vacation_wait(0.5, 1.0, 0.0, 1.5, 1.0)), 0.06),),
        sets=("steps.gate.work_h=1", "steps.gate.vacation_h={exponential: 1.5}"),
        quick=("period_h=5000",),
    ),
    Case(
        "V12",
        "M/M/1 with breakdowns, pre-emptive resume",
        "v12_breakdowns",
        (
            Figure("gate.number_mean", number(BROKEN), 0.1, "1"),
            Figure("lots.time_mean_h", number(BROKEN / 0.5), 0.1),
        ),
        quick=("period_h=6000",),
        wrong=(("steps.gate.breaks=null",),),
    ),
    Case(
        "V12b",
        "M/M/2 with breakdowns of both at once",
        "v12_breakdowns",
        (
            Figure(
                "gate.number_mean",
                lazily(lambda: breakdown_number_of_servers(1.1, 1.0, 2, 0.05, 0.5, each=False)),
                0.12,
                "1",
            ),
        ),
        sets=("streams.lots.per_h=1.1", "steps.gate.servers=2", "steps.gate.breaks.each=false"),
        quick=("period_h=3500",),
        wrong=(("steps.gate.servers=1",), ("steps.gate.breaks.each=true",)),
    ),
    Case(
        "V13",
        "M/M/1, two classes, non-pre-emptive: wait and work",
        "v13_priorities",
        tuple(
            Figure(f"{name}.time_mean_h", number(wait + 1.0), widest)
            for name, wait, widest in zip(
                ("urgent", "other"),
                priority_waits([(0.3, 1.0, 1.0), (0.5, 1.0, 1.0)]),
                (0.05, 0.15),
                strict=True,
            )
        ),
        quick=("period_h=5000",),
        wrong=(("steps.gate.order=fifo",),),
    ),
    Case(
        "V13b",
        "M/M/2, two classes, non-pre-emptive: wait and work",
        "v13_priorities",
        tuple(
            Figure(f"{name}.time_mean_h", number(wait + 1.0), widest)
            for name, wait, widest in zip(
                ("urgent", "other"),
                priority_waits_of_servers([0.6, 0.9], 1.0, 2),
                (0.04, 0.12),
                strict=True,
            )
        ),
        sets=("streams.urgent.per_h=0.6", "streams.other.per_h=0.9", "steps.gate.servers=2"),
        quick=("period_h=2500",),
    ),
    Case(
        "V14",
        "site closed 12 h a day, no work",
        "v14_hours",
        (Figure("gate.wait_mean_h", number(closed_part_of_day_wait(12.0)), 0.03),),
        quick=("period_h=2400",),
        wrong=(('steps.gate.hours="08:00-19:00"',),),
    ),
    Case(
        "V14b",
        "site closed 14 h a day in two parts",
        "v14_hours",
        # 12:00-14:00 and 18:00-06:00: (2^2 + 12^2) / 48.
        (Figure("gate.wait_mean_h", number((2.0**2 + 12.0**2) / 48.0), 0.03),),
        sets=('steps.gate.hours="06:00-12:00, 14:00-18:00"',),
        quick=("period_h=2400",),
    ),
    Case(
        "V17",
        "link up 30, down 3, exponential",
        "v17_link",
        (
            Figure("link.wait_mean_h", number(LINK.wait_h), 0.18),
            Figure("link.waited_share", number(1.0 - LINK.up_share), 0.13, "1"),
        ),
        quick=("period_h=8000",),
    ),
    Case(
        "V18",
        "M/M/inf, 2 a day, 5 days",
        "v18_in_transit",
        (
            Figure("transit.number_mean", number(TRANSIT.number), 0.03, "1"),
            Figure(
                "transit.number_variance",
                lambda s: window_variance(10.0, 120.0, s.period_end_h - s.warm_up_h),
                0.13,
                "1",
            ),
        ),
        quick=("period_h=20000",),
        wrong=(("steps.transit.servers=12",),),
    ),
    Case(
        "V18b",
        "M/D/inf: any transit time of the same mean",
        "v18_in_transit",
        (Figure("transit.number_mean", number(TRANSIT.number), 0.03, "1"),),
        sets=("steps.transit.work_h=120",),
        quick=("period_h=20000",),
    ),
    Case(
        "E2/M/1",
        "Erlang gaps of two phases, load .8",
        "v01_mm1",
        (
            Figure(
                "gate.wait_mean_h", lazily(lambda: gim1_wait(erlang_transform(2, 1.25), 1.0)), 0.17
            ),
        ),
        sets=renewals(0.8, gamma=0.5),
        quick=("period_h=8000",),
    ),
    Case(
        "D/M/1",
        "regular gaps, load .8",
        "v01_mm1",
        (
            Figure(
                "gate.wait_mean_h",
                lazily(lambda: gim1_wait(lambda s: math.exp(-1.25 * s), 1.0)),
                0.12,
            ),
        ),
        sets=renewals(0.8, gamma=0.0),
        quick=("period_h=8000",),
    ),
)
