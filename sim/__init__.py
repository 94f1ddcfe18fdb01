"""How the world moves: SimPy executes a Plan, one family of processes a file."""

from sim.engine import SimResult, simulate

__all__ = ["SimResult", "simulate"]
