"""Who comes in a crisis, at the desk: the list, one registered at the table, the gate, the areas, the times as a sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care.actions.crisis_people import CrisisRegistration, register_for_crisis
from redvest.care.actions.crisis_sharing import share_crisis_times
from redvest.care.actions.crisis_staging import (
    AreaForm,
    change_area,
    check_in_crisis,
    check_out_crisis,
    close_area,
    open_area,
)
from redvest.care.choices import CrisisVia
from redvest.care.crisis_errors import AreaFull, BriefChanged, BriefUnsigned
from redvest.care.models import Crisis
from redvest.care.queries.crisis import brief_of, crisis_for
from redvest.care.queries.crisis_people import (
    area_of,
    areas_of,
    out_there,
    people_of,
    person_by_pass,
    times_there,
)
from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.desk.crises import commanded, crisis_page
from redvest.faces.desk.forms.crisis import FIELDS, AreaChangeFields, AreaFields, GateFields, PersonFields
from redvest.faces.desk.forms.inputs import blame, untick
from redvest.faces.desk.sheets import sheet_answer
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.told import told_moved
from redvest.faces.shared.typed import number_typed
from redvest.faces.shared.words import clock_words, date_words

MOST_OUT = 200
_BRIEF = (BriefUnsigned.code, BriefChanged.code)


@never_cache
@sensitive_post_parameters("name", "phone", "born")
@require_http_methods(["GET", "POST"])
@staff
def crisis_people(request: HouseRequest, key: UUID) -> HttpResponse:
    """Everybody who registered, found by pass, tail or name; a POST registers somebody who stands here."""
    found = crisis_for(request.standing, key)
    form = PersonFields(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wanted = CrisisRegistration(
            name=said["name"], phone=said["phone"], born=said["born"],
            brief_version=number_typed(request.POST.get("version", "")), skills=said["skills"],
            equipment=said["equipment"],
        )  # fmt: skip
        try:
            done = register_for_crisis(
                by=request.standing, crisis=found, form=wanted, at=clock.now(), via=CrisisVia.DESK
            )
        except DomainError as fault:
            found = _shown_anew(request, found, form, "brief", fault)
            blame(form, fault, FIELDS)
        else:
            messages.success(
                request, _("登记好了，通行码 %(code)s，请本人记下。") % {"code": done.person.pass_code}
            )
            return redirect("desk:crisis-people", key=key)
    asked, where = asked_text(request), asked_text(request, "where", 10)
    rows, pager = paged(request, people_of(found, asked, where), keys=("-registered_at", "-id"))
    context = {
        "rows": rows, "pager": pager, "asked": asked, "where": where, "form": form, "brief": brief_of(found),
        "wheres": [
            ("", _("全部")), ("there", _("在场")), ("never", _("还没来")), ("left", _("离开了")),
            ("stays", _("以后也愿意来")),
        ],
    }  # fmt: skip
    return crisis_page(request, found, "crisis_people", "people", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def crisis_gate(request: HouseRequest, key: UUID) -> HttpResponse:
    """In and out with a pass, and who is out there now."""
    found = crisis_for(request.standing, key)
    areas = [(str(each.pk), each.name) for each in areas_of(found) if each.closed_at is None]
    asked = request.GET.get("area", "")
    form = GateFields(request.POST or None, areas=areas, initial={"area": asked})
    if request.method == "POST" and form.is_valid():
        try:
            said = _let(request, found, form.cleaned_data)
        except DomainError as fault:
            if fault.status == 403:
                raise
            found = _shown_anew(request, found, form, "signs", fault)
            form.add_error("signs" if fault.code in _BRIEF else "code", fault.message)
        else:
            messages.success(request, said)
            return redirect(f"{request.path}?area={form.cleaned_data['area']}")
    out = out_there(found)
    context = {
        "form": form, "areas": areas, "out": list(out[:MOST_OUT]), "out_count": out.count(), "brief": brief_of(found),
        "places": areas_of(found),
    }  # fmt: skip
    return crisis_page(request, found, "crisis_gate", "gate", context, status=422 if form.errors else 200)


def _shown_anew(request: HouseRequest, found: Crisis, form: Form, tick: str, fault: DomainError) -> Crisis:
    """The crisis as it is by now, where its brief is what the refusal is about: nobody ticked the one that is shown next."""
    if fault.code not in _BRIEF:
        return found
    untick(form, tick)
    return crisis_for(request.standing, found.pk)


def _let(request: HouseRequest, found: Crisis, said: dict[str, Any]) -> str:
    by, at = request.standing, clock.now()
    person = person_by_pass(found, said["code"])
    if request.POST.get("verb") == "out":
        check_out_crisis(by=by, person=person, at=at)
        return _("%(name)s 签离了，辛苦了。") % {"name": person.name}
    area = area_of(found, key_typed(said["area"]))
    signs = number_typed(request.POST.get("version", "")) if said["signs"] else None
    check_in_crisis(by=by, area=area, person=person, signs=signs, at=at)
    return _("%(name)s 在 %(area)s 报到了。") % {"name": person.name, "area": area.name}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def crisis_areas(request: HouseRequest, key: UUID) -> HttpResponse:
    """The staging areas: opening one, its capacity, closing one."""
    found = commanded(request, key)
    verb = request.POST.get("verb", "")
    form = AreaFields(request.POST if verb == "open" else None)
    change = AreaChangeFields(request.POST if verb == "change" else None)
    if request.method == "POST" and _did(request, found, verb, form, change):
        return redirect("desk:crisis-areas", key=key)
    context = {
        "form": form,
        "change": change,
        "changed": request.POST.get("area", ""),
        "places": areas_of(found),
    }
    faulty = form.errors or change.errors
    return crisis_page(request, found, "crisis_areas", "areas", context, status=422 if faulty else 200)


def _did(request: HouseRequest, found: Crisis, verb: str, form: Form, change: Form) -> bool:
    by, at, key = request.standing, clock.now(), key_typed(request.POST.get("area", ""))
    acts: dict[str, tuple[Form | None, Callable[[], object]]] = {
        "open": (form, lambda: open_area(by=by, crisis=found, form=AreaForm(**form.cleaned_data), at=at)),
        "change": (
            change,
            lambda: change_area(by=by, area=area_of(found, key), at=at, **change.cleaned_data),
        ),
        "close": (None, lambda: close_area(by=by, area=area_of(found, key), at=at)),
    }
    used, act = acts.get(verb, (None, lambda: None))
    if used is not None and not used.is_valid():
        return False
    try:
        act()
    except DomainError as fault:
        # An area that is not (any more) there has no card on the page to stand in.
        if used is None or fault.status == NotFound.status:
            messages.error(request, fault.message)
            return True
        fields = FIELDS | {AreaFull.code: "capacity"}
        if told_moved(request, fault, fields):
            return True
        blame(used, fault, fields)
        return False
    messages.success(request, _("记下了。"))
    return True


@never_cache
@require_safe
@staff
def crisis_times(request: HouseRequest, key: UUID) -> HttpResponse:
    """Who was there from when to when, as a sheet: what a leader needs to enter hours with two proofs behind them."""
    found = commanded(request, key)
    share_crisis_times(by=request.standing, crisis=found, at=clock.now())
    titles = [
        _("姓名"), _("手机尾号"), _("通行码"), _("志愿者编号"), _("集结点"), _("到"), _("离"), _("分钟"),
        _("谁登记到"), _("谁登记离"), _("说明"),
    ]  # fmt: skip
    rows = []
    for each in times_there(found):
        stay, person = each.stay, each.stay.person
        rows.append([
            person.name, person.phone_tail, person.pass_code, person.volunteer.number if person.volunteer else "",
            stay.area.name, _moment(stay.in_at), _moment(stay.out_at), str(each.minutes),
            stay.in_by.name if stay.in_by else "", stay.out_by.name if stay.out_by else "", stay.out_note,
        ])  # fmt: skip
    return sheet_answer(titles, rows, name=f"{found.name}-{_('在场时间')}")


def _moment(at: datetime | None) -> str:
    return f"{date_words(clock.day_of(at))} {clock_words(at)}" if at else ""
