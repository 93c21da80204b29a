"""Assessment's own database: its migration, and the rules that hold whoever writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from deploy.host.service_discovery import migrations_of
from services.assessment.adapters import tables
from tests.conftest import FreshDatabase

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def connection(fresh_database: FreshDatabase) -> Iterator[sa.Connection]:
    engine = sa.create_engine(fresh_database("assessment"), poolclass=sa.NullPool)
    with engine.connect() as opened:
        yield opened


@pytest.fixture
def assessment_id(connection: sa.Connection) -> UUID:
    session, client, made = uuid4(), uuid4(), uuid4()
    people = {"session_id": session, "client_id": client, "student_ids": [], "lecturer_id": uuid4()}
    connection.execute(sa.insert(tables.conversations).values(people))
    connection.execute(sa.insert(tables.assessments).values(row(made, session, client)))
    return made


def row(made: UUID, session: UUID, client: UUID, **changes: object) -> dict[str, object]:
    return {
        "assessment_id": made,
        "session_id": session,
        "client_id": client,
        "instrument": "everyday",
        "instrument_version": "1",
        "language": "fi",
        "version": 1,
        "started_at": NOW,
        **changes,
    }


def test_the_migration_makes_the_tables_that_the_repositories_use(connection: sa.Connection) -> None:
    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in tables.metadata.tables

    context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_server_default": True})
    assert compare_metadata(context, tables.metadata) == []
    checks = sa.inspect(connection).get_check_constraints("answers")
    assert {check["name"] for check in checks} == names_of_checks(tables.answers)


def names_of_checks(table: sa.Table) -> set[str]:
    return {str(each.name) for each in table.constraints if isinstance(each, sa.CheckConstraint)}


def test_the_migration_can_be_undone_and_done_again(connection: sa.Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations_of("assessment")))
    config.attributes["connection"] = connection
    command.downgrade(config, "base")
    assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
    command.upgrade(config, "head")
    assert set(tables.metadata.tables) < set(sa.inspect(connection).get_table_names())


@pytest.mark.parametrize(
    ("competence", "importance"), [(0, 1), (5, 1), (1, 0), (1, 5), (None, None)], ids=lambda value: str(value)
)
def test_the_database_refuses_a_rating_outside_1_to_4_and_an_answer_without_any(
    connection: sa.Connection, assessment_id: UUID, competence: int | None, importance: int | None
) -> None:
    values = {"assessment_id": assessment_id, "item": "a", "competence": competence, "importance": importance}
    with pytest.raises(sa.exc.IntegrityError):
        connection.execute(sa.insert(tables.answers).values(values))


@pytest.mark.parametrize("changed", [{"place": 5}, {"place": 0}, {"item": "first"}, {"place": 1}], ids=str)
def test_the_database_refuses_a_fifth_change_target_and_one_that_stands_twice(
    connection: sa.Connection, assessment_id: UUID, changed: dict[str, object]
) -> None:
    first = {"assessment_id": assessment_id, "place": 1, "item": "first"}
    connection.execute(sa.insert(tables.change_targets).values(first))
    with pytest.raises(sa.exc.IntegrityError):
        connection.execute(sa.insert(tables.change_targets).values(first | {"place": 2, "item": "other"} | changed))


def test_the_database_refuses_a_second_assessment_of_an_instrument_in_a_session(
    connection: sa.Connection, assessment_id: UUID
) -> None:
    first = connection.execute(sa.select(tables.assessments)).mappings().one()
    again = row(uuid4(), first["session_id"], first["client_id"], instrument_version="2")
    with pytest.raises(sa.exc.IntegrityError):
        connection.execute(sa.insert(tables.assessments).values(again))


def test_an_assessment_belongs_to_a_session_that_was_booked(connection: sa.Connection) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        connection.execute(sa.insert(tables.assessments).values(row(uuid4(), uuid4(), uuid4())))
