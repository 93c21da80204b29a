"""The demo, running once for all the tests of a session that only look at it or use it as people do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.scenario.api import Api, Caller
from tests.e2e.worlds import World, one_process


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A running demo with its sample university."""
    with one_process(tmp_path_factory.mktemp("demo")) as world:
        yield world


@pytest.fixture
def api(demo: World) -> Api:
    """The demo's HTTP API."""
    return Api(demo.url)


@pytest.fixture
def coordinator(demo: World, api: Api) -> Caller:
    """The demo's coordinator, signed in."""
    return api.sign_in(demo.username, demo.password)
