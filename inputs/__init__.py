"""Files to domain values, and every message about a file."""
