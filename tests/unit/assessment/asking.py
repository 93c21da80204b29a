"""The conversation's usual requests, in one word each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from services.assessment.application.use_cases.answer_item import answer_item
from services.assessment.application.use_cases.choose_change_targets import choose_change_targets
from services.assessment.application.use_cases.complete_assessment import complete_assessment
from services.assessment.application.use_cases.show_assessments import show_assessments
from services.assessment.application.use_cases.start_assessment import start_assessment
from shared.contracts.actor import Actor, Role
from shared.contracts.requests.assessment import (
    AnswerItem,
    AssessmentsOf,
    AssessmentView,
    ChooseChangeTargets,
    CompleteAssessment,
    StartAssessment,
)
from shared.contracts.vocabulary import Language
from shared.refusal import Refusal
from tests.unit.assessment.fakes import CLIENT, SESSION_ID, World

STRANGERS = [
    Actor(Role.CLIENT, uuid4(), SESSION_ID),
    Actor(Role.STUDENT, uuid4()),
    Actor(Role.LECTURER, uuid4()),
    replace(CLIENT, appointment_id=None),  # by an invitation
    replace(CLIENT, appointment_id=uuid4()),  # by the link of another appointment of theirs
]
OUTSIDERS = [Actor(Role.COORDINATOR, uuid4()), Actor(Role.PUBLIC), Actor(Role.SYSTEM)]


def start(
    world: World, actor: Actor = CLIENT, language: Language = Language.FI, instrument: str = "short"
) -> AssessmentView:
    """Open the form."""
    return start_assessment(StartAssessment(world.session_id, instrument, language), world.uow(actor))


def answer(
    world: World,
    assessment_id: UUID,
    item: str,
    competence: int | None = None,
    importance: int | None = None,
    actor: Actor = CLIENT,
) -> AssessmentView:
    """Answer a statement or half of it."""
    return answer_item(AnswerItem(assessment_id, item, competence, importance), world.uow(actor))


def answer_all(world: World, assessment_id: UUID, competence: int = 2, importance: int = 3) -> None:
    """Answer every statement alike."""
    for item in ("a", "b", "c"):
        answer(world, assessment_id, item, competence, importance)


def choose(world: World, assessment_id: UUID, *items: str, actor: Actor = CLIENT) -> AssessmentView:
    """Choose change targets."""
    return choose_change_targets(ChooseChangeTargets(assessment_id, items), world.uow(actor))


def complete(world: World, assessment_id: UUID, actor: Actor = CLIENT) -> AssessmentView:
    """Finish."""
    return complete_assessment(CompleteAssessment(assessment_id), world.uow(actor))


def show(world: World, actor: Actor = CLIENT) -> list[AssessmentView]:
    """What the session has."""
    return show_assessments(AssessmentsOf(world.session_id), world.uow(actor))


def refusal_of(act: Callable[[], object]) -> Refusal:
    """The refusal that the act meets."""
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def changes(world: World, assessment_id: UUID, actor: Actor) -> list[Callable[[], object]]:
    """Every change that an actor could try on an assessment."""
    return [
        lambda: answer(world, assessment_id, "a", 1, 2, actor),
        lambda: choose(world, assessment_id, "a", actor=actor),
        lambda: complete(world, assessment_id, actor),
    ]
