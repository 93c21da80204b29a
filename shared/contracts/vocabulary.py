"""The codes that events and requests share: phases of the process, reasons, kinds, languages, consents."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """The languages of the service."""

    FI = "fi"
    SV = "sv"
    EN = "en"


class Phase(StrEnum):
    """The eight steps of a well-being conversation, in their order in the source."""

    ORIENTATION = "orientation"  # what the client understands of the aim
    WELLBEING = "wellbeing"  # a general question about well-being
    STRESS = "stress"  # the client's own rating, 1 to 5
    TIME_USE = "time_use"  # the time-use circle
    SELF_ASSESSMENT = "self_assessment"  # OSA, or an instrument in its form
    SYNTHESIS = "synthesis"  # strengths, resources, challenges, change targets
    CONCLUSIONS = "conclusions"  # goals and actions
    CLOSING = "closing"  # a new appointment or another service


CONSENT_VERSIONS = ("1", "2")  # the texts of consent that this stack has asked by, oldest first
CONSENT_VERSION = CONSENT_VERSIONS[-1]  # the one that is asked by now


class ConsentHow(StrEnum):
    """How a client consented."""

    SELF = "self"  # on a page, by their own hand
    PAPER = "paper"  # signed on paper, which staff hold
    SPOKEN = "spoken"  # said to staff


class FollowUpReason(StrEnum):
    """The four reasons that the source gives for a second appointment."""

    GOALS = "goals"  # following up goals
    GUIDANCE = "guidance"  # the students need the lecturer's guidance to understand the situation
    INFORMATION = "information"  # the students look up more information
    HIGH_STRESS = "high_stress"  # the client's high stress level


class ShownReason(StrEnum):
    """The same as its reader may see it."""

    GOALS = "goals"
    GUIDANCE = "guidance"
    INFORMATION = "information"
    HIGH_STRESS = "high_stress"
    NOT_TOLD = "not_told"  # not this reader's to know


class NoFollowUp(StrEnum):
    """Why a conversation closes without a follow-up agreed on."""

    CLIENT_DECLINED = "client_declined"
    NOT_NEEDED = "not_needed"
    UNDECIDED = "undecided"  # a person goes on with it after the conversation


class TimeUseKind(StrEnum):
    """Which 24 hours a time-use circle tells of."""

    CURRENT = "current"
    PREVIOUS = "previous"  # before life changed
    IDEAL = "ideal"


class Service(StrEnum):
    """Kinds of service that a client may be guided to."""

    HEALTH_CENTRE = "health_centre"
    MENTAL_HEALTH = "mental_health"
    CRISIS_HELP = "crisis_help"
    OCCUPATIONAL_HEALTH = "occupational_health"
    STUDENT_HEALTH = "student_health"
    REHABILITATION = "rehabilitation"
    SOCIAL_SERVICES = "social_services"
    EMPLOYMENT_SERVICES = "employment_services"
    CAREER_GUIDANCE = "career_guidance"
    DEBT_ADVICE = "debt_advice"
    SUBSTANCE_SERVICES = "substance_services"
    PEER_SUPPORT = "peer_support"
    OTHER = "other"
