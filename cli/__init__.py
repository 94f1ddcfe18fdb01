"""The command line: options, verbs and exit codes. Heavy things are imported by the verb called."""
