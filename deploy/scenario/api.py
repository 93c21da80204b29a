"""A client of the HTTP API that speaks in the contracts: what a partner's program would do, and no more."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from functools import cache
from typing import Any, get_args, get_origin
from urllib.parse import quote
from uuid import uuid4

import httpx

from deploy.scenario.stream import Stream
from services.gateway.api.routes import ROUTES, Route
from services.gateway.api.schemas import path_names
from shared.contracts.registry import request_spec
from shared.contracts.requests import booking
from shared.contracts.schema import dump, load
from shared.tracing import span_of

TIMEOUT = 15.0
PAUSE = 0.05
# What is answered with more than the contract's reply, or acts on an account too.
BESIDE = (
    Route("POST", "/bookings", booking.BookAsNewClient),
    Route("PUT", "/people/<uuid:person_id>", booking.ChangePerson),
)


class ApiError(Exception):
    """The API refused, or answered what it should not; has the answer's status and text."""


@cache
def trusted() -> ssl.SSLContext:
    """What this system trusts, SSL_CERT_FILE included: a university may have a certificate authority of its own."""
    return ssl.create_default_context()


class Api:
    """A gateway at an address."""

    def __init__(self, url: str) -> None:
        self.url = f"{url.rstrip('/')}/api/v1"

    def anonymous(self) -> Caller:
        """Somebody without an account."""
        return Caller(self.url, {})

    def sign_in(self, username: str, password: str) -> Caller:
        """A member of staff, by a bearer token."""
        answer = self.anonymous().send("POST", "/login", json={"username": username, "password": password})
        return Caller(self.url, {"Authorization": f"Bearer {answer.json()['token']}"})

    @staticmethod
    def until(look: Callable[[], Any], within: float) -> Any:
        """What `look` finds, once it finds something; None when it does not in time."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                found = look()
            except ApiError:
                found = None
            if found:
                return found
            time.sleep(PAUSE)
        return None


class Caller:
    """Somebody who asks, by a token, a private link or nothing."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.url, self.headers = url, headers
        self.trace_id: str | None = None  # of the latest good answer
        self._http = httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT, trust_env=False, verify=trusted())

    def __call__(self, request: object) -> Any:
        """The reply to a request of the published language; raises ApiError."""
        method, path, rest = addressed(request)
        answer = self.send(method, path, **rest)
        return reply_to(request, answer)

    def book(self, request: booking.BookAsNewClient) -> tuple[Caller, booking.AppointmentView]:
        """Book without an account; the client from then on is known by the private link in the answer."""
        key = {"Idempotency-Key": str(uuid4())}
        answer = self.send("POST", "/bookings", json=dump(request), headers=key).json()
        link = Caller(self.url, {"X-Hyke-Link": answer["link_token"]})
        return link, load(booking.AppointmentView, answer["appointment"])

    def add_person(self, request: booking.AddPerson, username: str) -> tuple[booking.PersonView, str]:
        """Add a person with an account; the person and the initial password."""
        answer = self.send("POST", "/people", json={**dump(request), "username": username}).json()
        return load(booking.PersonView, answer["person"]), answer["initial_password"]

    def self_fill(self, session_id: object) -> Caller:
        """The client's phone, by the link that the students show as a QR code."""
        answer = self.send("POST", f"/sessions/{session_id}/self-fill-link").json()
        return Caller(self.url, {"X-Hyke-Link": answer["link_token"]})

    def refused(self, request: object) -> dict[str, Any]:
        """The problem that the request is refused with; raises ApiError when it is not refused."""
        method, path, rest = addressed(request)
        answer = self._http.request(method, path, **rest)
        if answer.is_success or answer.headers.get("content-type", "").split(";")[0] != "application/problem+json":
            raise ApiError(f"{method} {path} should have been refused, but answered {answer.status_code}")
        problem: dict[str, Any] = answer.json()
        return problem

    def listen(self) -> Stream:
        """The open stream of what happens."""
        return Stream(f"{self.url}/stream", self.headers, trusted())

    def send(self, method: str, path: str, **rest: Any) -> httpx.Response:
        """The answer to a request, if it is a good one; raises ApiError."""
        try:
            answer = self._http.request(method, path, **rest)
        except httpx.HTTPError as error:
            raise ApiError(f"{method} {path}: {str(error) or type(error).__name__}") from error
        if not answer.is_success:
            raise ApiError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        span = span_of(answer.headers.get("traceparent"))
        self.trace_id = span.trace_id if span else None
        return answer


def addressed(request: object) -> tuple[str, str, dict[str, Any]]:
    """Method, path and the rest of the HTTP request that carries a contract."""
    route = route_of(request)
    data = without_gaps(dump(request))
    path = route.path
    for name in path_names(route.path):
        variable = next(part for part in route.path.split("/") if part.strip("<>").rpartition(":")[2] == name)
        path = path.replace(variable, quote(str(data.pop(name)), safe=""))
    if route.method == "GET":
        return route.method, path, {"params": data}
    key = {"Idempotency-Key": str(uuid4())}
    return route.method, path, {"headers": key} | ({"json": data} if data else {})


def without_gaps(data: dict[str, Any]) -> dict[str, Any]:
    """The fields that hold something."""
    return {name: value for name, value in data.items() if value is not None}


def route_of(request: object) -> Route:
    """The address of a contract: of those whose path the request can fill, the one that takes the most."""
    fitting = (route for route in (*ROUTES, *BESIDE) if route.contract is type(request))
    return max(
        (route for route in fitting if all(getattr(request, name) is not None for name in path_names(route.path))),
        key=lambda route: len(path_names(route.path)),
    )


def reply_to(request: object, answer: httpx.Response) -> Any:
    """The reply that the contract promises, read from the answer."""
    promised = request_spec(request).reply
    if promised is None:
        return None
    if get_origin(promised) is list:
        return [load(get_args(promised)[0], entry) for entry in answer.json()]
    return load(promised, answer.json())
