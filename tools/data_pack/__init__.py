"""Makers of data/: from the reference pack, by written rules, always the same bytes."""
