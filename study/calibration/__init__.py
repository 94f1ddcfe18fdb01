"""From booking lists to times and frequencies: what was observed against what the model says."""
