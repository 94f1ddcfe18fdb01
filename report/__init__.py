"""Charts, maps, tables and pages, read from result tables only."""
