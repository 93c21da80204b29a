"""Every no of assessment, with its code and params; the words for them are the gateway's.

| code                    | kind      | field         | params              |
|-------------------------|-----------|---------------|---------------------|
| session_not_found       | not_found | session_id    |                     |
| assessment_not_found    | not_found | assessment_id |                     |
| role_may_not            | forbidden |               |                     |
| unknown_instrument      | invalid   | instrument    | instrument          |
| instrument_missing      | conflict  | instrument    | instrument, version |
| unknown_item            | invalid   | item, items   | item                |
| answer_empty            | invalid   | competence    |                     |
| change_target_repeated  | invalid   | items         | item                |
| too_many_change_targets | invalid   | items         | most                |
| items_missing           | conflict  | assessment_id | missing             |
| assessment_completed    | conflict  | assessment_id |                     |
| consent_withdrawn       | conflict  | session_id    |                     |
| consent_unknown         | conflict  | session_id    |                     |
| client_erased           | conflict  | session_id    |                     |
| not_held                | conflict  | session_id    | state               |
"""

from __future__ import annotations

from shared.refusal import Refusal, conflict, forbidden, invalid, not_found


def session_not_found() -> Refusal:
    """No such session, or none of the caller's."""
    return not_found("session_not_found", "session_id")


def assessment_not_found() -> Refusal:
    """No such self-assessment, or none of the caller's."""
    return not_found("assessment_not_found", "assessment_id")


def role_may_not() -> Refusal:
    """Answers are for the session's client, students and lecturer; licensed forms for those the stack knows."""
    return forbidden("role_may_not")


def unknown_instrument(instrument: str) -> Refusal:
    """This stack has no such instrument."""
    return invalid("unknown_instrument", "instrument", instrument=instrument)


def instrument_missing(instrument: str, version: str) -> Refusal:
    """The file of the form that the client began with is no longer there; the answers are."""
    return conflict("instrument_missing", "instrument", instrument=instrument, version=version)


def unknown_item(item: str, field: str) -> Refusal:
    """The form has no such statement."""
    return invalid("unknown_item", field, item=item)


def answer_empty() -> Refusal:
    """Neither half of the answer was given."""
    return invalid("answer_empty", "competence")


def change_target_repeated(item: str) -> Refusal:
    """A statement was chosen twice."""
    return invalid("change_target_repeated", "items", item=item)


def too_many_change_targets(most: int) -> Refusal:
    """More was chosen than one can work on."""
    return invalid("too_many_change_targets", "items", most=most)


def items_missing(missing: tuple[str, ...]) -> Refusal:
    """Some statements still lack a rating."""
    return conflict("items_missing", "assessment_id", missing=list(missing))


def assessment_completed() -> Refusal:
    """The client has finished; the answers stand."""
    return conflict("assessment_completed", "assessment_id")


def consent_withdrawn() -> Refusal:
    """The client has withdrawn the consent; nothing more is collected."""
    return conflict("consent_withdrawn", "session_id")


def consent_unknown() -> Refusal:
    """No consent of the client was heard of, or not yet: nothing is collected, and trying again may help."""
    return conflict("consent_unknown", "session_id")


def client_erased() -> Refusal:
    """The client was forgotten at their own wish; nothing is collected of them."""
    return conflict("client_erased", "session_id")


def not_held() -> Refusal:
    """The session was cancelled."""
    return conflict("not_held", "session_id", state="cancelled")
