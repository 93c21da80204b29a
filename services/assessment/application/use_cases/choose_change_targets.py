"""Keep which statements the client wants to change."""

from __future__ import annotations

from services.assessment.application import refusals
from services.assessment.application.authorization import held_to_change
from services.assessment.application.unit_of_work import UnitOfWork
from services.assessment.application.views import assessment_view
from services.assessment.domain.assessment import MOST_CHANGE_TARGETS
from services.assessment.domain.instrument import Instrument
from shared.contracts.requests.assessment import AssessmentView, ChooseChangeTargets


def choose_change_targets(ask: ChooseChangeTargets, uow: UnitOfWork) -> AssessmentView:
    """The chosen statements replace the earlier choice; also after completion, when they are talked about."""
    assessment, form = held_to_change(uow, ask.assessment_id)
    _require_choice(ask.items, form)
    aimed = assessment.aiming_at(ask.items)
    uow.answers.save(aimed)
    return assessment_view(aimed, form)


def _require_choice(items: tuple[str, ...], form: Instrument) -> None:
    for place, item in enumerate(items):
        if item not in form.item_codes:
            raise refusals.unknown_item(item, "items")
        if item in items[:place]:
            raise refusals.change_target_repeated(item)
    if len(items) > MOST_CHANGE_TARGETS:
        raise refusals.too_many_change_targets(MOST_CHANGE_TARGETS)
