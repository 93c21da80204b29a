"""Every column says what it holds of a person, and all that is the client's can be blanked."""

from __future__ import annotations

import sqlalchemy as sa

from services.session.adapters.erasure import records
from services.session.adapters.tables import clients, metadata, sessions

COLUMNS = [column for table in metadata.sorted_tables for column in table.c]


def test_every_column_is_classified() -> None:
    wrong = [str(one) for one in COLUMNS if one.info.get("personal") not in ("none", "pseudonym", "client")]
    assert wrong == []


def test_every_text_that_people_write_is_the_clients() -> None:
    free = {"text", "note", "debrief_notes", "strengths", "resources", "challenges", "change_targets", "actions"}
    assert {one.name for one in COLUMNS if one.name in free and one.info["personal"] == "client"} == free
    assert [one.name for one in COLUMNS if one.name in free and one.info["personal"] != "client"] == []


def test_every_other_text_is_one_of_a_few_codes() -> None:
    coded = {
        str(constraint.sqltext).split(" IN ")[0]
        for table in metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, sa.CheckConstraint) and " IN " in str(constraint.sqltext)
    }
    texts = {one.name for one in COLUMNS if isinstance(one.type, sa.Text) and one.info["personal"] != "client"}
    assert texts - coded == {"scale_version"}


def test_every_column_of_the_clients_in_a_session_can_be_blank() -> None:
    stuck = [
        one.name
        for one in sessions.c
        if one.info["personal"] == "client" and not one.nullable and one.server_default is None
    ]
    assert stuck == []


def test_every_table_but_sessions_and_consents_is_forgotten_row_by_row() -> None:
    assert {*records(), sessions, clients} == set(metadata.sorted_tables)
