"""The same examples on every machine and at every run: hypothesis draws by a fixed seed."""

from hypothesis import settings

settings.register_profile("coldbridge", derandomize=True, deadline=None)
settings.load_profile("coldbridge")
