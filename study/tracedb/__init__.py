"""The trace database: one SQLite file per run that answers who had what, where, when, how warm."""
