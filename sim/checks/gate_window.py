"""Windows of terminals: nobody is let in before, and nobody waits outside beyond."""

from __future__ import annotations

from domain.gate_window import opens_at_h
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.moves import END, SCHEDULED, SERVICE, STAGE, START
from sim.story import departure_name, hour, move_line

HAIR_H = 1e-6


def check_windows(seen: Evidence) -> None:
    """Waits outside end when the window opens; who was never rebooked came in after that."""
    services = seen.world.network.services
    for box in seen.world.boxes:
        trip = seen.trips[box.box_id]
        for move in trip.early:
            opens_h = opens_at_h(services[move[SERVICE]], float(move[SCHEDULED] or 0.0))
            if abs(move[END] - opens_h) > HAIR_H:
                rule = f"box {box.box_id} waits outside, though its gate opens at {hour(opens_h)}"
                raise BrokenRunError(rule, [move_line(move)])
        if box.missed or not box.lots or box.journey.route.begun is not None:
            continue
        dated = [key for _, key in box.journey.dated()]
        let_in = [move for move in trip.terminals if move[STAGE] == "terminal_out"]
        for key, move in zip(dated, let_in, strict=False):
            opens_h = opens_at_h(services[key[0]], key[1])
            if len(let_in) == len(dated) and move[START] < opens_h - HAIR_H:
                rule = (
                    f"box {box.box_id} is let in for {departure_name(key)} before its gate opens "
                    f"at {hour(opens_h)}"
                )
                raise BrokenRunError(rule, [move_line(move)])
