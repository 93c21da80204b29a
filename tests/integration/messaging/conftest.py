"""The transports that every promise is tried on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.messaging.green import Green


@pytest.fixture(scope="session")
def green() -> Iterator[Green]:
    """The patched process."""
    process = Green()
    yield process
    process.close()


@pytest.fixture(params=["rabbit", "inprocess"])
def transport(request: pytest.FixtureRequest) -> str:
    """RabbitMQ, then the broker inside the process."""
    return str(request.param)


@pytest.fixture
def broker_url(transport: str, request: pytest.FixtureRequest) -> str:
    """The address of the server, where the transport has one."""
    return str(request.getfixturevalue("amqp_url")) if transport == "rabbit" else ""
