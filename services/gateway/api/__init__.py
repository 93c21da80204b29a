"""The HTTP API at /api/v1: every action of the pages, described at /api/v1/openapi.json."""

from __future__ import annotations

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_smorest import Api

from services.gateway.api import people, private_links, signing, stream
from services.gateway.api.endpoints import blueprints
from services.gateway.api.schemas import name_of

PREFIX = "/api/v1"


class HykeApi(Api):
    """flask-smorest without its own error answers: ours are problem+json for everything under /api."""

    def _register_error_handlers(self) -> None:
        """Leave errors to the app."""


def register(app: Flask) -> None:
    """Put the API into the app."""
    app.config.update(
        API_TITLE="Hyke",
        API_VERSION="v1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={"security": [{}, {"bearer": []}, {"link": []}, {"session": []}]},
    )
    api = HykeApi(app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=name_of)})
    schemes = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "The token that POST /login gives."},
        "link": {"type": "apiKey", "in": "header", "name": "X-Hyke-Link", "description": "A private link's token."},
        "session": {"type": "apiKey", "in": "cookie", "name": "hyke_session", "description": "Needs X-CSRF-Token."},
    }
    for name, scheme in schemes.items():
        api.spec.components.security_scheme(name, scheme)
    for blueprint in (*blueprints(), signing.blueprint, people.blueprint, private_links.blueprint, stream.blueprint):
        api.register_blueprint(blueprint, url_prefix=PREFIX)
