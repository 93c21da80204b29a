"""notification's own database: its migration, and the rules that hold whoever writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import IntegrityError

from deploy.host.service_discovery import migrations_of
from services.notification.adapters import tables
from services.notification.adapters.alerts import SqlAlerts
from services.notification.adapters.messages import row_of
from services.notification.domain.alert import open_alert
from services.notification.service import NotificationService
from shared.contracts.registry import REQUESTS, request_spec
from shared.messaging.runtime.topology import heard_by
from tests.conftest import FreshDatabase
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import APPOINTMENT, LECTURER, ROOM, message


@pytest.fixture
def connection(fresh_database: FreshDatabase) -> Iterator[sa.Connection]:
    engine = sa.create_engine(fresh_database("notification"), poolclass=sa.NullPool)
    with engine.connect() as opened:
        yield opened


def names_of_checks(table: sa.Table) -> set[str]:
    return {str(each.name) for each in table.constraints if isinstance(each, sa.CheckConstraint)}


def test_the_migration_makes_the_tables_that_the_repositories_use(connection: sa.Connection) -> None:
    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in tables.metadata.tables

    context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_server_default": True})
    assert compare_metadata(context, tables.metadata) == []
    for table in tables.metadata.sorted_tables:
        checks = sa.inspect(connection).get_check_constraints(table.name)
        assert {check["name"] for check in checks} == names_of_checks(table)


def test_the_migration_can_be_undone_and_done_again(connection: sa.Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations_of("notification")))
    config.attributes["connection"] = connection
    command.downgrade(config, "base")
    assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
    command.upgrade(config, "head")
    assert set(tables.metadata.tables) < set(sa.inspect(connection).get_table_names())


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("state", "lost", "message_state"),
        ("attempts", -1, "message_attempts"),
        ("sent_at", NOW, "message_sent_at"),
        ("last_error", "550 maija@example.fi: no such user", "message_error_is_a_code"),
    ],
)
def test_a_wrong_message_is_refused(connection: sa.Connection, column: str, value: object, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        connection.execute(sa.insert(tables.message).values(row_of(message()) | {column: value}))


def test_a_session_has_at_most_one_open_alert(connection: sa.Connection) -> None:
    alerts = SqlAlerts(connection)
    first = open_alert(uuid4(), APPOINTMENT, LECTURER, ROOM, (), "c", NOW, NOW)
    alerts.save(first.acknowledged(LECTURER, NOW))
    alerts.save(replace(first, alert_id=uuid4()))
    with pytest.raises(IntegrityError, match="alert_open"):
        alerts.save(replace(first, alert_id=uuid4()))


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"acknowledged_at": NOW, "next_at": None}, "alert_acknowledged_by_someone"),
        ({"acknowledged_at": NOW, "acknowledged_by": LECTURER}, "alert_silent_once_acknowledged"),
        ({"round": 0}, "alert_round"),
        ({"is_taken_over": True}, "alert_taken_over_by_someone"),
    ],
)
def test_a_wrong_alert_is_refused(connection: sa.Connection, changes: dict[str, object], constraint: str) -> None:
    alert = open_alert(uuid4(), APPOINTMENT, LECTURER, ROOM, (), "c", NOW, NOW)
    with pytest.raises(IntegrityError, match=constraint):
        SqlAlerts(connection).save(replace(alert, **changes))  # type: ignore[arg-type]


def test_the_service_answers_every_request_of_its_contract() -> None:
    own = {contract for contract in REQUESTS.values() if request_spec(contract).service == "notification"}
    entrypoints = [getattr(member, "nameko_entrypoints", ()) for member in vars(NotificationService).values()]
    answered = {entry.contract for entries in entrypoints for entry in entries if hasattr(entry, "contract")}
    assert own <= answered


def test_the_service_hears_all_that_people_must_be_told_of() -> None:
    assert set(heard_by(NotificationService)) == {
        "booking.appointment_booked.v1",
        "booking.appointment_cancelled.v1",
        "booking.appointment_no_show.v1",
        "booking.appointment_rescheduled.v1",
        "booking.client_address_changed.v1",
        "booking.client_erased.v1",
        "booking.client_referred.v1",
        "booking.consent_withdrawn.v1",
        "booking.follow_up_declined.v1",
        "booking.follow_up_proposed.v1",
        "booking.follow_up_ended.v1",
        "booking.follow_up_unavailable.v1",
        "session.closed.v1",
        "session.high_stress_detected.v1",
        "session.stress_rating_withdrawn.v1",
        "session.start_undone.v1",
        "session.started.v1",
    }
