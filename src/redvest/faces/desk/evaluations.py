"""Evaluating those who served on an activity, and what they said of it without their names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.forms.parts import EvaluationFields
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.service import policy
from redvest.service.actions.evaluation import evaluate_service
from redvest.service.models import Evaluation
from redvest.service.queries.evaluation import evaluation_open, scores_of_activity, to_evaluate
from redvest.service.rules.evaluation import FEWEST

NAMES = ("punctuality", "attitude", "skill", "text", "beneficiary_words")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def evaluations(request: HouseRequest, key: UUID) -> HttpResponse:
    """One form for each person who served. A POST carries one of them."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_lead(by, found)
    typed: EvaluationFields | None = None
    whom = request.POST.get("volunteer", "")
    people = to_evaluate(found)
    if request.method == "POST":
        typed = EvaluationFields(request.POST, auto_id=f"id_{whom}_%s")
        person = next((person for person, _known in people if str(person.pk) == whom), None)
        if person is None:
            messages.error(request, _("名单里没有这个人，请刷新后再试。"))
            return redirect("desk:evaluations", key=key)
        if typed.is_valid():
            try:
                evaluate_service(by=by, activity=found, volunteer_id=person.pk, form=typed.to_form(), at=at)
            except DomainError as fault:
                typed.add_error(None, fault.message)
            else:
                messages.success(request, _("对%(name)s的评价记下了。") % {"name": person.name})
                return redirect("desk:evaluations", key=key)
    context = {
        **activity_head(by, found, at, tab="evaluations"),
        "rows": [
            _row(person.pk, person.name, known, typed if str(person.pk) == whom else None)
            for person, known in people
        ],
        "open": evaluation_open(found, at),
        "scores": scores_of_activity(found),
        "fewest": FEWEST,
        "own": by.records,
    }
    return show(request, "desk/evaluations.html", context, on="activities", status=422 if typed else 200)


def _row(key: UUID, name: str, known: Evaluation | None, typed: EvaluationFields | None) -> dict[str, Any]:
    said = {each: getattr(known, each) for each in NAMES} if known else None
    form = typed or EvaluationFields(initial=said, auto_id=f"id_{key}_%s")
    return {"key": key, "name": name, "known": known, "form": form, "faulty": typed is not None}
