"""A volunteer's word on an activity on which they served: who said what is never shown to the leader."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.site.forms.parts import FeedbackFields
from redvest.faces.site.words import span_words
from redvest.registry.policy import require_volunteer
from redvest.service.actions.evaluation import give_feedback
from redvest.service.models import SignUp
from redvest.service.queries.evaluation import evaluation_open, feedback_of
from redvest.service.queries.signup import signups_of
from redvest.service.rules.evaluation import FEWEST
from redvest.service.signup_errors import SignUpNotFound


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def feedback(request: HouseRequest, key: UUID) -> HttpResponse:
    """The form for one sign-up of mine; what was said before stands in it and can be changed while there is time."""
    me, at = require_volunteer(request.standing), clock.now()
    signup = signups_of(me).filter(pk=key).first()
    if signup is None:
        raise SignUpNotFound
    form = FeedbackFields(request.POST if request.method == "POST" else None, initial=_said(signup, me))
    status, refusal = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                give_feedback(by=request.standing, activity=signup.activity, form=form.to_form(), at=at)
            except DomainError as fault:
                status, refusal = fault.status, fault.message
            else:
                messages.success(request, _("谢谢，记下了。"))
                return redirect("site:signup", key=key)
    context: dict[str, Any] = {
        "tab": "me",
        "signup": signup,
        "form": form,
        "refusal": refusal,
        "early": at < signup.activity.ends_at,
        "open": evaluation_open(signup.activity, at),
        "when": span_words(signup.activity.starts_at, signup.activity.ends_at, clock.day_of(at)),
        "fewest": FEWEST,
    }
    return render(request, "site/feedback.html", context, status=status)


def _said(signup: SignUp, me: UUID) -> dict[str, Any]:
    """What this person said before."""
    found = feedback_of(signup.activity_id, me)
    if found is None:
        return {}
    return {
        "organisation": str(found.organisation),
        "safety": str(found.safety),
        "again": "1" if found.again else "0",
        "text": found.text,
    }
