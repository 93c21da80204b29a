"""Every page of Hyke with somebody who may see it, in the demo's sample university."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from deploy.demo.sample.data import PASSWORD
from deploy.scenario.api import Api, Caller
from shared.contracts.requests import assessment, booking, desk
from shared.contracts.vocabulary import Language, Phase
from tests.e2e import fallen
from tests.e2e.stage import USERNAMES, booked_time, free_time, unasked_conversation

LECTURER, STUDENT, COORDINATOR = "annika.salmela", "iida.rautio", "maarit.ojala"


@dataclass(frozen=True)
class Stop:
    """A page: its name, its path, and who signs in to see it (nobody for public and private-link pages)."""

    name: str
    path: str
    username: str | None = None


class Tour:
    """All pages of a running demo."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.api = Api(url)
        self.coordinator = self.api.sign_in(COORDINATOR, PASSWORD)
        self.student = self.api.sign_in(STUDENT, PASSWORD)
        self.now = datetime.now(UTC)

    def stops(self) -> Iterator[Stop]:
        """Every page, public ones first."""
        yield from self.public()
        yield from self.own()
        yield from self.unasked()
        yield from self.guide()
        yield from self.staff()

    def public(self) -> Iterator[Stop]:
        """What anybody sees."""
        time = self.api.anonymous()(booking.FreeTimes(self.now, self.now + timedelta(days=30)))[-1]
        yield Stop("front", "/")
        yield Stop("book", "/book")
        yield Stop("book-time", f"/book/time?campus={time.campus}")
        starts_at = time.starts_at.isoformat().replace("+", "%2B")
        yield Stop("book-details", f"/book/details?campus={time.campus}&starts_at={starts_at}")
        yield Stop("login", "/login")
        yield Stop("privacy", "/privacy")
        yield Stop("not-found", "/no-such-page")

    def own(self) -> Iterator[Stop]:
        """What a client sees by private links."""
        client, _ = booked_time(self.api)
        door = f"/c/{client.headers['X-Hyke-Link']}"
        for name in ("", "booked", "move", "cancel", "stress", "time-use", "time-use/current", "self-assessment"):
            yield Stop(f"own-{name.replace('/', '-') or 'page'}", f"{door}/{name}".rstrip("/"))
        yield from self.assessing()
        yield Stop("own-forged", f"{door}x")
        yield Stop("own-summary", f"{self.link_of('johanna.westerlund@example.org')}/summary")
        yield Stop("own-follow-up", self.link_of("kirsi.vainio@example.org"))

    def assessing(self) -> Iterator[Stop]:
        """The self-assessment before, after the last answer, and completed: each with a client of its own."""
        client, booked = booked_time(self.api)
        opened = self.opened(client, booked.appointment_id)
        section = opened.form.sections[0].section
        yield Stop("own-assessment-section", f"/c/{client.headers['X-Hyke-Link']}/self-assessment/{section}")
        for name, path in (("ready", "/ready"), ("gaps", "")):
            client, booked = booked_time(self.api)
            opened = self.answered(client, booked.appointment_id)
            if name == "gaps":
                client(assessment.CompleteAssessment(opened.assessment_id))
            yield Stop(f"own-assessment-{name}", f"/c/{client.headers['X-Hyke-Link']}/self-assessment{path}")

    def opened(self, client: Caller, session_id: Any) -> assessment.AssessmentView:
        """A self-assessment that a client has just opened."""
        offered = client(assessment.Instruments(Language.FI))[0]
        start = assessment.StartAssessment(session_id, offered.instrument, Language.FI)
        opened: assessment.AssessmentView = self.api.until(lambda: client(start), 10)
        return opened

    def answered(self, client: Caller, session_id: Any) -> assessment.AssessmentView:
        """A self-assessment with every answer."""
        opened = self.opened(client, session_id)
        items = [item.item for section in opened.form.sections for item in section.items]
        for place, item in enumerate(items):
            client(assessment.AnswerItem(opened.assessment_id, item, 1 + place % 4, 4 - place % 2))
        return opened

    def unasked(self) -> Iterator[Stop]:
        """What a client whom staff have booked is asked first, and what staff see until then."""
        time, email = free_time(self.api), f"unni.{uuid4().hex[:10]}@e2e.example"
        client = self.coordinator(booking.ReferClient("Unni Uusi", email, Language.FI, "student"))
        yield Stop("client-unasked", f"/clients/{client.client_id}", COORDINATOR)
        yield Stop("client-book-unasked", f"/clients/{client.client_id}/book", COORDINATOR)
        booked = self.coordinator(booking.BookAppointment(client.client_id, time.starts_at, time.campus))
        yield Stop("invitation", self.awaited_link(email, "i"))
        door = self.awaited_link(email, "c")
        yield Stop("own-unasked", door)
        yield Stop("own-consent", f"{door}/consent")
        yield Stop("own-stress-unasked", f"{door}/stress")
        student = USERNAMES[booked.student_names[0]]
        yield Stop("guide-start-unasked", f"/sessions/{booked.appointment_id}", student)
        held, student = unasked_conversation(self.api)
        yield Stop("guide-step-unasked", f"/sessions/{held}/wellbeing", student)
        yield Stop("guide-closing-unasked", f"/sessions/{held}/closing", student)

    def awaited_link(self, address: str, kind: str) -> str:
        """The link of this kind in a mail to the address, once it has arrived."""
        link = self.api.until(lambda: self.found_link(address, kind), 20)
        assert link, f"no mail to {address} has such a link"
        return str(link)

    def guide(self) -> Iterator[Stop]:
        """The conversation guide, step by step, and what follows it."""
        talk = self.session_of("Tuomas Erkkilä")
        for phase in Phase:
            yield Stop(f"guide-{phase.value}", f"/sessions/{talk}/{phase.value}", STUDENT)
        done = self.session_of("Johanna Westerlund")
        yield Stop("debrief", f"/sessions/{done}/debrief", "carola.lindgren")
        yield Stop("staff-summary", f"/sessions/{done}/summary", "carola.lindgren")
        acute = self.session_of("Kirsi Vainio")
        yield Stop("guide-acute", f"/sessions/{acute}/stress", LECTURER)

    def staff(self) -> Iterator[Stop]:
        """The rest of the staff's pages."""
        for name, username in (("student", STUDENT), ("lecturer", LECTURER), ("coordinator", COORDINATOR)):
            yield Stop(f"today-{name}", "/today", username)
        client = self.coordinator(booking.Clients(search="Sofia"))[0].client_id
        person = self.coordinator(booking.People(role="lecturer"))[0].person_id
        room = self.coordinator(booking.Rooms())[0].room_id
        coming = self.session_of("Ritva Kallio")
        for name, path in (
            ("calendar", "/calendar"),
            ("clients", "/clients"),
            ("client", f"/clients/{client}"),
            ("client-book", f"/clients/{client}/book"),
            ("client-change", f"/clients/{client}/change"),
            ("client-erase", f"/clients/{client}/erase"),
            ("refer", "/refer"),
            ("appointment", f"/appointments/{coming}"),
            ("appointment-move", f"/appointments/{coming}/move"),
            ("appointment-cancel", f"/appointments/{coming}/cancel"),
            ("follow-ups", "/follow-ups"),
            ("people", "/people"),
            ("person", f"/people/{person}"),
            ("person-add", "/people/add"),
            ("rooms", "/rooms"),
            ("room", f"/rooms/{room}"),
            ("room-add", "/rooms/add"),
            ("availability", f"/availability/{person}"),
            ("password", "/password"),
            ("alerts", "/alerts"),
            ("failed", "/failed"),
            ("mailbox", "/mailbox"),
        ):
            yield Stop(name, path, COORDINATOR)
        yield from self.failed()
        yield from (Stop(*page) for page in fallen.pages(self.api))

    def failed(self) -> Iterator[Stop]:
        """The question before an event is discarded, where one failed."""
        for event in self.coordinator(desk.FailedEvents("notification")).events[:1]:
            yield Stop("failed-discard", f"/failed/notification/{event.id}/discard", COORDINATOR)

    def session_of(self, name: str) -> Any:
        """The first appointment of a sample client."""
        return self.appointments(name)[0].appointment_id

    def appointments(self, name: str) -> list[booking.AppointmentView]:
        """A sample client's appointments, earliest first."""
        client = self.coordinator(booking.Clients(search=name))[0].client_id
        ask = booking.Appointments(self.now - timedelta(days=60), self.now + timedelta(days=60), client_id=client)
        found: list[booking.AppointmentView] = self.coordinator(ask)
        return sorted(found, key=lambda each: each.starts_at)

    def link_of(self, address: str) -> str:
        """The path of the private page that the newest mail to a sample client leads to."""
        link = self.found_link(address, "c")
        if link is None:
            raise LookupError(f"no mail to {address} has a private link")
        return link

    def found_link(self, address: str, kind: str) -> str | None:
        """The path of a private link of this kind in the newest mail to somebody that has one."""
        with httpx.Client(base_url=self.url, trust_env=False) as browser:
            asked = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/login").text)
            assert asked
            form = {"csrf_token": asked[1], "username": COORDINATOR, "password": PASSWORD}
            browser.post("/login", data=form)
            listed = browser.get("/mailbox", params={"to": address}).text
            for mail in dict.fromkeys(re.findall(r'href="(/mailbox/[^"]+)"', listed)):
                page = browser.get(mail).text
                link = re.search(rf"/{kind}/[A-Za-z0-9._-]{{20,}}", page)
                if link and address in page:
                    return link[0]
        return None
