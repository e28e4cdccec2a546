"""A crisis as everybody meets it: registering in a minute, the pass, the board of verified needs, reporting one.

While no crisis is on there is nothing here. A pass is remembered by the session; who lost it fills in the same phone
and name again.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.care.actions.crisis_going import go_to_crisis_need, withdraw_crisis_going
from redvest.care.actions.crisis_need import NeedReport, report_crisis_need
from redvest.care.actions.crisis_people import (
    CrisisRegistration,
    register_for_crisis,
    register_known_volunteer,
)
from redvest.care.crisis_errors import CrisisMinor, CrisisUnknown
from redvest.care.models import Crisis, CrisisGoing, CrisisVolunteer
from redvest.care.queries.crisis import brief_of, live_crises, public_crisis
from redvest.care.queries.crisis_need import board, need_of
from redvest.care.queries.crisis_people import areas_of
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.pages import paged
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.typed import number_typed
from redvest.faces.site.checkin import qr_svg
from redvest.faces.site.forms.crisis import (
    FIELDS,
    REPORT_FIELDS,
    BriefForm,
    CrisisPersonForm,
    CrisisReportForm,
)
from redvest.faces.site.forms.refusal import blame

_KEY = "crisis-pass"


def _crisis(request: HouseRequest, key: UUID) -> Crisis:
    return public_crisis(request.standing.city, key)


def _mine(request: HouseRequest, crisis: Crisis) -> CrisisVolunteer | None:
    """Whose pass this browser holds."""
    held = request.session.get(_KEY, {})
    return (
        CrisisVolunteer.objects.filter(crisis=crisis, pk=held.get(str(crisis.pk))).first() if held else None
    )


def _hold(request: HouseRequest, crisis: Crisis, person: CrisisVolunteer) -> None:
    request.session[_KEY] = {**request.session.get(_KEY, {}), str(crisis.pk): str(person.pk)}


@never_cache
@require_safe
@public
def crises(request: HouseRequest) -> HttpResponse:
    """Those that are on; one alone is gone to at once. Raises CrisisUnknown while there is none."""
    found = list(live_crises(request.standing.city))
    if not found:
        raise CrisisUnknown(_("现在没有应急，一切照常。"))
    if len(found) == 1:
        return redirect("site:crisis", key=found[0].pk)
    return render(request, "site/crises.html", {"crises": found})


@never_cache
@sensitive_post_parameters("born", "phone", "name")
@require_http_methods(["GET", "POST"])
@public
def crisis(request: HouseRequest, key: UUID) -> HttpResponse:
    """Who commands, the brief, and the form: or the notice that nobody more should come."""
    found, known = _crisis(request, key), request.standing.volunteer_id is not None
    one_tap = known and request.POST.get("step", "known") == "known" and request.GET.get("other") != "1"
    form: BriefForm = (BriefForm if one_tap else CrisisPersonForm)(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            done = _registered(request, found, form, one_tap=one_tap)
        except CrisisMinor as fault:
            return render(
                request, "site/crisis_minor.html", {"crisis": found, "fault": fault.message}, status=422
            )
        except DomainError as fault:
            found, status = _crisis(request, key), fault.status
            form = _unsigned(request, form) if fault.code == "brief-changed" else form
            blame(form, fault, FIELDS)
        else:
            _hold(request, found, done)
            return redirect("site:crisis-pass", key=key)
    context = {
        "crisis": found,
        "form": form,
        "one_tap": one_tap,
        "known": known,
        "brief": brief_of(found),
        "mine": _mine(request, found),
    }
    return render(
        request, "site/crisis.html", context, status=422 if form.errors and status == 200 else status
    )


def _unsigned(request: HouseRequest, form: BriefForm) -> BriefForm:
    """What was typed, without the tick under a brief that holds no more."""
    typed = request.POST.copy()
    typed.pop("brief", None)
    again = type(form)(typed)
    again.full_clean()
    again.errors.pop("brief", None)
    return again


def _registered(request: HouseRequest, found: Crisis, form: BriefForm, *, one_tap: bool) -> CrisisVolunteer:
    by, at = request.standing, clock.now()
    signed = number_typed(request.POST.get("version", ""))
    if one_tap:
        return register_known_volunteer(by=by, crisis=found, brief_version=signed, at=at).person
    said = form.cleaned_data
    wanted = CrisisRegistration(
        name=said["name"], phone=said["phone"], born=said["born"], brief_version=signed, skills=said["skills"],
        equipment=said["equipment"], stays_on=said["stays_on"],
    )  # fmt: skip
    return register_for_crisis(by=by, crisis=found, form=wanted, at=at).person


@never_cache
@require_safe
@public
def crisis_pass(request: HouseRequest, key: UUID) -> HttpResponse:
    """The pass, in figures that are read from afar, and where to go with it."""
    found = _crisis(request, key)
    mine = _mine(request, found)
    if mine is None:
        return redirect("site:crisis", key=key)
    context = {
        "crisis": found,
        "mine": mine,
        "qr": qr_svg(mine.pass_code),
        "areas": [each for each in areas_of(found) if each.closed_at is None],
        "stale": mine.brief_version < found.brief_version,
    }
    return render(request, "site/crisis_pass.html", context)


@never_cache
@require_safe
@public
def crisis_board(request: HouseRequest, key: UUID) -> HttpResponse:
    """What was verified and is not too old: roughly where, what, when somebody looked last, and on whose behalf."""
    found, at = _crisis(request, key), clock.now()
    mine = _mine(request, found)
    rows, pager = paged(request, board(found, at), keys=("-verified_at", "-id"))
    going: set[Any] = set()
    if mine is not None:
        held = CrisisGoing.objects.filter(person=mine, withdrawn_at__isnull=True)
        going = set(held.values_list("need", flat=True))
    context = {
        "crisis": found,
        "rows": [
            {"need": each, "going": each.pk in going, "left": each.wanted - each.coming} for each in rows
        ],
        "pager": pager,
        "mine": mine,
    }
    return render(request, "site/crisis_board.html", context)


@require_POST
@public
def crisis_go(request: HouseRequest, key: UUID, need: UUID) -> HttpResponse:
    """I go there, or not after all."""
    found, at = _crisis(request, key), clock.now()
    mine = _mine(request, found)
    if mine is None:
        messages.info(request, _("先登记，领到通行码，再说去哪里。"))
        return redirect("site:crisis", key=key)
    with refusal_told(request):
        wanted = need_of(found, need)
        if request.POST.get("verb") == "withdraw":
            withdraw_crisis_going(by=request.standing, need=wanted, person=mine, at=at)
            messages.success(request, _("撤回了，名额让给别人。"))
        else:
            go_to_crisis_need(by=request.standing, need=wanted, person=mine, at=at)
            messages.success(request, _("记下了。先到集结点报到，那里的人告诉你具体地点。"))
    return redirect("site:crisis-board", key=key)


@never_cache
@sensitive_post_parameters("phone", "words", "place")
@require_http_methods(["GET", "POST"])
@public
def crisis_report(request: HouseRequest, key: UUID) -> HttpResponse:
    """Somebody needs something: taken in at once, on the board when it was verified."""
    found = _crisis(request, key)
    form = CrisisReportForm(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wanted = NeedReport(
            said["kind"], said["words"], said["place"], said["phone"], said["lon"], said["lat"]
        )
        try:
            report_crisis_need(by=request.standing, crisis=found, form=wanted, at=clock.now())
        except DomainError as fault:
            status = fault.status
            blame(form, fault, REPORT_FIELDS)
        else:
            return render(request, "site/crisis_reported.html", {"crisis": found})
    return render(request, "site/crisis_report.html", {"crisis": found, "form": form}, status=status)
