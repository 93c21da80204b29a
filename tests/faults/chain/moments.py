"""Waits for the moment that a blow aims at."""

from __future__ import annotations

import time

import psycopg

from deploy.databases import plain
from services.notification.domain.message import LEASES
from services.notification.domain.template import Lane
from tests.faults.chain.plan import Aim, Blow
from tests.faults.chain.world import Databases

PATIENCE = 10.0

_RELAY = "SELECT 1 FROM outbox WHERE published_at IS NULL LIMIT 1"
# claimed within the last second, and not one that an earlier blow left behind
_MAIL = f"""
    SELECT 1 FROM message WHERE lane = 'alerts' AND state = 'waiting' AND attempts > 0
    AND next_at > clock_timestamp() + interval '{LEASES[Lane.URGENT].total_seconds() - 1} seconds' LIMIT 1
    """
_QUERIES = {Aim.RELAY: _RELAY, Aim.MAIL: _MAIL}


def await_moment(blow: Blow, databases: Databases) -> bool:
    """Wait until the blow is to fall; false where the moment that it aims at did not come."""
    if blow.aim is None:
        time.sleep(blow.after)
        return True
    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(plain(databases[blow.victim]), autocommit=True) as watching:
        while time.monotonic() < deadline:
            if watching.execute(_QUERIES[blow.aim]).fetchone():
                return True
    return False
