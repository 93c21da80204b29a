"""How the parts of a record look to those who may see them."""

from __future__ import annotations

from services.session.domain.goal import Goal
from services.session.domain.note import Note
from services.session.domain.record import Recommended
from services.session.domain.stress_rating import StressRating
from services.session.domain.synthesis import Synthesis
from services.session.domain.time_use import Circle
from shared.contracts.requests import session as requests


def phase_view(note: Note, is_done: bool) -> requests.PhaseView:
    """A step with its note."""
    return requests.PhaseView(note.phase, is_done, note.text, note.version, note.noted_at, note.noted_by)


def stress_view(rating: StressRating) -> requests.StressView:
    """A rating as it was given."""
    return requests.StressView(
        rating_id=rating.rating_id,
        level=rating.level,
        is_high=rating.is_high,
        rated_at=rating.rated_at,
        rated_by=rating.rated_by,
        scale_version=rating.scale_version,
        threshold=rating.threshold,
        withdrawn_at=rating.withdrawn_at,
        withdrawn_by=rating.withdrawn_by,
    )


def circle_view(circle: Circle) -> requests.CircleView:
    """A circle in minutes."""
    parts = circle.parts
    return requests.CircleView(circle.kind, parts.productive, parts.leisure, parts.self_care, circle.recorded_at)


def synthesis_view(synthesis: Synthesis) -> requests.SynthesisView:
    """The synthesis of one version."""
    told = synthesis.gathered
    return requests.SynthesisView(
        strengths=told.strengths,
        resources=told.resources,
        challenges=told.challenges,
        change_targets=told.change_targets,
        version=synthesis.version,
        agreed_at=synthesis.agreed_at,
        written_at=synthesis.written_at,
        written_by=synthesis.written_by,
    )


def goal_view(goal: Goal) -> requests.GoalView:
    """A goal with its actions."""
    return requests.GoalView(goal.goal_id, goal.text, goal.actions)


def recommendation_view(recommended: Recommended) -> requests.Recommendation:
    """A recommendation with its word why."""
    return requests.Recommendation(recommended.service, recommended.note)
