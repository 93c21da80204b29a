"""An alert as its reader's pages show it: what to do first, what is so, whom to call, how to answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for

from services.gateway.pages.elements.ratings import standing
from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.language import language, t
from services.gateway.web.rendering import directory
from services.gateway.web.service_client import ask_each
from shared.contracts.actor import Role
from shared.contracts.requests.booking import Appointment, AppointmentView, Client, ClientView
from shared.contracts.requests.notification import AlertView
from shared.contracts.requests.session import Session, SessionView

NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Known:
    """What other services tell of an alert now; None where they do not tell the caller, or do not answer."""

    session: SessionView | None = None
    appointment: AppointmentView | None = None
    client: ClientView | None = None

    @property
    def starts_at(self) -> datetime | None:
        """When the conversation is."""
        found = self.appointment or self.session
        return found.starts_at if found else None

    @property
    def client_id(self) -> UUID | None:
        """Whom it is about."""
        found = self.appointment or self.session
        return found.client_id if found else None


def shown(alerts: Sequence[AlertView]) -> list[Mapping[str, Any]]:
    """The alerts as bands and cards; each is shown whatever else is not to be known now."""
    return [_entry(alert, known) for alert, known in zip(alerts, _known(alerts), strict=True)]


def relieved(alerts: Sequence[AlertView]) -> list[Mapping[str, str]]:
    """Who has settled what the reader was called to, in a line each."""
    return [_relief(alert) for alert in alerts if alert.acknowledged_by and alert.acknowledged_at]


def clock(instant: datetime) -> str:
    """The time of day; with the day where it is not today."""
    dates = app_context().dates
    is_today = dates.local_date(instant) == dates.local_date(app_context().clock.now())
    return t("alerts.at", time=dates.clock(instant, language())) if is_today else dates.when(instant, language())


def _known(alerts: Sequence[AlertView]) -> Iterator[Known]:
    """One look at each service for all of them; clients are asked for with the reader's own rights."""
    if not alerts:
        return
    ids = [alert.session_id for alert in alerts]
    replies = ask_each(*map(Session, ids), *map(Appointment, ids))
    found = [
        Known(_if_told(SessionView, held), _if_told(AppointmentView, booked))
        for held, booked in zip(replies[: len(ids)], replies[len(ids) :], strict=True)
    ]
    away = [known for alert, known in zip(alerts, found, strict=True) if alert.stage != "now"]
    wanted = {known.client_id for known in away if known.client_id} if _calls_clients() else set()
    clients = {reply.client_id: reply for reply in _clients(wanted)}
    for known in found:
        client = clients.get(known.client_id) if known.client_id else None
        yield Known(known.session, known.appointment, client)


def _clients(wanted: set[UUID]) -> list[ClientView]:
    replies = ask_each(*map(Client, wanted)) if wanted else []
    return [reply for reply in replies if isinstance(reply, ClientView)]


def _if_told(kind: type[Any], reply: Any) -> Any:
    return reply if isinstance(reply, kind) else None


def _calls_clients() -> bool:
    """Students leave the call to the lecturer."""
    return caller().actor.role is not Role.STUDENT


def _entry(alert: AlertView, known: Known) -> Mapping[str, Any]:
    role = caller().actor.role
    return {
        "id": str(alert.alert_id),
        "stage": alert.stage,
        "is_escalated": alert.is_escalated,
        "waits": alert.waits_for_caller and role is not Role.STUDENT,
        "title": _title(alert, known, role),
        "facts": " ".join(_facts(alert, known)),
        "standing": " ".join(_standing(alert)),
        "client_call": _client_call(alert, known),
        "lecturer_phone": directory().phone(alert.lecturer_id) if role is Role.STUDENT else "",
        "url": url_for("guide.page", session_id=alert.session_id),
        "acknowledge_url": url_for("alerts.acknowledge", alert_id=alert.alert_id),
        "take_over_url": url_for("alerts.take_over", alert_id=alert.alert_id) if role is Role.COORDINATOR else None,
        "may_acknowledge": role is not Role.STUDENT and alert.waits_for_caller,
        "is_for_all": role is Role.LECTURER,
    }


def _title(alert: AlertView, known: Known, role: Role) -> str:
    stage = f"{alert.stage}_escalated" if alert.is_escalated and alert.stage in ("before", "now") else alert.stage
    client = known.client.name if known.client else t("alerts.the_client")
    has_no_number = known.client is not None and not known.client.phone
    if has_no_number and alert.stage in ("before", "off") and (role is Role.LECTURER or alert.is_escalated):
        return t("alerts.title.reach", client=client)
    return t(f"alerts.title.{role.value}.{stage}", room=_room(alert.room_id), client=client)


def _facts(alert: AlertView, known: Known) -> Iterator[str]:
    high = [rating for rating in standing(known.session) if rating.is_high] if known.session else []
    told = f"alerts.told.{alert.stage}" + (".rated" if high else "")
    yield t(told, level=high[-1].level if high else 0, at=clock(high[-1].rated_at if high else alert.detected_at))
    if alert.stage != "now" and known.starts_at:
        yield t(f"alerts.meeting.{alert.stage}", when=app_context().dates.when(known.starts_at, language()))
    people = [directory().person_name(person) for person in known.session.student_ids] if known.session else []
    if known.client and not known.client.phone and alert.stage != "now":
        yield t("alerts.no_phone")
    if any(people) and alert.stage in ("now", "over"):
        yield t("alerts.with", people=", ".join(filter(None, people)))


def _standing(alert: AlertView) -> Iterator[str]:
    lecturer = directory().person_name(alert.lecturer_id) or t("alerts.the_lecturer")
    if alert.is_escalated:
        yield t("alerts.escalated" if caller().actor.role is Role.LECTURER else "alerts.unanswered", lecturer=lecturer)
    others = [each for each in alert.acknowledgements if each.person_id != caller().actor.id]
    for each in others[-1:]:
        person = directory().person_name(each.person_id) or t("acute.somebody")
        yield t("alerts.acknowledged_by", person=person, at=clock(each.acknowledged_at))
    if alert.calls_have_ended:
        yield t("alerts.calls_ended")


def _client_call(alert: AlertView, known: Known) -> Mapping[str, str] | None:
    """The client's number, or address where there is none; nothing while the client sits in the room."""
    if alert.stage == "now" or known.client is None:
        return None
    phone, email = known.client.phone, known.client.email
    if phone:
        return {"url": f"tel:{phone.replace(' ', '')}", "words": t("acute.call", phone=phone.replace(" ", NO_BREAK))}
    return {"url": f"mailto:{email}", "words": t("alerts.write")} if email else None


def _relief(alert: AlertView) -> Mapping[str, str]:
    person = directory().person_name(alert.acknowledged_by) if alert.acknowledged_by else ""
    at = clock(alert.acknowledged_at) if alert.acknowledged_at else ""
    key = "alerts.relieved.taken_over" if alert.is_taken_over else "alerts.relieved.acknowledged"
    return {
        "id": str(alert.alert_id),
        "words": t(key, person=person or t("acute.somebody"), at=at, raised=clock(alert.detected_at)),
        "url": url_for("guide.page", session_id=alert.session_id),
    }


def _room(room_id: UUID) -> str:
    room = directory().room(room_id)
    return room.name if room else t("alerts.room_unknown")
