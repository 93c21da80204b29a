"""Waits for the moment that a blow aims at."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from deploy.databases.provision import plain
from services.notification.domain.message import LEASES
from services.notification.domain.template import Priority
from tests.faults.chain.plan import Aim, Blow
from tests.faults.chain.world import World

PATIENCE = 10.0
URGENT = b"Priority: urgent"

_RELAY = "SELECT 1 FROM outbox WHERE published_at IS NULL LIMIT 1"
# claimed within the last second, and not one that an earlier blow left behind
_MAIL = f"""
    SELECT 1 FROM message WHERE lane = 'alerts' AND state = 'waiting' AND attempts > 0
    AND next_at > clock_timestamp() + interval '{LEASES[Priority.URGENT].total_seconds() - 1} seconds' LIMIT 1
    """


def await_moment(blow: Blow, world: World) -> bool:
    """Wait until the blow is to fall; false where the moment that it aims at did not come."""
    match blow.aim:
        case None:
            time.sleep(blow.after)
            return True
        case Aim.SENT:
            return _until(urgent_mails(world.mails))
        case Aim.RELAY | Aim.MAIL:
            query = _RELAY if blow.aim is Aim.RELAY else _MAIL
            with psycopg.connect(plain(world.databases[blow.victim]), autocommit=True) as watching:
                return _until(lambda: watching.execute(query).fetchone() is not None)


def urgent_mails(folder: Path) -> Callable[[], bool]:
    """Tells whether an urgent mail has come since."""
    known = set(os.listdir(folder))

    def has_come() -> bool:
        new = {name for name in os.listdir(folder) if name.endswith(".eml")} - known
        known.update(new)
        return any(URGENT in (folder / name).read_bytes() for name in new)

    return has_come


def _until(has_come: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if has_come():
            return True
    return False
