"""No word that was noted is lost, and nobody writes over a colleague unawares."""

from __future__ import annotations

import pytest

from services.session.application.use_cases.write_note import write_note
from shared.contracts.actor import Actor
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase
from tests.unit.session.refused import refused
from tests.unit.session.stage import (
    AINO,
    COORDINATOR,
    HERSELF,
    LECTURER,
    OLLI,
    SESSION,
    STRANGERS,
    Stage,
    closed,
    planned,
    under_way,
)


def write(stage: Stage, text: str, base_version: int, actor: Actor = AINO) -> requests.PhaseView:
    return write_note(requests.WriteNote(SESSION, Phase.WELLBEING, text, base_version), stage.uow(actor))


def test_a_note_is_kept_with_its_version_and_time_and_seen_in_the_session() -> None:
    stage = under_way()
    at = stage.later()
    written = write(stage, "Nukkuu huonosti.", 0)
    assert (written.note, written.note_version, written.noted_at) == ("Nukkuu huonosti.", 1, at)
    assert written in stage.view(OLLI).phases


def test_the_next_version_builds_on_the_last() -> None:
    stage = under_way()
    write(stage, "Nukkuu", 0)
    assert write(stage, "Nukkuu huonosti.", 1, OLLI).note_version == 2


def test_every_version_is_kept() -> None:
    stage = under_way()
    write(stage, "Nukkuu", 0)
    write(stage, "", 1)
    assert [note.text for note in stage.records.notes[SESSION]] == ["Nukkuu", ""]


@pytest.mark.parametrize("base_version", [0, 2])
def test_writing_on_another_version_than_the_latest_is_refused_with_the_latest(base_version: int) -> None:
    stage = under_way()
    write(stage, "Nukkuu huonosti.", 0)
    with refused(stage, "note_changed") as info:
        write(stage, "Harrastaa kuorolaulua.", base_version, OLLI)
    assert (info.value.field, info.value.params) == ("base_version", {"version": 1})


def test_the_same_text_again_is_no_clash_and_no_new_version() -> None:
    stage = under_way()
    first = write(stage, "Nukkuu huonosti.", 0)
    stage.later()
    assert write(stage, "Nukkuu huonosti.", 0, OLLI) == first


def test_notes_of_different_steps_have_versions_of_their_own() -> None:
    stage = under_way()
    write(stage, "Nukkuu huonosti.", 0)
    other = write_note(requests.WriteNote(SESSION, Phase.ORIENTATION, "Tietää tavoitteen.", 0), stage.uow())
    assert other.note_version == 1


def test_a_note_does_not_make_its_step_done() -> None:
    assert not write(under_way(), "Nukkuu huonosti.", 0).is_done


def test_notes_wait_for_the_conversation_to_begin() -> None:
    stage = planned()
    with refused(stage, "not_under_way"):
        write(stage, "Ennakkoon", 0)


def test_notes_end_with_the_conversation() -> None:
    stage = closed()
    with refused(stage, "already_closed"):
        write(stage, "Jälkikäteen", 0, LECTURER)


@pytest.mark.parametrize("actor", [COORDINATOR, HERSELF])
def test_notes_are_for_those_who_hold_the_conversation(actor: Actor) -> None:
    stage = under_way()
    with refused(stage, "role_may_not"):
        write(stage, "Nukkuu huonosti.", 0, actor)


@pytest.mark.parametrize("actor", STRANGERS)
def test_to_strangers_there_is_nothing_to_note(actor: Actor) -> None:
    stage = under_way()
    with refused(stage, "session_not_found"):
        write(stage, "Nukkuu huonosti.", 0, actor)


def test_a_colleague_is_told_who_wrote_it_and_when_and_a_coordinator_is_not() -> None:
    stage = under_way()
    now = stage.later(4)
    write_note(requests.WriteNote(SESSION, Phase.WELLBEING, "Uni on lyhyt.", 0), stage.uow(OLLI))
    told = {each.phase: each for each in stage.view(AINO).phases}[Phase.WELLBEING]
    assert (told.noted_at, told.noted_by) == (now, OLLI.id)
    assert stage.view(COORDINATOR).phases == ()
