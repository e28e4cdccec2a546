"""The leader of an activity asks why somebody cannot join one of its posts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, staff
from redvest.faces.openapi.once import once_apart
from redvest.faces.openapi.shapes.join_reasons import ExplainedShape, WhoForm
from redvest.faces.openapi.shapes.signup import ReasonShape
from redvest.service.actions.explain_join import explain_join

calls = Calls("报名")


@calls.post("/posts/{uuid:post_id}/explain", staff, "他为什么报不了", ExplainedShape, 429)
@once_apart
def why_not_they(request: Asking, post_id: UUID, form: WhoForm) -> HttpResponse:
    """By POST, since each question leaves its trace; rules and no facts."""
    found = explain_join(by=request.standing, post_id=post_id, typed=form.who, at=clock.now())
    reasons = [
        ReasonShape(code=each.code, sentence=each.sentence, course=each.course) for each in found.reasons
    ]
    return answer(ExplainedShape(name=found.name, reasons=reasons))
