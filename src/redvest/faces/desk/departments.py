"""Which department leads, administers or joins at a place, how that changed, and changing it from a day on."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed, NotFound
from redvest.faces.desk.forms.inputs import DayField, blame
from redvest.faces.desk.forms.options import region_options
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.typed import number_typed
from redvest.registry.actions.department import add_department, appoint_department, end_duty
from redvest.registry.choices import DepartmentDuty
from redvest.registry.governance_errors import DutyDatesWrong
from redvest.registry.models import Department, Region
from redvest.registry.policy import Standing, require_governs
from redvest.registry.queries.department import departments, duty_history, duty_of, on_day

FIELDS = {
    "lead-taken": "starts_on",
    "duty-taken": "starts_on",
    "duty-dates-wrong": "ends_on",
}


class DutyFields(forms.Form):
    """Which department, what it is to the place, from when, by which paper."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label=gettext_lazy("部门"), empty_label=None
    )
    duty = forms.ChoiceField(label=gettext_lazy("职责"), choices=DepartmentDuty.choices)
    starts_on = DayField(label=gettext_lazy("从哪一天起"))
    ends_on = DayField(label=gettext_lazy("到哪一天为止"), required=False)
    basis = forms.CharField(label=gettext_lazy("依据"), required=False, max_length=200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def departments_page(request: HouseRequest) -> HttpResponse:
    """``region`` in the address is the place; without it the widest one that is governed."""
    by, at = request.standing, clock.now()
    region, widest = _places(by, asked_text(request, "region"))
    form = DutyFields(request.POST or None, initial={"starts_on": clock.day_of(at)})
    form.fields["department"].queryset = departments(by.city)  # type: ignore[attr-defined]
    verb = request.POST.get("verb", "")
    if verb in ("end", "add"):
        _changed(request, verb, region)
        return redirect(f"{reverse('desk:departments')}?region={region.code}")
    if request.method == "POST" and form.is_valid() and _appoint(request, form, region):
        return redirect(f"{reverse('desk:departments')}?region={region.code}")
    today = clock.day_of(at)
    history = list(duty_history(region))
    context = {
        "region": region,
        "desk_place": widest.name,
        "places": [option for path in by.regions() for option in region_options(path, chosen=region.code)],
        "now": on_day(history, today),
        "history": [(role, role.ends_on is None or role.ends_on > today) for role in history],
        "today": today,
        "may_add": by.is_centre,
        "form": form,
    }
    status = 422 if form.errors else 200
    return show(request, "desk/departments.html", context, on="departments", status=status)


def _places(by: Standing, code: str) -> tuple[Region, Region]:
    """The place asked for (the widest that is governed without any) and that widest one, in one query."""
    if not by.regions():
        raise NotAllowed
    path = min(by.regions(), key=len)
    rows = {each.path: each for each in Region.objects.filter(Q(path=path) | Q(code=code), city=by.city)}
    widest = rows[path]
    region = next((each for each in rows.values() if each.code == code), None) if code else widest
    if region is None:
        raise NotFound
    require_governs(by, region.path)
    return region, widest


def _changed(request: HouseRequest, verb: str, region: Region) -> None:
    """A duty ends with a day, or the centre names a kind of office that the list lacks."""
    by, at = request.standing, clock.now()
    with refusal_told(request):
        if verb == "add":
            made = add_department(by=by, name=request.POST.get("name", ""), at=at)
            messages.success(request, _("“%(name)s”加进部门名单了。") % {"name": made.name})
            return
        role = duty_of(region, _number(request.POST.get("role", "")))
        end_duty(by=by, role=role, ends_on=_day(request.POST.get("ends_on", "")), at=at)
        messages.success(request, _("记下了：这项职责到那一天为止，来历里留着。"))


def _number(text: str) -> int:
    return number_typed(text, digits=9) or 0


def _day(text: str) -> date:
    """Raises DutyDatesWrong."""
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise DutyDatesWrong
    return found


def _appoint(request: HouseRequest, form: DutyFields, region: Region) -> bool:
    typed = form.cleaned_data
    before = {role.pk for role in duty_history(region) if role.ends_on is None}
    try:
        appoint_department(
            by=request.standing,
            department=typed["department"],
            region=region,
            duty=DepartmentDuty(typed["duty"]),
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
            basis=typed["basis"],
            at=clock.now(),
        )
    except DomainError as fault:
        blame(form, fault, FIELDS)
        return False
    ended = any(role.pk in before and role.ends_on for role in duty_history(region))
    messages.success(request, _("已经登记，原来的职责到前一天为止。") if ended else _("已经登记。"))
    return True
