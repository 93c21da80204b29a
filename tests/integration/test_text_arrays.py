"""Arrays of texts as PostgreSQL reads them."""

from __future__ import annotations

import psycopg
import pytest

from shared.db import text_array


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["NULL", "null", "{}", "a,b", " "],
        ['"', "\\", '\\"', "'", '{"', "}\\"],
        ["pyörä", "\N{GRINNING FACE}", "a\nb\tc", "%s %(x)s", "a" * 5000],
    ],
)
def test_texts_come_back_as_they_were(postgres_url: str, texts: list[str]) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        found = connection.execute("SELECT %s::text[]", [text_array(texts)]).fetchone()
    assert found == (texts,)
