"""One hypothesis profile for the method's tests: the same examples in every run, no clock."""

from hypothesis import HealthCheck, settings

settings.register_profile("flows", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("flows")
