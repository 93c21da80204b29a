"""The messages there are: in which states of the appointment each is true, and what goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Template(StrEnum):
    """A message by name; its words are in ``texts/<name>/<language>.txt``."""

    INVITATION = "invitation"
    CONFIRMATION = "confirmation"
    FOLLOW_UP_CONFIRMATION = "follow_up_confirmation"
    MOVED = "moved"
    CANCELLED = "cancelled"
    CANCELLED_BY_US = "cancelled_by_us"
    NO_SHOW = "no_show"
    REMINDER = "reminder"
    FOLLOW_UP_PROPOSED = "follow_up_proposed"
    FOLLOW_UP_UNAVAILABLE = "follow_up_unavailable"
    FOLLOW_UP_LAPSED = "follow_up_lapsed"
    SUMMARY_READY = "summary_ready"
    ADDRESS_CHANGED = "address_changed"  # to the address that was the client's before
    STAFF_BOOKED = "staff_booked"
    STAFF_MOVED = "staff_moved"
    STAFF_RELEASED = "staff_released"
    STAFF_CANCELLED = "staff_cancelled"
    STAFF_FOLLOW_UP_PROPOSED = "staff_follow_up_proposed"
    STAFF_FOLLOW_UP_UNAVAILABLE = "staff_follow_up_unavailable"
    STAFF_FOLLOW_UP_LAPSED = "staff_follow_up_lapsed"
    STAFF_FOLLOW_UP_DECLINED = "staff_follow_up_declined"
    DEBRIEF_WAITS = "debrief_waits"
    ALERT = "alert"
    ALERT_ESCALATED = "alert_escalated"
    ALERT_WITHDRAWN = "alert_withdrawn"
    ALERT_SETTLED = "alert_settled"


class Priority(StrEnum):
    """The queue that a message waits in; an alert never waits behind an ordinary one."""

    ORDINARY = "mail"
    URGENT = "alerts"


class Calendar(StrEnum):
    """What the message does to the reader's calendar, in iCalendar's words."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Page(StrEnum):
    """Where the message's link leads."""

    OWN = "own"  # the client's own page of the appointment
    SUMMARY = "summary"  # what the client may keep of the conversation
    FRONT = "front"  # what anybody may see
    BOOKING = "booking"  # choosing a time, by the client's invitation
    SESSION = "session"
    DEBRIEF = "debrief"
    FOLLOW_UPS = "follow_ups"
    ALERTS = "alerts"
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a message is true and what goes with it; no states mean: whatever became of the appointment."""

    page: Page
    true_in: frozenset[str] = frozenset()
    is_void_once_begun: bool = False
    calendar: Calendar | None = None
    lane: Priority = Priority.ORDINARY


_BOOKED = frozenset({"booked"})
_HELD = frozenset({"held"})
_ENDED = frozenset({"cancelled", "declined"})

RULES: Mapping[Template, Rule] = MappingProxyType(
    {
        Template.INVITATION: Rule(Page.BOOKING),
        Template.CONFIRMATION: Rule(Page.OWN, _BOOKED, is_void_once_begun=True, calendar=Calendar.REQUEST),
        Template.FOLLOW_UP_CONFIRMATION: Rule(Page.OWN, _BOOKED, is_void_once_begun=True, calendar=Calendar.REQUEST),
        Template.MOVED: Rule(Page.OWN, _BOOKED, is_void_once_begun=True, calendar=Calendar.REQUEST),
        Template.CANCELLED: Rule(Page.BOOKING, _ENDED, calendar=Calendar.CANCEL),
        Template.CANCELLED_BY_US: Rule(Page.BOOKING, _ENDED, calendar=Calendar.CANCEL),
        Template.NO_SHOW: Rule(Page.BOOKING, frozenset({"no_show"})),
        Template.REMINDER: Rule(Page.OWN, _BOOKED, is_void_once_begun=True),
        Template.FOLLOW_UP_PROPOSED: Rule(Page.OWN, _HELD, is_void_once_begun=True),
        Template.FOLLOW_UP_UNAVAILABLE: Rule(Page.OWN),
        Template.FOLLOW_UP_LAPSED: Rule(Page.OWN),
        Template.SUMMARY_READY: Rule(Page.SUMMARY),
        Template.ADDRESS_CHANGED: Rule(Page.FRONT),
        Template.STAFF_BOOKED: Rule(Page.SESSION, _BOOKED, is_void_once_begun=True, calendar=Calendar.REQUEST),
        Template.STAFF_MOVED: Rule(Page.SESSION, _BOOKED, is_void_once_begun=True, calendar=Calendar.REQUEST),
        Template.STAFF_RELEASED: Rule(Page.TODAY, calendar=Calendar.CANCEL),
        Template.STAFF_CANCELLED: Rule(Page.TODAY, _ENDED, calendar=Calendar.CANCEL),
        Template.STAFF_FOLLOW_UP_PROPOSED: Rule(Page.FOLLOW_UPS, _HELD, is_void_once_begun=True),
        Template.STAFF_FOLLOW_UP_UNAVAILABLE: Rule(Page.FOLLOW_UPS),
        Template.STAFF_FOLLOW_UP_LAPSED: Rule(Page.FOLLOW_UPS),
        Template.STAFF_FOLLOW_UP_DECLINED: Rule(Page.FOLLOW_UPS, _ENDED),
        Template.DEBRIEF_WAITS: Rule(Page.DEBRIEF),
        Template.ALERT: Rule(Page.ALERTS, lane=Priority.URGENT),
        Template.ALERT_ESCALATED: Rule(Page.ALERTS, lane=Priority.URGENT),
        Template.ALERT_WITHDRAWN: Rule(Page.SESSION, lane=Priority.URGENT),
        Template.ALERT_SETTLED: Rule(Page.SESSION, lane=Priority.URGENT),
    }
)

CANCELLATIONS = frozenset(template for template, rule in RULES.items() if rule.calendar is Calendar.CANCEL)
ALERTS = frozenset(template for template, rule in RULES.items() if rule.lane is Priority.URGENT)
CALLS = frozenset({Template.ALERT, Template.ALERT_ESCALATED})  # void once the alert is settled or withdrawn
