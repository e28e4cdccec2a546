"""Changing what is announced already, one occurrence of a series or more of them."""

from __future__ import annotations

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
from redvest.faces.desk.forms.change import ChangeFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.desk.maps import picking_map
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.service import policy
from redvest.service.actions.change import change_activity
from redvest.service.choices import LIVE_SIGNUPS
from redvest.service.models import SignUp

FIELDS = {"point": "lon", "places": "post-0", "places-taken": "post-0"}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def change(request: HouseRequest, key: UUID) -> HttpResponse:
    """What may be changed without a new review; who has signed up is told of a new time or place."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_publish_for(by, found.body)
    posts = list(found.posts.all())
    form = ChangeFields(request.POST if request.method == "POST" else None, activity=found, posts=posts)
    if request.method == "POST" and form.is_valid():
        try:
            change_activity(by=by, activity=found, form=form.to_form(), scope=form.chosen, at=at)
        except DomainError as fault:
            if fault.status in (401, 403, 404):
                raise
            blame(form, fault, FIELDS)
        else:
            messages.success(request, _("改好了。时间或地点变了的，报了名的人会收到通知。"))
            return redirect("desk:activity", key=key)
    point = (found.lon, found.lat) if found.lon is not None and found.lat is not None else None
    context = {
        **activity_head(by, found, at, tab="overview"),
        "form": form,
        "map_data": picking_map(by.city, point),
        "signed_up": SignUp.objects.filter(activity=found, state__in=LIVE_SIGNUPS).count(),
    }
    return show(request, "desk/change.html", context, on="activities", status=422 if form.errors else 200)
