"""One worker against two on whole commands."""
