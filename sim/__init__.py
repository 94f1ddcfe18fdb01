"""How the world moves: SimPy processes that execute a Plan."""
