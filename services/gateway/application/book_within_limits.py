"""Lets somebody without an account book, as often as one may from one place, for one mailbox, and in all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.gateway.application import refusals
from services.gateway.application.ports import Open
from services.gateway.application.sign_in import subject
from services.gateway.domain.allowance import Allowance
from services.gateway.domain.mailbox import mailbox_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody without an account: where they are, and what mail address they say is theirs."""

    address: str
    email: str
    is_on_campus: bool = False


@dataclass(frozen=True, slots=True)
class BookingDesk:
    """How many bookings without an account there may be: an hour's, and for a mailbox a day's."""

    open: Open
    secret: str
    per_address: int
    per_campus: int
    per_mailbox: int
    in_all: int

    @contextmanager
    def within_limits(self, visitor: Visitor, now: datetime) -> Iterator[None]:
        """While the visitor books; refused as bookings_from_here, bookings_for_mailbox or bookings_in_all.

        Counted before, so that many at once count too, and given back where nothing came of it.
        """
        used = self._uses(visitor)
        with self.open() as records:
            for key, rule, refused in used:
                opens_at = records.allowances.use(key, rule, now)
                if opens_at is not None:
                    raise refused(opens_at)
        try:
            yield
        except Exception:
            with self.open() as records:
                for key, rule, _ in used:
                    records.allowances.give_back(key, rule)
            raise

    def _uses(self, visitor: Visitor) -> Sequence[tuple[str, Allowance, refusals.Later]]:
        place, here = ("campus", self.per_campus) if visitor.is_on_campus else ("address", self.per_address)
        return (
            (self._key(place, visitor.address), Allowance.of(here, HOUR), refusals.bookings_from_here),
            (
                self._key("mailbox", mailbox_of(visitor.email)),
                Allowance.of(self.per_mailbox, DAY),
                refusals.bookings_for_mailbox,
            ),
            (self._key("all"), Allowance.of(self.in_all, HOUR), refusals.bookings_in_all),
        )

    def _key(self, *values: str) -> str:
        return subject(self.secret, "bookings", *values)
