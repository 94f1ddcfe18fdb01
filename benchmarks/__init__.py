"""How fast it is: fixed instances and seeds, phases timed apart."""
