"""People with their accounts: added, and given a new password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.gateway.api.endpoints import blueprint as api_blueprint
from services.gateway.api.endpoints import key
from services.gateway.api.links import check_link
from services.gateway.api.schemas import body_of, built
from services.gateway.web import staff
from shared.contracts.requests.booking import AddPerson, PersonRole, PersonView
from shared.contracts.requests.fields import Email, PersonName, Phone, ShortText
from shared.contracts.schema import schema_of
from shared.contracts.vocabulary import Language

blueprint = api_blueprint("staff", "People and their accounts.")


@dataclass(frozen=True, slots=True)
class AddMember:
    """A member of staff to add; the username is made from the name where none is given."""

    role: PersonRole
    name: PersonName
    email: Email
    language: Language
    phone: Phone | None = None
    username: ShortText = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A person with the account made for them; the initial password is shown this once."""

    person: PersonView
    username: str
    initial_password: str | None = None


@dataclass(frozen=True, slots=True)
class InitialPassword:
    """A new password, shown this once."""

    initial_password: str


@blueprint.route("/people", methods=["POST"])
@blueprint.arguments(body_of(AddMember, frozenset()))
@blueprint.response(201, schema_of(Member))
def add(given: dict[str, Any]) -> Member:
    """Add a person and an account."""
    username = given.pop("username")
    request = built(AddPerson, given, {})
    check_link(request)
    added = staff.add_member(request, username, key())
    return Member(added.person, added.username, added.initial_password)


@blueprint.route("/people/<uuid:person_id>/password", methods=["POST"])
@blueprint.response(201, schema_of(InitialPassword))
def reset(person_id: UUID) -> InitialPassword:
    """Give a person a new initial password; their sign-ins end."""
    return InitialPassword(staff.new_password_for(person_id))
