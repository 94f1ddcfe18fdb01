"""Proven gaps of generated freight problems: plan, bound, time and memory by size and seed."""
