"""Replications, epochs, comparisons and the run folder."""
