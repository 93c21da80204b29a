"""Every column says whose personal data it holds."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from services.booking.adapters.tables import metadata

COLUMNS = [column for table in metadata.sorted_tables for column in table.c]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_the_column_is_classified(column: sa.Column[object]) -> None:
    assert column.info["personal"] in ("client", "staff", None)


def test_names_addresses_and_numbers_are_somebodys() -> None:
    for table, owner in (("client", "client"), ("person", "staff")):
        for name in ("name", "email", "phone"):
            assert metadata.tables[table].c[name].info["personal"] == owner
