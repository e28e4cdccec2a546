"""One's own coming and staying away: the number and every row behind it, and a word on a row."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer, nothing
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, volunteers
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.reliability import AppealForm, PastLine, Reliability
from redvest.registry.models import Volunteer
from redvest.registry.policy import require_volunteer
from redvest.service.actions.absence import appeal_absence as say_why
from redvest.service.queries.outlook import occasion_of, past_of, terms_for
from redvest.service.rules.outlook import counts_as, reliability, weight_of

calls = Calls("到场")
MOST = 200


@calls.get("/me/reliability", volunteers, "我的到场", Reliability)
def my_reliability(request: Asking) -> HttpResponse:
    """Seen by the person alone; it decides about nothing."""
    at = clock.now()
    me = Volunteer.objects.get(pk=require_volunteer(request.standing))
    terms = terms_for(me.region_path or f"{me.city}/", at)
    past = list(past_of(me.pk, at)[:MOST])
    share = reliability([occasion_of(each) for each in past], at, terms)
    lines = [
        PastLine(
            signup=each.pk, title=each.activity.title, starts_at=each.period.lower, state=each.state,
            counts_as=counts_as(occasion_of(each), terms), weight=round(weight_of(occasion_of(each), at, terms), 4),
        )
        for each in past
    ]  # fmt: skip
    return answer(Reliability(share=round(share, 4), past=lines))


@calls.post("/signups/{uuid:signup_id}/appeal", volunteers, "说明没到场的原因", None, 409, status=204)
@once
def appeal_absence(request: Asking, signup_id: UUID, form: AppealForm) -> HttpResponse:
    """Goes to the organisation whose activity it was."""
    say_why(by=request.standing, signup_id=signup_id, words=form.words, at=clock.now())
    return nothing()
