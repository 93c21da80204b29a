"""Nothing is planned without an understanding that the client shares."""

from __future__ import annotations

import pytest

from services.session.application.use_cases.agree_synthesis import agree_synthesis
from services.session.application.use_cases.close_session import close_session
from services.session.application.use_cases.show_sessions import show_summary
from services.session.application.use_cases.write_synthesis import write_synthesis
from shared.contracts.actor import Actor
from shared.contracts.events.session import SynthesisAgreed
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase
from tests.unit.session.refused import refused
from tests.unit.session.stage import (
    AINO,
    CLIENT,
    COORDINATOR,
    HERSELF,
    LECTURER,
    NOON,
    OLLI,
    SESSION,
    STRANGERS,
    Stage,
    closed,
    planned,
    under_way,
)


def write(stage: Stage, strength: str, base_version: int, actor: Actor = AINO) -> requests.SynthesisView:
    ask = requests.WriteSynthesis(
        session_id=SESSION,
        strengths=(strength,) if strength else (),
        resources=(),
        challenges=(),
        change_targets=(),
        base_version=base_version,
    )
    return write_synthesis(ask, stage.uow(actor))


def agree(stage: Stage, version: int, actor: Actor = AINO) -> requests.SynthesisView:
    return agree_synthesis(requests.AgreeSynthesis(SESSION, version), stage.uow(actor))


def test_all_four_parts_are_kept_without_the_space_around_them() -> None:
    stage = under_way()
    ask = requests.WriteSynthesis(SESSION, (" Sisukas ",), ("Ystävät", "Koira"), ("Uni",), ("Iltarutiini",), 0)
    view = write_synthesis(ask, stage.uow())
    assert (view.strengths, view.resources) == (("Sisukas",), ("Ystävät", "Koira"))
    assert (view.challenges, view.change_targets, view.version) == (("Uni",), ("Iltarutiini",), 1)
    assert stage.view().synthesis == view


@pytest.mark.parametrize("part", ["strengths", "resources", "challenges", "change_targets"])
def test_a_line_that_says_nothing_is_refused_by_its_place(part: str) -> None:
    stage = under_way()
    parts: dict[str, tuple[str, ...]] = {"strengths": (), "resources": (), "challenges": (), "change_targets": ()}
    parts[part] = ("Sisukas", " \t ")
    with refused(stage, "text_empty") as info:
        write_synthesis(requests.WriteSynthesis(session_id=SESSION, base_version=0, **parts), stage.uow())
    assert info.value.field == f"{part}.1"


def test_writing_over_a_colleague_is_refused_with_the_latest_version() -> None:
    stage = under_way()
    write(stage, "Sisukas", 0)
    with refused(stage, "synthesis_changed") as info:
        write(stage, "Utelias", 0, OLLI)
    assert info.value.params == {"version": 1}


def test_the_same_words_again_keep_the_version_and_the_agreement() -> None:
    stage = under_way()
    write(stage, "Sisukas", 0)
    agreed = agree(stage, 1)
    assert write(stage, "Sisukas", 0) == agreed


def test_agreement_is_kept_told_and_makes_the_step_done() -> None:
    stage = under_way()
    write(stage, "Sisukas", 0)
    assert not stage.view().synthesis.agreed_at
    assert agree(stage, 1, LECTURER).agreed_at == NOON
    assert stage.told(SynthesisAgreed) == [SynthesisAgreed(SESSION, CLIENT, NOON)]
    assert Phase.SYNTHESIS in stage.session().done


def test_agreeing_again_keeps_the_first_time_and_tells_nobody_again() -> None:
    stage = under_way()
    write(stage, "Sisukas", 0)
    agree(stage, 1)
    stage.later()
    assert agree(stage, 1).agreed_at == NOON
    assert len(stage.told(SynthesisAgreed)) == 1


def test_a_change_after_agreement_needs_agreement_anew() -> None:
    stage = under_way()
    write(stage, "Sisukas", 0)
    agree(stage, 1)
    changed = write(stage, "Sisukas ja utelias", 1)
    assert (changed.version, changed.agreed_at) == (2, None)
    assert Phase.SYNTHESIS not in stage.session().done
    agree(stage, 2)
    assert len(stage.told(SynthesisAgreed)) == 2


def test_every_version_is_kept_with_the_agreement_it_had() -> None:
    stage = under_way()
    write(stage, "Sisukas", 0)
    agree(stage, 1)
    write(stage, "Utelias", 1)
    kept = [(one.gathered.strengths, one.is_agreed) for one in stage.records.syntheses[SESSION]]
    assert kept == [(("Sisukas",), True), (("Utelias",), False)]


@pytest.mark.parametrize("version", [0, 2])
def test_only_the_latest_version_can_be_agreed_to(version: int) -> None:
    stage = under_way()
    write(stage, "Sisukas", 0)
    with refused(stage, "synthesis_changed") as info:
        agree(stage, version)
    assert info.value.params == {"version": 1}


def test_there_must_be_something_to_agree_to() -> None:
    stage = under_way()
    with refused(stage, "synthesis_empty"):
        agree(stage, 0)


def test_the_synthesis_waits_for_the_conversation_to_begin_and_ends_with_it() -> None:
    early, late = planned(), closed()
    with refused(early, "not_under_way"):
        write(early, "Sisukas", 0)
    with refused(late, "already_closed"):
        write(late, "Sisukas", 0)
    with refused(late, "already_closed"):
        agree(late, 0)


@pytest.mark.parametrize("actor", [COORDINATOR, HERSELF])
def test_the_synthesis_is_written_by_those_who_hold_the_conversation(actor: Actor) -> None:
    stage = under_way()
    write(stage, "Sisukas", 0)
    with refused(stage, "role_may_not"):
        write(stage, "Utelias", 1, actor)
    with refused(stage, "role_may_not"):
        agree(stage, 1, actor)


@pytest.mark.parametrize("actor", STRANGERS)
def test_strangers_find_no_synthesis(actor: Actor) -> None:
    stage = under_way()
    with refused(stage, "session_not_found"):
        write(stage, "Sisukas", 0, actor)
    with refused(stage, "session_not_found"):
        agree(stage, 0, actor)


def test_a_colleague_is_told_who_wrote_it_and_when_and_the_client_not_by_whom() -> None:
    stage = under_way()
    now = stage.later(4)
    write(stage, "Sisukas", 0, OLLI)
    agree(stage, 1)
    told = stage.view(AINO).synthesis
    assert (told.written_at, told.written_by) == (now, OLLI.id)
    close_session(requests.CloseSession(SESSION), stage.uow())
    summary = show_summary(requests.Summary(SESSION), stage.uow(HERSELF))
    assert summary.synthesis is not None
    assert summary.synthesis.written_by is None
