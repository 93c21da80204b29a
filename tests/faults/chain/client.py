"""What clients and lecturers do over the HTTP API, again and again under one idempotency key until it is answered."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from deploy.scenario.api import ApiError, Caller
from shared.contracts.requests import booking
from shared.contracts.schema import dump, load
from shared.contracts.vocabulary import CONSENT_VERSION, Language
from tests.faults.chain.evidence import Evidence
from tests.faults.chain.university import CAMPUS, University

PATIENCE = 45.0
AGAIN = 0.1
STRESS = 5


@dataclass(slots=True)
class Chain:
    """One client's rating and all that is to follow from it."""

    session_id: UUID
    public: Caller  # one for all clients, who are known by their private links
    link: str
    lecturer: Caller
    correlation_id: str
    rated_at: float = 0.0
    answered_at: float | None = None
    is_quiet: bool = False  # its alert has been acknowledged

    def rate(self) -> None:
        """The client rates the stress, until an answer comes or patience ends."""
        self.rated_at = time.time()
        headers = {"X-Request-ID": self.correlation_id, "X-Hyke-Link": self.link}
        try:
            insist(self.public, f"/sessions/{self.session_id}/stress", {"level": STRESS}, headers)
        except ApiError:
            return  # not answered: the verdict tells
        self.answered_at = time.time()


def insist(caller: Caller, path: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None) -> Any:
    """The answer to a command that is sent again under its first key while services come back; raises ApiError."""
    sent = {"Idempotency-Key": str(uuid4()), **(headers or {})}
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return caller.send("POST", path, headers=sent, **({"json": body} if body is not None else {})).json()
        except ApiError:
            if time.monotonic() > deadline:
                raise
            time.sleep(AGAIN)


def begun(public: Caller, university: University, evidence: Evidence, many: int, pool: Executor) -> Sequence[Chain]:
    """So many conversations, booked and begun."""
    times = list(islice(university.starts, many))
    chains = list(pool.map(lambda starts_at: _booked(public, university, starts_at), times))
    sessions = [chain.session_id for chain in chains]
    if not evidence.until(lambda: evidence.are_planned(sessions), PATIENCE):
        raise TimeoutError(f"sessions were not planned: {sessions}")
    list(pool.map(lambda chain: insist(chain.lecturer, f"/sessions/{chain.session_id}/start"), chains))
    return chains


def _booked(public: Caller, university: University, starts_at: datetime) -> Chain:
    who = uuid4().hex[:12]
    wish = booking.BookAsNewClient(
        name="Eeva Esimerkki",
        email=f"eeva.{who}@chain.example",
        language=Language.FI,
        situation="student",
        starts_at=starts_at,
        campus=CAMPUS,
        consent_version=CONSENT_VERSION,
        has_consented=True,
    )
    answer = insist(public, "/bookings", dump(wish))
    booked = load(booking.AppointmentView, answer["appointment"])
    lecturer = university.lecturers[booked.lecturer_id]
    return Chain(booked.appointment_id, public, answer["link_token"], lecturer, f"chain-{who}")
