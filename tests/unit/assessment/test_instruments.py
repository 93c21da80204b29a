"""Which instruments there are, and for whom."""

from __future__ import annotations

import pytest

from services.assessment.adapters.instrument_catalogue import ReadInstruments
from services.assessment.application.use_cases.list_instruments import list_instruments
from shared.contracts.actor import PUBLIC, Actor
from shared.contracts.requests.assessment import Instruments, ScaleStep
from shared.contracts.vocabulary import Language
from tests.unit.assessment.asking import OUTSIDERS, refusal_of
from tests.unit.assessment.fakes import CLIENT, STUDENT, World, instrument


@pytest.mark.parametrize("actor", [CLIENT, STUDENT, OUTSIDERS[0], OUTSIDERS[2]], ids=lambda actor: actor.role)
def test_everyone_whom_the_stack_knows_may_see_the_forms(actor: Actor) -> None:
    (view,) = list_instruments(Instruments(Language.EN), World().uow(actor))
    assert (view.instrument, view.language, view.title) == ("short", Language.EN, "short (en)")
    assert view.competence_scale == tuple(ScaleStep(step, f"step {step} (en)") for step in (1, 2, 3, 4))
    assert view.attribution == "by us (en)"


def test_each_form_is_in_the_wanted_language_or_its_first_one() -> None:
    swedish = instrument(code="swedish", languages=(Language.SV, Language.FI))
    world = World(catalogue=ReadInstruments([instrument(), swedish]))
    views = list_instruments(Instruments(Language.SV), world.uow())
    assert [(view.instrument, view.language) for view in views] == [("short", Language.FI), ("swedish", Language.SV)]


def test_forms_that_may_be_licensed_are_not_shown_to_the_public() -> None:
    assert refusal_of(lambda: list_instruments(Instruments(Language.FI), World().uow(PUBLIC))).code == "role_may_not"
