"""A leader's letters to the roster of an activity."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.calls.finding import find_activity
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, staff
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.letter import LetterForm, Letters, LetterShape
from redvest.service import policy
from redvest.service.actions.letter import write_letter
from redvest.service.queries.letter import LetterFate, letters_of

calls = Calls("消息")


@calls.get("/activities/{uuid:activity_id}/letters", staff, "给名单的信", Letters, 404)
def roster_letters(request: Asking, activity_id: UUID) -> HttpResponse:
    """What was written, by who leads the activity, and how many read it."""
    found = find_activity(request, activity_id)
    policy.require_may_lead(request.standing, found)
    return answer(Letters(items=[_shape(each) for each in letters_of(found)]))


@calls.post("/activities/{uuid:activity_id}/letters", staff, "给名单写信", LetterShape, 404, 409, status=201)
@once
def write_roster_letter(request: Asking, activity_id: UUID, form: LetterForm) -> HttpResponse:
    """The copies are written in the background; a minor's guardians read it too."""
    found = find_activity(request, activity_id)
    letter = write_letter(
        by=request.standing, activity=found, audience=form.audience, text=form.text, at=clock.now()
    )
    return answer(_shape(LetterFate(letter)), status=201)


def _shape(fate: LetterFate) -> LetterShape:
    letter = fate.letter
    return LetterShape(
        id=letter.pk, audience=letter.audience, text=letter.text, written_at=letter.written_at, sent_at=letter.sent_at,
        told=fate.told, read=fate.read, failed=fate.failed,
    )  # fmt: skip
