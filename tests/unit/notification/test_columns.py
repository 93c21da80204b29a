"""notification keeps nothing that says who anyone is."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from services.notification.adapters.tables import metadata

COLUMNS = [column for table in metadata.sorted_tables for column in table.columns]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_every_column_says_what_it_holds_of_a_person(column: sa.Column[object]) -> None:
    assert column.info.get("personal") in {"none", "pseudonym"}


def test_free_text_has_no_column() -> None:
    texts = {str(column) for column in COLUMNS if isinstance(column.type, sa.Text)}
    assert texts == {
        "message.template",
        "message.lane",
        "message.state",
        "message.correlation_id",
        "message.traceparent",
        "message.last_error",
        "appointment.conversation",
        "alert.correlation_id",
        "alert.traceparent",
    }
