"""The operator's way in: `hyke account` adds a coordinator, and says what to do about one who is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.scenario.api import Api, ApiError
from tests.e2e.worlds import World, hyke, separate_processes

KAISA = ["--name=Kaisa Koordinaattori", "--email=kaisa@e2e.example", "--username=koordinaattori"]


def said(world: World, *more: str) -> tuple[str, bool]:
    """What the command printed or complained of, and whether it did what it was to do."""
    try:
        return hyke(["account", *KAISA, *more], world.env), True
    except RuntimeError as failed:
        return str(failed), False


def test_a_known_user_is_left_alone_and_reset_by_an_explicit_flag(
    tmp_path: Path, postgres_url: str, amqp_url: str
) -> None:
    with separate_processes(tmp_path, postgres_url, amqp_url) as world:
        api = Api(world.url)
        signed_in = api.sign_in(world.username, world.password)
        words, is_done = said(world)
        assert not is_done
        assert "has an account already, and nothing was changed" in words
        assert "--reset-password" in words
        api.sign_in(world.username, world.password)
        words, is_done = said(world, "--reset-password")
        assert is_done
        api.sign_in(world.username, words.split()[-1])
        with pytest.raises(ApiError, match="401"):
            api.sign_in(world.username, world.password)
        with pytest.raises(ApiError, match="401"):
            signed_in.send("GET", "/people")
        words, is_done = said(world, "--email=another@e2e.example")
        assert not is_done
        assert "The username is taken." in words
        assert "Traceback" not in words
