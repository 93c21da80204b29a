"""The self-assessment, a section a page: each answer is kept as it is given, with scripts and without."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.client.answers import keep_answers
from services.gateway.pages.client.gaps import choices_of, in_its_language
from services.gateway.pages.client.own_facts import Own, in_hand, own_facts
from services.gateway.pages.client.self_fill import FORMS, by_form_link, closed, home_of
from services.gateway.web.forms import FormState, saved, submit
from services.gateway.web.language import language
from services.gateway.web.rendering import render, see_other
from services.gateway.web.service_client import ask
from shared.contracts.requests import assessment as requests
from shared.contracts.requests.assessment import AssessmentView

blueprint = Blueprint("self_assessment", __name__)

AT_MOST = 4  # change targets


@blueprint.get(f"{FORMS}/self-assessment")
@by_form_link
def page(door: str, token: str, sent: FormState | None = None) -> Response:
    """Where the self-assessment begins, goes on, or shows what came of it."""
    own = own_facts(token)
    begun = own.assessment
    if begun and begun.state == "completed":
        return _result(own, begun, sent)
    if not own.may_fill:
        return closed(own)
    offered = [] if begun else ask(requests.Instruments(language()))
    choices = [(form.instrument, in_its_language(form, form.title)) for form in offered]
    only = offered[0] if offered else None
    return render("fill/assessment.html", sent, own=own, home=home_of(own), begun=begun, only=only, choices=choices)


@blueprint.post(f"{FORMS}/self-assessment")
@by_form_link
def begin(door: str, token: str) -> Response:
    """Open the instrument, and on to its first section that is not whole."""
    own = own_facts(token)
    sent = submit(requests.StartAssessment, session_id=own.id, language=language().value)
    if not sent.is_done:
        return page(door=door, token=token, sent=sent)
    return _section_page(own, _first_open(sent.reply))


@blueprint.get(f"{FORMS}/self-assessment/<section>")
@by_form_link
def section(door: str, token: str, section: str) -> Response:
    """One section's statements, each with its two scales."""
    own = own_facts(token)
    return _section(own, own.assessment, section)


@blueprint.post(f"{FORMS}/self-assessment/<section>")
@by_form_link
def answer(door: str, token: str, section: str) -> Response:
    """Keep what was answered: of a form that saves itself as it goes, else on to the next section."""
    own = own_facts(token)
    begun = _written_in(own)
    if begun is None:
        return see_other("self_assessment.page", door=own.door, token=token)
    sent = keep_answers(begun, request.form)
    if "X-Autosave" in request.headers:
        return saved(sent)
    if not sent.is_done:
        return _section(own, begun, section, sent)
    sections = [each.section for each in begun.form.sections]
    following = sections[sections.index(section) + 1 :] if section in sections else []
    return _section_page(own, following[0]) if following else redirect(_url(own, "ready"), 303)


@blueprint.get(f"{FORMS}/self-assessment/ready")
@by_form_link
def ready(door: str, token: str, sent: FormState | None = None) -> Response:
    """The end of the form: what is still missing, else the one button that finishes it."""
    own = own_facts(token)
    begun = own.assessment
    if begun is None or begun.state == "completed":
        return see_other("self_assessment.page", door=own.door, token=token)
    if not own.may_fill:
        return closed(own)
    return render(
        "fill/ready.html", sent, own=own, home=home_of(own), begun=begun, last=begun.form.sections[-1].section
    )


@blueprint.post(f"{FORMS}/self-assessment/ready")
@by_form_link
def complete(door: str, token: str) -> Response:
    """Finish the form."""
    own = own_facts(token)
    begun = _written_in(own)
    if begun is None:
        return see_other("self_assessment.page", door=own.door, token=token)
    sent = submit(requests.CompleteAssessment, assessment_id=begun.assessment_id)
    if not sent.is_done:
        return ready(door=door, token=token, sent=sent)
    return see_other("self_assessment.page", said="assessment_done", door=own.door, token=token)


@blueprint.post(f"{FORMS}/self-assessment/change-targets")
@by_form_link
def choose(door: str, token: str) -> Response:
    """Keep what the client wants to change."""
    own = own_facts(token)
    begun = _written_in(own)
    if begun is None:
        return see_other("self_assessment.page", door=own.door, token=token)
    wished = [item for item in request.form.getlist("items") if item]
    sent = submit(requests.ChooseChangeTargets, assessment_id=begun.assessment_id, items=wished)
    if not sent.is_done:
        return _result(own, begun, sent) if begun.state == "completed" else page(door=door, token=token, sent=sent)
    return see_other("self_assessment.page", said="targets_kept", door=own.door, token=token)


def _result(own: Own, done: AssessmentView, sent: FormState | None) -> Response:
    apart = {gap.item for gap in done.gaps}
    chosen = list(sent.given.get("items", ())) if sent else list(done.change_targets)
    statements = choices_of(done)
    shown: dict[str, Any] = {
        "apart": [each for each in statements if each[0] in apart],
        "rest": [each for each in statements if each[0] not in apart],
        "chosen": chosen,
        "is_wider": any(item not in apart for item in chosen),
        "targets": [words for item in chosen for code, words, _ in statements if code == item],
    }
    return render("fill/result.html", sent, own=own, home=home_of(own), at_most=AT_MOST, **shown)


def _written_in(own: Own) -> AssessmentView | None:
    """The self-assessment that a form was sent for; while its service does not answer, raises as `ask` does."""
    return own.assessment if own.assessments is not None else in_hand(ask(requests.AssessmentsOf(own.id)))


def _section(own: Own, begun: AssessmentView | None, section: str, sent: FormState | None = None) -> Response:
    if begun is None or begun.state == "completed":
        return see_other("self_assessment.page", door=own.door, token=own.token)
    if not own.shows_form(is_sent=sent is not None):
        return closed(own)
    sections = [each.section for each in begun.form.sections]
    if section not in sections:
        abort(404)
    answers = {answer.item: answer for answer in begun.answers}
    place = sections.index(section)
    back = sections[place - 1] if place else None
    return render("fill/section.html", sent, own=own, begun=begun, place=place, back=back, answers=answers)


def _first_open(begun: AssessmentView) -> str:
    open_items = set(begun.missing)
    sections = begun.form.sections
    found = next((each for each in sections if any(item.item in open_items for item in each.items)), sections[0])
    return found.section


def _section_page(own: Own, name: str) -> Response:
    return redirect(url_for("self_assessment.section", door=own.door, token=own.token, section=name), 303)


def _url(own: Own, endpoint: str) -> str:
    return url_for(f"self_assessment.{endpoint}", door=own.door, token=own.token)
