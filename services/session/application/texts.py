"""Texts as people type them, made fit to keep."""

from __future__ import annotations

from collections.abc import Sequence

from services.session.application import refusals


def said(text: str, field: str) -> str:
    """The text without the space around it; refused when nothing is left."""
    trimmed = text.strip()
    if not trimmed:
        raise refusals.text_empty(field)
    return trimmed


def all_said(texts: Sequence[str], field: str) -> tuple[str, ...]:
    """Each of the texts, as one; the first one that says nothing is refused by its place."""
    return tuple(said(text, f"{field}.{place}") for place, text in enumerate(texts))
