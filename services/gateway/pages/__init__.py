"""The pages, in a folder for each reader: each module is a blueprint of views, and this is the frame they stand in.

A page module
-------------
::

    from flask import Blueprint
    from werkzeug.wrappers import Response

    from services.gateway.web.service_client import ask, ask_many
    from services.gateway.web.forms import FormState, blank, submit
    from services.gateway.web.guards import by_link, staff_only
    from services.gateway.web.rendering import render, see_other
    from shared.contracts.actor import Role
    from shared.contracts.requests import booking
    from shared.links import LinkPurpose

    blueprint = Blueprint("rooms", __name__)            # the name is the endpoint's first part: url_for("rooms.list")


    @blueprint.get("/rooms/<uuid:room_id>")
    @staff_only(Role.COORDINATOR)                       # below the route; no roles: all staff
    def room(room_id: UUID, sent: FormState | None = None) -> Response:
        found = next(room for room in ask(booking.Rooms(include_inactive=True)) if room.room_id == room_id)
        return render("rooms/room.html", sent or blank(name=found.name, campus=found.campus), room=found)


    @blueprint.post("/rooms/<uuid:room_id>")
    @staff_only(Role.COORDINATOR)
    def change(room_id: UUID) -> Response:
        sent = submit(booking.ChangeRoom, room_id=room_id)
        if not sent.is_done:
            return room(room_id, sent)                  # the same page, with what was typed and what is expected
        return see_other("rooms.list", said="room_changed")

and one line in ``register`` below. Views have no try/except: a refusal, an unanswered question, a wrong path become
the right page and status by themselves (``app.answer_error``).

Asking
------
- ``ask(question)``: the reply, asked as the caller. ``ask_many(q1, q2, …)``: several that travel together; one
  refusal refuses all. Use it where a page needs more than one.
- ``caller()`` (``web.caller``): ``.actor`` (role, id), ``.account`` (or None), ``.link`` (a ``PrivateLink`` or None).
- ``directory()`` (``web.rendering``): ``.person_name(id)``, ``.room(id)``: names from booking, remembered for a
  minute. Call ``.forget()`` after changing people or rooms.
- ``app_context()`` (``web.app_context``): ``.clock.now()``, ``.dates``, ``.settings`` (``.time_zone``), ``.streams``.

Forms
-----
- Every form of a template has ``{{ form_keys() }}`` in it: the CSRF token and the form's idempotency key. (The parts'
  ``csrf()`` macro alone works too; then a form sent twice is two commands.)
- ``submit(Contract, **fields)`` builds the command from the posted form: input names are the contract's field names;
  ``fields`` (from the path, or made by the view) stand instead. Numbers, yes/no, ids, instants (ISO with an offset)
  are read from texts; a list takes every input of its name, empty ones left out; a line that is left empty is left
  out, so that a required one is told to be required. A list of dataclasses is given by the view as JSON-able data:
  ``submit(booking.SetWeeklyHours, person_id=…, weekly=[{"weekday": 1, "starts": "09:00", "ends": "15:00"}])``.
- It returns a ``FormState``: ``is_done``, ``reply``; else ``problem``; show the page again with it.
  ``render(template, sent)`` gives the template ``given`` (what was typed, by field), ``error_of`` (a sentence by
  field) and ``errors`` for ``form.error_summary(errors)``, and answers with the problem's status (409, 422, 503, …).
  Field ids must be field names.
- ``submit_by(act, Contract, **fields)``: the same where ``act(command, key)`` does more than ask one service
  (``web.staff.add_member``). A further command of the same form gets ``next_key()`` (``web.idempotency``).
- ``blank(**values)``: a form not yet sent, with values in its fields.
- ``refused(refusal)``: a ``FormState`` for what the gateway itself refuses (sign-in, passwords).
- ``saved(sent, version=…)``: the answer to a form that saves itself (header ``X-Autosave``): 204 with ``X-Version``,
  or problem+json. ``X-Version`` is the next ``base_version`` to send.
- ``see_other(endpoint, said="room_changed", **values)``: 303 to the next page, which has the text of
  ``said.room_changed`` in ``said``; the layout's page shows it: ``{% if said %}{{ page.notice(said, kind='done',
  role='status') }}{% endif %}``.

Guards
------
- ``@staff_only(*roles)``: others are sent to ``/login`` (and back afterwards), or get 403.
- ``@by_link(LinkPurpose.APPOINTMENT, …)``: for paths with ``<token>``; the view takes ``token: str``. A forged token
  is 404, an expired one 410. From there on ``caller()`` is the client, ``caller().link`` has ``client_id`` and
  ``appointment_id``. Call ``speak(view.language)`` (``web.language``) with the client's language once it is known.
- ``self_fill(session_id)`` (``web.links``): an ``Address`` with ``token``, ``path`` and public ``url``, for a QR
  code; ``own_page(appointment)``: the same for who has just booked without an account; ``invitation_from(link)``: a
  token. Nobody is given the link of another appointment than their own: it is in the mail about it. Paths by purpose:
  ``/c/<token>`` APPOINTMENT, ``/i/<token>`` INVITATION, ``/f/<token>`` SELF_FILL (the forms alone).

Templates
---------
``templates/<module>/<page>.html`` extends ``layout.html`` (see docs/design.md). Every template has: ``t(key,
**params)``, ``static(path)``, ``url_for``, ``csrf_token()``, ``form_keys()``, ``lang``, ``languages``,
``university``, ``account`` (``name``, ``role``), ``nav``, ``alerts_url``, ``said``, ``now`` (aware instant),
``person_name(id)``; filters ``when``, ``long_when``, ``clock``, ``day``, ``long_day``, ``start|span(end)``,
``minutes|duration``, ``iso``; and what ``render`` got.

Texts
-----
In ``texts/<first word of the key>.yaml``: ``<module>.…`` for a page, ``nav.…`` for the main menu, ``said.…`` for what
a page says once something was done, ``refusal.<code>``, ``fault.<code>``, ``field.<name>``.

The pattern to follow: ``account/sign_in.py`` (a form), ``staff/today.py`` (a page of several questions),
``staff/alerts.py`` (an action, a stream).
"""

