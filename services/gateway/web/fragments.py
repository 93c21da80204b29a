"""Pieces of a page that an open page fetches anew by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import render_template
from werkzeug.wrappers import Response

from services.gateway.web.caller import caller

HEADER = "X-Fragment"  # guide.js lets nothing else into the place of a fragment
P = ParamSpec("P")


def fragment(template: str, *, status: int = 200, **context: Any) -> Response:
    """A piece, in the template's words."""
    return as_fragment(render_template(template, **context), status)


def as_fragment(piece: str, status: int = 200) -> Response:
    """A piece that is written already."""
    answer = Response(piece, status, content_type="text/html; charset=utf-8")
    answer.headers[HEADER] = "1"
    return answer


def fragment_only(view: Callable[P, Response]) -> Callable[P, Response]:
    """The piece is for staff; to others nothing is told, and the page stays as it is."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        return Response(status=204) if caller().account is None else view(*args, **kwargs)

    return guarded
