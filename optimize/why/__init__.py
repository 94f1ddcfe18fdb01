"""Why a plan is what it is: ways compared line by line, what room is worth, where it gains."""
