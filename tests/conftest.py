"""The endpoint, started once; and how many examples the property tests try.

`--hypothesis-profile=deep` is the long run.
"""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from skill.speaker.loopback import local_endpoint

# A slow machine is no failure, and what failed is said, not kept in a file.
SLOW_IS_FINE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

settings.register_profile(
    "quick", max_examples=100, deadline=None, database=None, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile("deep", settings.get_profile("quick"), max_examples=20_000)
settings.load_profile("quick")


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    """The skill's endpoint on loopback."""
    with local_endpoint() as address:
        yield address
