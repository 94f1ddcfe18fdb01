"""The physical story of a run as EPCIS 2.0 events."""
