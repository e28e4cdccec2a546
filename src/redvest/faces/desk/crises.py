"""Crises at the desk: the list, switching one on, its first page, the brief, stop coming and come again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care.actions.crisis import (
    CrisisForm,
    open_crisis,
    say_come_again,
    say_stop_coming,
    write_brief,
)
from redvest.care.choices import CrisisNeedState
from redvest.care.crisis_errors import CrisisOver, CrisisUnknown
from redvest.care.models import Crisis
from redvest.care.policy import may_command, require_may_command
from redvest.care.queries.crisis import (
    brief_of,
    crises_for,
    crisis_for,
    needs_count,
    people_count,
    timeline,
    ways_count,
)
from redvest.care.queries.crisis_need import likely_found, to_verify
from redvest.care.queries.crisis_people import areas_of, staying_count
from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.crisis import FIELDS, BriefFields, CrisisFields, SayFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.options import region_options
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.registry.models import Region

MOST_LIKELY = 20


def crisis_page(
    request: HouseRequest,
    found: Crisis,
    template: str,
    tab: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of one crisis, with its head and tabs."""
    if status == 422 and not found.live:  # the form that was sent is shown no more
        messages.error(request, CrisisOver().message)
    framed = {
        "crisis": found,
        "tab": tab,
        "commands": may_command(request.standing, found.region_path),
        "desk_place": found.region.name,
        **context,
    }
    return show(request, f"desk/{template}.html", framed, on="crises", status=status)


def commanded(request: HouseRequest, key: UUID) -> Crisis:
    """A crisis that this person commands. Raises CrisisUnknown, NotAllowed."""
    found = crisis_for(request.standing, key)
    require_may_command(request.standing, found.region_path)
    return found


@never_cache
@require_safe
@staff
def crises(request: HouseRequest) -> HttpResponse:
    """What is on in the places in charge, then what is over."""
    by = request.standing
    if not by.regions() and not by.stations():
        raise NotAllowed
    live = list(crises_for(by).filter(handed_back_at__isnull=True))
    over, pager = paged(
        request, crises_for(by).filter(handed_back_at__isnull=False), keys=("-opened_at", "-id")
    )
    context = {"live": live, "over": over, "pager": pager, "governs": bool(by.regions())}
    return show(request, "desk/crises.html", context, on="crises")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_crisis(request: HouseRequest) -> HttpResponse:
    """The switch."""
    by = request.standing
    if not by.regions():
        raise NotAllowed
    regions = [option for path in by.regions() for option in region_options(path)]
    form = CrisisFields(request.POST or None, regions=regions)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        region = Region.objects.filter(pk=said.pop("region"), city=by.city).first()
        try:
            if region is None:
                raise CrisisUnknown
            made = open_crisis(by=by, region=region, form=CrisisForm(**said), at=clock.now())
        except DomainError as fault:
            if fault.status == 403:
                raise
            blame(form, fault, FIELDS)
        else:
            messages.success(request, _("启动了。现在定集结点，来的人才知道去哪里。"))
            return redirect("desk:crisis-areas", key=made.pk)
    return show(
        request, "desk/crisis_new.html", {"form": form}, on="crises", status=422 if form.errors else 200
    )


@never_cache
@require_safe
@staff
def crisis(request: HouseRequest, key: UUID) -> HttpResponse:
    """How it stands: people, areas, needs; once it is over, what it came to."""
    found = crisis_for(request.standing, key)
    people, needs = people_count(found), needs_count(found)
    context: dict[str, Any] = {"people": people, "needs": needs, "areas": areas_of(found)}
    if found.live:
        may = may_command(request.standing, found.region_path)
        context["waiting"] = to_verify(found).count()
        if may:
            likely = likely_found(found, MOST_LIKELY)
            context |= {"likely": len(likely.pairs), "likely_more": likely.more}
        context["told"] = found.broadcasts.order_by("-said_at").first()
        return crisis_page(request, found, "crisis", "crisis", context)
    states = [(CrisisNeedState(state).label, count) for state, count in needs.by_state.items()]
    context |= {"ways": ways_count(found), "states": states, "timeline": timeline(found)}
    context["staying"], context["on_register"] = staying_count(found)
    return crisis_page(request, found, "crisis_over", "crisis", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def crisis_brief(request: HouseRequest, key: UUID) -> HttpResponse:
    """The brief that holds; saving makes the next version."""
    found = commanded(request, key)
    brief = brief_of(found)
    form = BriefFields(request.POST or None, initial={"text": brief.text})
    if request.method == "POST" and form.is_valid():
        try:
            version = write_brief(
                by=request.standing, crisis=found, text=form.cleaned_data["text"], at=clock.now()
            )
        except DomainError as fault:
            blame(form, fault, {})
        else:
            messages.success(request, _("现在是第 %(n)d 版，之后来的人要签这一版。") % {"n": version})
            return redirect("desk:crisis-brief", key=key)
    context = {"form": form, "brief": brief, "former": found.briefs.order_by("-version")[1:20]}
    return crisis_page(request, found, "crisis_brief", "brief", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def crisis_stop(request: HouseRequest, key: UUID) -> HttpResponse:
    """Stop coming, or come again, whichever is next; and how far the last telling got."""
    found = commanded(request, key)
    act: Callable[..., object] = say_come_again if found.stopped_at else say_stop_coming
    form = SayFields(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # What the page offered, so that an old page pressed late does not say the opposite.
        act = say_come_again if request.POST.get("verb") == "again" else say_stop_coming
        try:
            act(by=request.standing, crisis=found, words=form.cleaned_data["words"], at=clock.now())
        except DomainError as fault:
            blame(form, fault, {})
        else:
            messages.success(request, _("说出去了。登记过、还没到场的人会一个一个收到。"))
            return redirect("desk:crisis-stop", key=key)
    context = {"form": form, "said": found.broadcasts.select_related("said_by").order_by("-said_at")[:20]}
    return crisis_page(request, found, "crisis_stop", "stop", context, status=422 if form.errors else 200)
