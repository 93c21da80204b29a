"""The step of the stress level: by the client's own phone, or recorded here; and the way to the client's forms."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

import segno
from flask import Blueprint
from werkzeug.wrappers import Response

from services.gateway.pages.guide.guide_ratings import left_after_mistake
from services.gateway.pages.guide.step_frame import NoteShown, Talk, step_page, talk
from services.gateway.web.forms import FormState, submit
from services.gateway.web.fragments import fragment, fragment_only
from services.gateway.web.guards import staff_only
from services.gateway.web.links import self_fill
from services.gateway.web.rendering import see_other
from services.gateway.web.service_client import ask
from shared.contracts.actor import Role
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase

blueprint = Blueprint("guide_stress", __name__)


def show(shown: Talk, sent: FormState | None, note: NoteShown | None) -> Response:
    """The step."""
    link = self_fill(shown.session_id) if shown.is_open else None
    left = left_after_mistake(shown.session)
    return step_page("guide/stress.html", shown, sent, note=note, link=link, left=left)


@blueprint.post("/sessions/<uuid:session_id>/stress/rating")
@staff_only(Role.STUDENT, Role.LECTURER)
def rate(session_id: UUID) -> Response:
    """Record the client's rating by the students' hand."""
    sent = submit(requests.RateStress, session_id=session_id)
    if not sent.is_done:
        return show(talk(session_id, Phase.STRESS), sent, None)
    return see_other("guide.step", said="stress_recorded", session_id=session_id, phase=Phase.STRESS.value)


@blueprint.get("/sessions/<uuid:session_id>/stress/ratings")
@fragment_only
def ratings(session_id: UUID) -> Response:
    """The ratings so far, for the open page: a client's own appears by itself."""
    return fragment("guide/ratings.html", ratings=ask(requests.Session(session_id)).stress, session_id=session_id)


@blueprint.get("/sessions/<uuid:session_id>/qr.svg")
@staff_only(Role.STUDENT, Role.LECTURER)
def code(session_id: UUID) -> Response:
    """The QR code that opens the forms of this conversation on the client's own phone."""
    picture = BytesIO()
    made = segno.make(self_fill(session_id).url, error="m", micro=False)
    made.save(
        picture, kind="svg", border=2, omitsize=True, xmldecl=False, svgclass=None, lineclass=None, dark="#1E2A26"
    )
    return Response(picture.getvalue(), content_type="image/svg+xml")
