"""People: members of staff with their accounts."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from services.gateway.pages.elements import clash_words
from services.gateway.web import staff
from services.gateway.web.forms import FormState, blank, submit_by
from services.gateway.web.guards import staff_only
from services.gateway.web.rendering import render, see_other
from services.gateway.web.service_client import ask
from shared.contracts.actor import Role
from shared.contracts.requests.booking import AddPerson, ChangePerson, Clashes, People, PersonView

blueprint = Blueprint("people", __name__)

ROLES = ("student", "lecturer", "coordinator")


@blueprint.get("/people")
@staff_only(Role.COORDINATOR)
def everybody() -> Response:
    """Everybody by role, those who have left last."""
    people = ask(People(include_inactive=True))
    groups = [(role, [each for each in people if each.role == role and each.is_active]) for role in ROLES]
    usernames = staff.usernames_of([each.person_id for each in people])
    left = [each for each in people if not each.is_active]
    return render("people/list.html", groups=groups, left=left, usernames=usernames)


@blueprint.get("/people/add")
@staff_only(Role.COORDINATOR)
def add_form(sent: FormState | None = None) -> Response:
    """The form for a new person."""
    return render("people/add.html", sent or blank(role="student", language="fi"), roles=ROLES)


@blueprint.post("/people/add")
@staff_only(Role.COORDINATOR)
def add() -> Response:
    """Add the person and an account; its first password is shown this once."""
    username = request.form.get("username", "").strip()
    sent = submit_by(lambda asked, key: staff.add_member(asked, username, key), AddPerson)
    if not sent.is_done:
        return add_form(sent=replace(sent, inputs=sent.inputs | {"username"}))
    made = sent.reply
    return render("people/password.html", person=made.person, username=made.username, password=made.initial_password)


@blueprint.get("/people/<uuid:person_id>")
@staff_only(Role.COORDINATOR)
def page(person_id: UUID, sent: FormState | None = None) -> Response:
    """One person, to change."""
    person = _person(person_id)
    known = blank(
        name=person.name,
        email=person.email,
        phone=person.phone,
        language=person.language.value,
        is_active="yes" if person.is_active else "",
    )
    username = staff.usernames_of([person_id]).get(person_id, "")
    lines = clash_words.clash_lines(ask(Clashes(person_id)), clash_words.PERSON)
    return render("people/person.html", sent or known, person=person, username=username, clashes=lines)


@blueprint.post("/people/<uuid:person_id>")
@staff_only(Role.COORDINATOR)
def change(person_id: UUID) -> Response:
    """Change the person; the account of one who leaves is closed, and what they cannot make any more is shown."""
    sent = submit_by(staff.change_member, ChangePerson, person_id=person_id)
    if not sent.is_done:
        return page(person_id=person_id, sent=sent)
    if not sent.reply.is_active and ask(Clashes(person_id)):
        return see_other("people.page", said="person_changed", person_id=person_id)
    return see_other("people.everybody", said="person_changed")


@blueprint.post("/people/<uuid:person_id>/password")
@staff_only(Role.COORDINATOR)
def renew(person_id: UUID) -> Response:
    """A new first password, shown this once."""
    person = _person(person_id)
    password = staff.new_password_for(person_id)
    username = staff.usernames_of([person_id]).get(person_id, "")
    return render("people/password.html", person=person, username=username, password=password)


def _person(person_id: UUID) -> PersonView:
    people: list[PersonView] = ask(People(include_inactive=True))
    found = next((each for each in people if each.person_id == person_id), None)
    if found is None:
        abort(404)
    return found
