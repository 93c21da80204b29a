"""The commands `hyke events …`: what operators do about events, on the databases directly."""

from __future__ import annotations

import click


@click.group()
def events() -> None:
    """What failed and what is missing, and what to do about it; works while the services are down."""
