"""Papers of declarations for the small worlds, by hand."""

from dataclasses import replace

from domain.calendar import ALWAYS_OPEN
from domain.documents import Papers
from domain.network import Process
from tests.worlds import hours


def work(name, mean, step="prepare", *, sd=0.0, opening=ALWAYS_OPEN, servers=None, cny=0.0):
    return Process(
        f"papers:{name}", "*", step, hours(mean, sd), opening, servers, None, None, 0.0, cny,
        "declaration", resource="papers" if step == "prepare" else "",
    )  # fmt: skip


def papers(*, sd=0.0, opening=ALWAYS_OPEN, clerks=None, **changes):
    """Eight hours: 5 to type, 2 to file again, 1 for a second system; 2 to redo."""
    desk = {"sd": sd, "opening": opening, "servers": clerks}
    base = Papers(
        typed=work("typed", 5.0, **desk),
        connected=work("connected", 2.0, **desk),
        again=work("again", 2.0, **desk),
        second=work("second", 1.0, **desk),
        match=work("match", 0.5, "match"),
        redo=work("redo", 2.0, **desk),
        carry=work("carry", 3.0, "carry_papers", cny=40.0),
        transit=work("transit", 2.0, "transit"),
        fail_share=0.0,
        rekey_fail_share=0.0,
        from_known=False,
        clerk_cny_per_h=60.0,
    )
    return replace(base, **changes)


def with_papers(scenario, found=None, modes=("0110", "9610")):
    """A world whose exports need papers."""
    made = {(mode, "export"): found or papers() for mode in modes}
    return replace(scenario, network=replace(scenario.network, papers=made))
