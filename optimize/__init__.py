"""What to decide: one problem per file."""
