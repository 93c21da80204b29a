"""The real gateway while its database is away: one page, one problem document, and health that outsiders can ask."""

from __future__ import annotations

from pathlib import Path

import httpx

from deploy.host.processes import wait_for
from tests.conftest import FreshDatabase
from tests.database_outage import away
from tests.integration.gateway_stand import ANNA, PASSWORD, running, told


def signing_in(browser: httpx.Client) -> httpx.Response:
    token = browser.get("/login").text.split('name="csrf_token" value="')[1].split('"')[0]
    return browser.post("/login", data={"csrf_token": token, "username": ANNA, "password": PASSWORD})


def test_without_its_database_the_gateway_says_so_and_with_it_goes_on(
    postgres_url: str, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    env = told(fresh_database("gateway"), tmp_path)
    with running(env, tmp_path / "log") as gateway, gateway.client() as browser, gateway.client() as stranger:

        def health() -> int:
            return stranger.get("/health").status_code

        assert wait_for(lambda: health() == 200, 30)
        assert signing_in(browser).status_code == 303
        assert browser.get("/password").status_code == 200
        with away(env["DATABASE_URL"], postgres_url):
            page = browser.get("/password")
            assert page.status_code == 503
            assert "Palvelu ei vastaa juuri nyt" in page.text
            stranger.headers["Accept-Language"] = "sv"
            refused = signing_in(stranger)
            assert refused.status_code == 503
            assert "Tjänsten svarar inte just nu" in refused.text
            problem = stranger.get("/api/v1/clients", headers={"Authorization": "Bearer some-token"})
            assert (problem.status_code, problem.json()["code"]) == (503, "unanswered")
            assert wait_for(lambda: health() == 503, 10)
            assert stranger.get("/ready").status_code == 404
        assert wait_for(lambda: browser.get("/password").status_code == 200, 30)
        assert wait_for(lambda: health() == 200, 30)