from __future__ import annotations

from flask import Flask

from services.gateway.pages.account import sign_in
from services.gateway.pages.admin import failed, mailbox, people, rooms
from services.gateway.pages.client import (
    book,
    consent,
    front,
    invitation,
    own,
    own_ending,
    own_next,
    privacy,
    self_assessment,
    self_fill,
    summary,
)
from services.gateway.pages.guide import (
    acute,
    closing,
    debrief,
    guide_assessment,
    guide_consent,
    guide_goals,
    guide_ratings,
    guide_stress,
    guide_synthesis,
    guide_time_use,
    steps,
)
from services.gateway.pages.staff import (
    alerts,
    appointments,
    availability,
    calendar,
    clashes,
    clients,
    fallen,
    follow_ups,
    refer,
    today,
)
from services.gateway.web.app_context import app_context


def register(app: Flask) -> None:
    """Put every page into the app."""
    for module in (sign_in, today, alerts, calendar, clients, refer, appointments, follow_ups, fallen):
        app.register_blueprint(module.blueprint)
    for module in (
        acute,
        steps,
        guide_stress,
        guide_ratings,
        guide_time_use,
        guide_assessment,
        guide_synthesis,
        guide_goals,
    ):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(clashes.blueprint)
    for module in (guide_consent, closing, debrief, people, rooms, availability, failed):
        app.register_blueprint(module.blueprint)
    for module in (front, privacy, book, invitation, own, own_ending, own_next, consent):
        app.register_blueprint(module.blueprint)
    for module in (self_fill, self_assessment, summary):
        app.register_blueprint(module.blueprint)
    with app.app_context():
        has_mailbox = app_context().mailbox is not None
    if has_mailbox:
        app.register_blueprint(mailbox.blueprint)
