"""The world in plain values and pure functions: no files, no SimPy, no solver."""
