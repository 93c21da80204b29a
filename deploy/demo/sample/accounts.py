"""The sample's accounts: one for each of its staff, with one password for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from deploy.demo.sample.data import PASSWORD
from deploy.operator.create_account import AccountDesk
from services.gateway.application.open_account import Opening
from shared.contracts.vocabulary import Language
from shared.settings import Settings


def add_accounts(settings: Settings, told: Iterable[Mapping[str, Any]], people: Mapping[str, UUID]) -> None:
    """Open the accounts of the told people; those that are there already stay as they are."""
    desk = AccountDesk(settings)
    for person in told:
        person_id = people[person["key"]]
        language = Language(person["language"])
        desk.open(Opening(person_id, person["name"], person["role"], language, person["username"], PASSWORD))
