"""Counting who came to a lecture or a performance, at the desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.forms.inputs import WholeField
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import refusal_told
from redvest.service import policy
from redvest.service.actions.audience import MOST, record_audience
from redvest.service.audience_errors import NoAudience
from redvest.service.queries.activity_kind import audience_groups, audience_of, kind_of


class AudienceFields(forms.Form):
    """One number for each group; an empty one is nobody."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, name in audience_groups().items():
            self.fields[key] = WholeField(label=_(name), most=MOST, later=True)

    def to_people(self) -> dict[str, int]:
        return {key: number for key, number in self.cleaned_data.items() if number}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def audience(request: HouseRequest, key: UUID) -> HttpResponse:
    """What was counted, and the form to count for who leads. Only of activities that have an audience."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    kind, counted = kind_of(found), audience_of(found)
    if not kind.audience:
        raise NoAudience
    form = AudienceFields(request.POST if request.method == "POST" else None, initial=counted)
    if request.method == "POST" and form.is_valid():
        with refusal_told(request):
            total = record_audience(by=by, activity=found, people=form.to_people(), at=at)
            messages.success(request, _("登记好了，一共来了 %(n)d 人。") % {"n": total})
        return redirect("desk:audience", key=key)
    context = {
        **activity_head(by, found, at, tab="audience"),
        "form": form,
        "kind_name": _(kind.name),
        "total": sum(counted.values()),
        "may_count": policy.may_lead(by, found) and at >= found.starts_at,
    }
    return show(request, "desk/audience.html", context, on="activities", status=422 if form.errors else 200)
