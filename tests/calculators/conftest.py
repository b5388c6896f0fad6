"""Property tests depend on no clock: no deadline on a busy machine, the same examples each time."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "pure", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("pure")
