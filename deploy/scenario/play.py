"""The whole process from the source, in its order: before, in the conversation, after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from deploy.scenario.api import Api, Caller
from deploy.scenario.cast import DOMAIN, WEEKEND, Cast, free_times
from deploy.scenario.timeline import ScenarioFailed, Timeline
from shared.contracts.requests import assessment, booking, notification, session
from shared.contracts.vocabulary import CONSENT_VERSION, FollowUpReason, Language, Phase, Service, TimeUseKind

WITHIN = 15.0


class Scenario:
    """One conversation, from the first click to the debrief."""

    def __init__(self, api: Api, cast: Cast, timeline: Timeline) -> None:
        self.api, self.cast, self.timeline = api, cast, timeline
        self.stream = cast.lecturer.caller.listen()

    def all(self) -> None:
        """Every act in its order."""
        with self.stream:
            self.before()
            self.begin()
            self.acute()
            self.go_on()
            self.end()
            self.after()

    def before(self) -> None:
        """The client finds the service, books, and gets orienting information."""
        public = self.api.anonymous()
        now = datetime.now(UTC)
        with self.timeline.step("client", "looks for a free time and books it, without an account"):
            campus = self.cast.room.campus
            free = [time for time in public(free_times(now, campus)) if time.starts_at.isoweekday() in WEEKEND]
            free = [time for time in free if time.starts_at not in self.cast.others_times]
            check(free, "the campus has times at the weekend at which only the scenario's people are free")
            self.wish = booking.BookAsNewClient(
                name="Aino Asiakas",
                email=f"aino.{now:%m%d%H%M%S}@{DOMAIN}",
                language=Language.FI,
                situation="job_seeker",
                starts_at=free[0].starts_at,
                campus=campus,
                consent_version=CONSENT_VERSION,
                has_consented=True,
            )
            self.client, self.booked = public.book(self.wish)
        self.id = self.booked.appointment_id
        check(self.booked.lecturer_id == self.cast.lecturer.person.person_id, "only the scenario's people are free")
        self.await_mail("confirmation", "the confirmation with orienting information and calendar left")
        with self.timeline.step("another", "wants the same time with the same people: refused"):
            taken = booking.BookAppointment(
                self.booked.client_id,
                self.booked.starts_at,
                campus,
                student_ids=self.booked.student_ids,
                lecturer_id=self.booked.lecturer_id,
            )
            self.refused(self.cast.coordinator, taken, 409)

    def begin(self) -> None:
        """The students begin: what the client knows of the aim, and how the client is."""
        with self.timeline.step("student", "starts the session"):
            self.until("session planned", lambda: self.student(session.Session(self.id)))
            self.student(session.StartSession(self.id))
            self.phone = self.student.self_fill(self.id)
        self.until(
            "session.started → appointment under way",
            lambda: self.student(booking.Appointment(self.id)).state == "under_way",
        )
        for phase, note in (
            (Phase.ORIENTATION, "Tiesi tavoitteen."),
            (Phase.WELLBEING, "Kertoo, että uni on lyhyttä ja raha huolettaa."),
        ):
            with self.timeline.step("student", f"notes on {phase.value}, and marks it done"):
                self.student(session.WriteNote(self.id, phase, note, base_version=0))
                self.student(session.MarkPhase(self.id, phase, is_done=True))

    def acute(self) -> None:
        """The client rates stress 5; the lecturer comes; a follow-up is proposed with the same people."""
        with self.timeline.step("client", "rates stress 7 on the phone: refused, naming the field"):
            self.refused(self.phone, session.RateStress(self.id, 7), 422, field="level")
        with self.timeline.step("client", "rates stress 5 on the phone"):
            self.phone(session.RateStress(self.id, 5))
        self.timeline.note(f"what came of it: hyke trace {self.phone.trace_id}")
        self.timeline.seen("notification.lecturer_alerted.v1", "on the lecturer's open page", self.alert_seen())
        self.until("booking.follow_up_proposed.v1 → in the session", self.follow_up_state("proposed"))
        self.await_mail("alert", "the lecturer's urgent mail left", self.cast.lecturer.person.person_id)
        with self.timeline.step("lecturer", "acknowledges the alert"):
            alert = next(alert for alert in self.lecturer(notification.OpenAlerts()) if alert.session_id == self.id)
            self.lecturer(notification.AcknowledgeAlert(alert.alert_id))
        self.until("notification.alert_acknowledged.v1 → in the session", self.alert_state("acknowledged"))
        held = self.student(session.Session(self.id)).follow_up
        self.held = self.student(booking.Appointment(held.appointment_id))
        check(self.held.lecturer_id == self.booked.lecturer_id, "the follow-up has the same lecturer")
        check(set(self.held.student_ids) == set(self.booked.student_ids), "the follow-up has the same students")
        check(Phase.TIME_USE in self.held.focus, "the follow-up's focus names the open phases")

    def go_on(self) -> None:
        """Steadied, they go on: circles, self-assessment, synthesis, goals."""
        with self.timeline.step("client", "draws a circle of 25 hours: refused"):
            self.refused(self.phone, session.RecordTimeUse(self.id, TimeUseKind.CURRENT, 600, 300, 600), 422)
        for kind, minutes in (
            (TimeUseKind.CURRENT, (60, 540, 840)),
            (TimeUseKind.PREVIOUS, (480, 240, 720)),
            (TimeUseKind.IDEAL, (360, 330, 750)),
        ):
            with self.timeline.step("client", f"draws the {kind.value} circle"):
                self.phone(session.RecordTimeUse(self.id, kind, *minutes))
        self.assess()
        self.gather()

    def assess(self) -> None:
        """The client fills in the self-assessment on the phone."""
        with self.timeline.step("client", "fills in the self-assessment and chooses what to change"):
            offered = self.phone(assessment.Instruments(Language.FI))
            opened = self.phone(assessment.StartAssessment(self.id, offered[0].instrument, Language.FI))
            items = [item.item for section in opened.form.sections for item in section.items]
            for place, item in enumerate(items):
                self.phone(assessment.AnswerItem(opened.assessment_id, item, 1 + place % 4, 4 - place % 2))
            done = self.phone(assessment.CompleteAssessment(opened.assessment_id))
            check(bool(done.gaps), "gaps are shown")
            self.phone(assessment.ChooseChangeTargets(opened.assessment_id, (done.gaps[0].item,)))
        self.until(
            "assessment.completed.v1 → the step is done",
            lambda: self.student(session.Session(self.id)).assessment_completed_at,
        )

    def gather(self) -> None:
        """The students gather, the client agrees, and goals are set."""
        with self.timeline.step("student", "sets a goal before the client has agreed: refused"):
            self.refused(self.student, session.SetGoal(self.id, "Liian aikaisin"), 409)
        with self.timeline.step("student", "gathers the synthesis; the client agrees"):
            written = self.student(
                session.WriteSynthesis(
                    self.id,
                    strengths=("Pyytää apua",),
                    resources=("Sisko lähellä",),
                    challenges=("Vuokra on myöhässä",),
                    change_targets=("Uni",),
                    base_version=0,
                )
            )
            self.student(session.AgreeSynthesis(self.id, written.version))
        with self.timeline.step("student", "sets a goal with two actions"):
            self.student(session.SetGoal(self.id, "Nukun seitsemän tuntia", ("Puhelin eteiseen", "Ulos aamulla")))

    def end(self) -> None:
        """Closing: a follow-up and another service; the client confirms and reads the summary."""
        closing = session.CloseSession(
            self.id,
            session.FollowUpWish(FollowUpReason.HIGH_STRESS, (Phase.TIME_USE,)),
            (session.Recommendation(Service.DEBT_ADVICE, "Aika soitettu yhdessä."),),
        )
        with self.timeline.step("student", "closes with a follow-up and a recommendation"):
            self.student(closing)
        with self.timeline.step("student", "closes a second time: refused"):
            self.refused(self.student, closing, 409)
        self.until(
            "session.closed.v1 → appointment completed",
            lambda: self.student(booking.Appointment(self.id)).state == "completed",
        )
        self.await_mail("summary_ready", "the client is told that the summary is ready")
        waiting = [entry for entry in self.cast.coordinator(booking.WaitingFollowUps()) if entry.follows_id == self.id]
        check(len(waiting) == 1, f"there is exactly one follow-up, not {len(waiting)}")
        with self.timeline.step("client", "reads the summary and confirms the follow-up"):
            summary = self.client(session.Summary(self.id))
            check(summary.synthesis is not None, "the client sees the synthesis")
            check(len(summary.goals) == 1, "the client sees the goal")
            self.client(booking.ConfirmFollowUp(self.held.appointment_id))
        self.until("booking.appointment_booked.v1 → follow-up confirmed", self.follow_up_state("confirmed"))

    def after(self) -> None:
        """The lecturer debriefs with the students."""
        with self.timeline.step("lecturer", "debriefs with the students"):
            check(
                any(line.session_id == self.id for line in self.lecturer(session.AwaitingDebrief())),
                "the session waits for its debrief",
            )
            self.lecturer(session.CompleteDebrief(self.id, "Pysähtyminen oli oikea ratkaisu."))
        with self.timeline.step("client", "asks for the students' page of the session: not theirs to see"):
            self.refused(self.client, session.Session(self.id), 403, 404)

    @property
    def student(self) -> Caller:
        """The student who writes."""
        return self.cast.member(self.booked.student_ids[0]).caller

    @property
    def lecturer(self) -> Caller:
        """The supervising lecturer."""
        return self.cast.lecturer.caller

    def alert_seen(self) -> float:
        """The monotonic instant at which the lecturer's open stream told of the alert."""
        return self.stream.wait_for("notification.lecturer_alerted.v1", str(self.id), WITHIN)

    def follow_up_state(self, state: str) -> Callable[[], bool]:
        """Whether the session shows its follow-up in this state."""

        def look() -> bool:
            follow_up = self.student(session.Session(self.id)).follow_up
            return follow_up is not None and follow_up.state == state

        return look

    def alert_state(self, state: str) -> Callable[[], bool]:
        """Whether the session shows its alert in this state."""

        def look() -> bool:
            alert = self.student(session.Session(self.id)).alert
            return alert is not None and alert.state == state

        return look

    def await_mail(self, template: str, told: str, recipient: Any = None) -> None:
        """Wait until a receipt says that the mail left."""
        wanted = recipient or self.booked.client_id

        def look() -> bool:
            receipts = self.cast.coordinator(notification.Messages(appointment_id=self.id))
            return any(
                receipt.template == template and receipt.recipient_id == wanted and receipt.state == "sent"
                for receipt in receipts
            )

        self.until(f"mail {template}", look, told)

    def until(self, event: str, look: Callable[[], Any], where: str = "") -> None:
        """Wait for an effect, and write down when it was seen."""
        if not self.api.until(look, WITHIN):
            raise ScenarioFailed(f"{event}: not seen within {WITHIN:g} s")
        self.timeline.seen(event, where)

    def refused(self, caller: Caller, request: object, *statuses: int, field: str | None = None) -> None:
        """The request must be refused with one of the statuses, in problem+json."""
        problem = caller.refused(request)
        check(problem["status"] in statuses, f"refused with {statuses}, not {problem['status']}")
        if field:
            named = [error.get("field") for error in problem.get("errors", ())]
            check(field in named, f"the answer names the field {field}, not {named}")
        self.timeline.note(f"{problem['status']} {problem.get('title', '')}")


def check(holds: object, promise: str) -> None:
    """ScenarioFailed unless the promise holds."""
    if not holds:
        raise ScenarioFailed(f"expected that {promise}")
