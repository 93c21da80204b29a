"""Who may see a page: decorators that say so at the view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import redirect, url_for
from werkzeug.wrappers import Response

from services.gateway.application.refusals import signed_out
from services.gateway.web.caller import caller, now_calls, with_link
from services.gateway.web.navigation import here
from services.gateway.web.problems import wants_problem
from shared.contracts.actor import STAFF, Role
from shared.links import LinkPurpose
from shared.refusal import forbidden

P = ParamSpec("P")
R = TypeVar("R")


def staff_only(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """The page is for staff of these roles (or any): others are sent to sign in, or told that it is not theirs."""
    wanted = frozenset(roles) or STAFF

    def guard(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            if caller().account is None and wants_problem():
                raise signed_out()  # a script that saves must not take the sign-in page for success
            if caller().account is None:
                return redirect(url_for("sign_in.form", to=here()), 303)
            if caller().actor.role not in wanted:
                raise forbidden("not_for_role")
            return view(*args, **kwargs)

        return guarded

    return guard


def by_link(*purposes: LinkPurpose) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The page is opened by a private link in ``<token>``: from here on the caller is the link's client."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            now_calls(with_link(str(kwargs["token"]), *purposes))
            return view(*args, **kwargs)

        return guarded

    return guard
