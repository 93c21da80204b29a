"""Expects a refusal by its code, and that nothing was changed by the request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

import pytest

from shared.refusal import Refusal
from tests.unit.session.stage import SESSION, Stage


@contextmanager
def refused(stage: Stage, code: str) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """The body must be refused with this code, must tell nobody anything, and must leave the session as it was."""
    before = deepcopy((stage.sessions.find(SESSION), stage.records.of(SESSION), stage.events.emitted))
    with pytest.raises(Refusal) as info:
        yield info
    assert info.value.code == code
    assert (stage.sessions.find(SESSION), stage.records.of(SESSION), stage.events.emitted) == before
