"""Why somebody is on a shift, or why not: asked by a number and a shift, answered in sentences."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.faces.desk.forms.roster import WhyFields
from redvest.faces.desk.frame import show
from redvest.faces.desk.words import span_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.models import RosterShift
from redvest.service.queries.roster import roster_within, shifts_of
from redvest.service.queries.roster_why import person_numbered, why_of


@never_cache
@require_safe
@staff
def why(request: HouseRequest, key: UUID) -> HttpResponse:
    """The form, and the answer once both are given. Only those who put the roster together are told."""
    by, at = request.standing, clock.now()
    found = roster_within(by, key)
    policy.require_may_roster(by, found.body_id)
    shifts = [(str(each.post_id), _words(each)) for each in shifts_of(found)]
    asked = request.GET if request.GET.get("number") else None
    form = WhyFields(asked, shifts=shifts)
    context = {"roster": found, "form": form, "answer": None}
    if asked is not None and form.is_valid():
        person = person_numbered(found.city, form.cleaned_data["number"])
        if person is None:
            form.add_error("number", _("没有找到这个编号的志愿者，请核对编号。"))
        else:
            post = UUID(form.cleaned_data["post"])
            context["answer"] = why_of(found, post, person.pk, at)
            context["who"] = mask_name(person.name)
            context["where"] = dict(shifts)[str(post)]
    return show(request, "desk/roster_why.html", context, on="rosters", status=422 if form.errors else 200)


def _words(each: RosterShift) -> str:
    post = each.post
    when = span_words(*post.times, clock.day_of(clock.now()))
    return f"{when} {post.activity.title} · {post.label}"
