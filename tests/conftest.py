"""Settings of the whole test house."""

from hypothesis import settings

# A fixed seed and a bounded number of cases: `make test` says the same twice.
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=60, database=None)
# While developing: fresh cases each time, no clock (the machine may be busy).
settings.register_profile("dev", deadline=None)
settings.load_profile("dev")
