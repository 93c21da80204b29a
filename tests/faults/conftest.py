"""The stages that the quick part plays on, one for each transport."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from tests.faults.scenario import once_more
from tests.faults.servers import Servers, servers
from tests.faults.stage import Stage


@pytest.fixture(scope="session")
def fault_servers() -> Iterator[Servers]:
    """The servers, started when a scenario needs them."""
    with servers() as some:
        yield some


@pytest.fixture(scope="session")
def seed() -> int:
    """What the chances of this session follow from."""
    return secrets.randbelow(10**6)


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest, fault_servers: Servers) -> Iterator[Stage]:
    """A stage, which is judged as a whole at its end."""
    one = Stage(fault_servers, request.param)
    yield one
    tally = once_more(one)
    one.close()
    assert not tally.findings
