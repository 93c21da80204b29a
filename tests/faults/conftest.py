"""The stages that the quick part plays on, one for each transport."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

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
def stages(fault_servers: Servers) -> Iterator[Callable[[str], Stage]]:
    """The stage of a transport, made when it is first asked for; each is judged as a whole at the end."""
    made: dict[str, Stage] = {}

    def stage_on(transport: str) -> Stage:
        if transport not in made:
            made[transport] = Stage(fault_servers, transport)
        return made[transport]

    yield stage_on
    findings = [finding for stage in made.values() for finding in once_more(stage).findings]
    for stage in made.values():
        stage.close()
    assert not findings
