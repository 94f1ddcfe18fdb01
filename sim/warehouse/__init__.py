"""Warehouses at work: lots on shelves, orders, the way to the door, and what comes back."""
