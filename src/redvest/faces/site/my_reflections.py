"""My reflections (心得) and my child's: what may be written on, writing, a yes or no to being public, taking back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import pressed
from redvest.faces.shared.told import refusal_told
from redvest.faces.site.for_whom import person_for
from redvest.faces.site.forms.reflection import FIELDS, ReflectionFields
from redvest.registry.models import Volunteer
from redvest.registry.queries.guardian import needs_guardian
from redvest.service.actions.reflection import agree_publication, withdraw_reflection, write_reflection
from redvest.service.choices import LIVE_REFLECTIONS, ReflectionState
from redvest.service.models import Activity, Reflection
from redvest.service.queries.reflection import may_be_written_on, own_reflection, own_reflections, served_on
from redvest.service.reflection_errors import ReflectionNotServed, ReflectionUnknown

MOST_OPEN = 10
PAGE = 20
TONES = {
    ReflectionState.WRITTEN: "wait", ReflectionState.TO_CHANGE: "wait", ReflectionState.APPROVED: "ok",
    ReflectionState.PUBLISHED: "ok",
}  # fmt: skip


@never_cache
@require_safe
@members
def mine(request: HouseRequest) -> HttpResponse:
    """What I wrote and what became of it; and what I may write on. ``?who=``: of a child that I answer for."""
    who, at = request.GET.get("who", ""), clock.now()
    person = person_for(request, who)[0]
    found, pager = paged(request, own_reflections(person.pk), keys=("-written_at", "-id"), size=PAGE)
    context = {
        "tab": "me",
        "who": who,
        "person": person,
        "open": may_be_written_on(person.pk, most=MOST_OPEN),
        "rows": [_row(each) for each in found],
        "pager": pager,
        "may_agree": bool(who) or not needs_guardian(person, at),
    }
    return render(request, "site/my_reflections.html", context)


def _row(each: Reflection) -> dict[str, Any]:
    return {
        "row": each,
        "tone": TONES.get(ReflectionState(each.state), "off"),
        "live": each.state in LIVE_REFLECTIONS,
        "pictures": list(each.pictures.all()),
    }


def _back(who: str) -> HttpResponseRedirect:
    return redirect(reverse("site:my-reflections") + (f"?who={who}" if who else ""))


@never_cache
@require_http_methods(["GET", "POST"])
@members
def write(request: HouseRequest, key: UUID) -> HttpResponse:
    """The form for one activity on which I served; what I wrote before stands in it."""
    sent, at = request.method == "POST", clock.now()
    who = (request.POST if sent else request.GET).get("who", "")
    person = person_for(request, who)[0]
    activity = Activity.objects.select_related("body").filter(pk=key, city=request.standing.city).first()
    if activity is None:
        raise ReflectionUnknown
    if not served_on(person.pk, activity.pk):
        raise ReflectionNotServed
    before = own_reflection(person.pk, activity.pk)
    initial = {"text": before.text, "public": before.agreed_at is not None} if before else {}
    form = ReflectionFields(request.POST if sent else None, request.FILES if sent else None, initial=initial)
    if sent and form.is_valid() and _written(request, person, activity, form):
        return _back(who)
    context = {
        "tab": "me",
        "who": who,
        "person": person,
        "activity": activity,
        "before": before,
        "pictures": list(before.pictures.order_by("place")) if before else [],
        "form": form,
        "guardian_agrees": not who and needs_guardian(person, at),
    }
    return render(request, "site/reflection_write.html", context, status=422 if form.errors else 200)


def _written(request: HouseRequest, person: Volunteer, activity: Activity, form: ReflectionFields) -> bool:
    kept = {found for found in map(key_typed, request.POST.getlist("keep")[:3]) if found is not None}
    try:
        write_reflection(
            by=request.standing, volunteer=person, activity=activity, text=form.cleaned_data["text"],
            public=form.cleaned_data["public"], pictures=form.photos(), keep=kept, at=clock.now(),
        )  # fmt: skip
    except DomainError as fault:
        if fault.status in (401, 403, 404):
            raise
        form.add_error(FIELDS.get(fault.code), fault.message)
        return False
    messages.success(request, _("交上去了，审核完会告诉你。"))
    return True


@never_cache
@require_POST
@members
def publish(request: HouseRequest, key: UUID) -> HttpResponse:
    """Whether others may read it; a no works at once."""
    who, yes = request.POST.get("who", ""), pressed(request, "yes", "no")
    with refusal_told(request):
        agree_publication(by=request.standing, key=key, yes=yes, at=clock.now())
        messages.success(request, _("同意公开了。") if yes else _("不公开了，别人现在看不到。"))
    return _back(who)


@never_cache
@require_POST
@members
def withdraw(request: HouseRequest, key: UUID) -> HttpResponse:
    """Taken back; one may write anew."""
    with refusal_told(request):
        withdraw_reflection(by=request.standing, key=key, at=clock.now())
        messages.success(request, _("撤回了。"))
    return _back(request.POST.get("who", ""))
