"""The page's server and a browser, started once."""

from collections.abc import Iterator

import pytest

from skill.speaker.loopback import local_endpoint, served
from skill.speaker.web import create_app


@pytest.fixture(scope="session")
def origin() -> Iterator[str]:
    """Where the page is served."""
    with local_endpoint() as skill, served(create_app(skill)) as address:
        yield address
