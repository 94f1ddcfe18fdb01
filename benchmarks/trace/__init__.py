"""How long a trace database takes to build and to answer, on a quarter with 100,000 lots."""
