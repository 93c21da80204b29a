"""Makes an endpoint of each route: reads the request, asks the service, shows the reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from uuid import uuid4

import marshmallow as ma
from flask import request
from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.wrappers import Response

from services.gateway.api.links import check_link
from services.gateway.api.routes import ROUTES, Route
from services.gateway.api.schemas import ProblemDocument, body_of, built, path_names, reply_of
from services.gateway.web import staff
from services.gateway.web.field_errors import field_errors_in
from services.gateway.web.problems import invalid_input
from services.gateway.web.rendering import directory
from services.gateway.web.service_client import ask, command
from shared.contracts.registry import RequestSpec, request_spec
from shared.contracts.requests import booking
from shared.contracts.schema import schema_of
from shared.refusal import invalid

KEY_HEADER = "Idempotency-Key"
KEY_DEMANDED = {
    "in": "header",
    "name": KEY_HEADER,
    "required": True,
    "schema": {"type": "string", "minLength": 8, "maxLength": 100},
    "description": "Chosen by the caller, anew for each booking: whether a request whose answer did not come was heard,"
    " tells the same request under the same key.",
}
_REMEMBERED = frozenset({booking.AddRoom, booking.ChangeRoom})


class Invalid(Exception):
    """The body or the query is not what the contract says; has marshmallow's messages."""

    def __init__(self, messages: Any) -> None:
        super().__init__("invalid input")
        self.messages = messages


class Parser(FlaskParser):
    """Reads bodies and queries, and says what is wrong with them in our own way."""

    def load_json(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().load_json(*args, **kwargs)
        except (RecursionError, ValueError) as error:  # nested without end, or a number of thousands of digits
            raise BadRequest from error

    def handle_error(self, error: ma.ValidationError, *_: Any, **__: Any) -> NoReturn:
        messages = error.messages
        places = messages.values() if isinstance(messages, dict) else [messages]
        raise Invalid(next(iter(places), {})) from error


def _parser() -> Parser:
    made = Parser()
    made.DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": ma.RAISE}
    return made


class ApiBlueprint(Blueprint):
    """A part of the API."""

    ARGUMENTS_PARSER = _parser()


def blueprints() -> list[ApiBlueprint]:
    """One blueprint for each service that is asked, with all its routes."""
    made: dict[str, ApiBlueprint] = {}
    for route in ROUTES:
        spec = request_spec(route.contract)
        if spec.service not in made:
            made[spec.service] = blueprint(spec.service, f"Asked of {spec.service}.")
        _add(made[spec.service], route, spec)
    return list(made.values())


def blueprint(name: str, description: str) -> ApiBlueprint:
    """An empty part of the API."""
    made = ApiBlueprint(f"api_{name}", __name__, description=description)
    made.before_request(_check_media_type)
    made.register_error_handler(Invalid, _answer_invalid)
    return made


def too_often(made: ApiBlueprint) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The view may also answer that this was done too often, and when it may be done again."""
    documented: Callable[[Callable[..., Any]], Callable[..., Any]] = made.alt_response(
        429,
        schema=schema_of(ProblemDocument),
        content_type="application/problem+json",
        description="Too often; `Retry-After` and the parameter `until` say when it may be done again.",
        headers={"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
    )
    return documented


def key() -> str:
    """The caller's idempotency key, or a new one; refused as idempotency_key_invalid when it cannot be one."""
    given = request.headers.get(KEY_HEADER)
    if given is None:
        return str(uuid4())
    if not 8 <= len(given) <= 100 or not given.isascii() or not given.isprintable():
        raise invalid("idempotency_key_invalid", KEY_HEADER)
    return given


def demanded_key() -> str:
    """The caller's idempotency key; refused as idempotency_key_invalid also where there is none.

    For what is not to be done twice by somebody who cannot look whether it was done.
    """
    if KEY_HEADER not in request.headers:
        raise invalid("idempotency_key_invalid", KEY_HEADER)
    return key()


def perform(contract: type, data: Mapping[str, Any], path: Mapping[str, Any]) -> Any:
    """The reply to the request that body, query and path make."""
    try:
        question = built(contract, dict(data), dict(path))
    except ma.ValidationError as error:
        raise Invalid(error.messages) from error
    check_link(question)
    if not request_spec(contract).is_command:
        return ask(question)
    if isinstance(question, booking.ChangePerson):
        return staff.change_member(question, key())
    reply = command(question, key())
    if contract in _REMEMBERED:
        directory().forget()
    return reply


def _add(made: ApiBlueprint, route: Route, spec: RequestSpec) -> None:
    in_path = path_names(route.path)
    body = body_of(route.contract, in_path)
    view = _view(route, spec, has_body=body is not None)
    reply = reply_of(spec.reply)
    view = made.response(route.status if reply else 204, reply)(view)
    view = made.alt_response(
        "default",
        schema=schema_of(ProblemDocument),
        content_type="application/problem+json",
        description="What went wrong (RFC 9457).",
    )(view)
    if body is not None:
        place = "query" if route.method == "GET" else "json"
        view = made.arguments(body, location=place)(view)
    view = made.doc(summary=(route.contract.__doc__ or "").partition(". ")[0], operationId=view.__name__)(view)
    made.route(route.path, methods=[route.method])(view)


def _view(route: Route, spec: RequestSpec, *, has_body: bool) -> Callable[..., Any]:
    def view(*given: Any, **path: Any) -> Any:
        return perform(route.contract, given[0] if has_body and given else {}, path)

    view.__name__ = spec.name.rpartition(".")[2]
    view.__doc__ = route.contract.__doc__
    return view


def _check_media_type() -> None:
    if request.content_length and request.mimetype != "application/json":
        raise UnsupportedMediaType


def _answer_invalid(error: Invalid) -> Response:
    return invalid_input(list(field_errors_in(error.messages))).as_response()
