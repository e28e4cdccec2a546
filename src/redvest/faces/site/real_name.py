"""The page of the real name, by which a member becomes a volunteer; places open one after the other."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.shared.templatetags.redvest import duration
from redvest.faces.site.entrance import way_on
from redvest.faces.site.forms.real_name import HomeForm, RealNameForm
from redvest.faces.site.forms.refusal import blame
from redvest.faces.site.hours import grade_sums
from redvest.faces.site.words import number_words
from redvest.registry.actions.claim import send_claim_code
from redvest.registry.actions.code import send_code
from redvest.registry.actions.volunteer import register_volunteer
from redvest.registry.choices import CodePurpose, IdType, VolunteerSource
from redvest.registry.models import Volunteer
from redvest.registry.person_errors import ClaimCodeWrong, ClaimOtherPhone
from redvest.registry.queries.identity import require_guardian_phone
from redvest.registry.queries.joining import membership_history

_FIELDS = {
    "claim-other-phone": "id_number",
    "claim-code-wrong": "claim_code",
    "phone-invalid": "guardian_phone",
    "codes-sent-too-often": "guardian_phone",
    "wrong-code": "guardian_code",
    "code-expired": "guardian_code",
    "code-tried-too-often": "guardian_code",
}


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@members
def real_name(request: HouseRequest) -> HttpResponse:
    """Show the form, open the next list of places, send the guardian's code, or register."""
    if request.standing.volunteer_id is not None:
        return redirect(way_on(request))
    city = settings.REDVEST_CITY
    if request.method != "POST":
        return _show(request, RealNameForm(city=city, initial={"name": request.standing.name}))
    step = request.POST.get("step", "finish")
    if step == "places":
        return _show(request, RealNameForm.as_typed(request.POST, settings.REDVEST_CITY))
    if step == "guardian-code":
        return _guardian_code(request)
    if step == "claim-code":
        return _claim_code(request)
    form = RealNameForm(request.POST, city=city)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        volunteer = register_volunteer(by=request.standing, form=form.asked(), at=clock.now())
    except DomainError as fault:
        blame(form, fault, _FIELDS)
        other = fault.code in (ClaimOtherPhone.code, ClaimCodeWrong.code)
        return _show(
            request, form, status=fault.status, claim=other, claim_tail=fault.details.get("tail", "")
        )
    welcome = _("登记好了，%(name)s！你的志愿者编号是 %(number)s。") % {
        "name": volunteer.name,
        "number": number_words(volunteer.number),
    }
    messages.success(request, welcome)
    if found := _found_again(volunteer):
        messages.success(request, found)
    return redirect(way_on(request))


def _found_again(volunteer: Volunteer) -> str:
    """What came back with an imported record that was claimed just now: hours, and organisations joined in the past."""
    if volunteer.source != VolunteerSource.IMPORT:
        return ""
    hours = duration(grade_sums(volunteer.pk).total)
    said = _("找到了你以前的记录，%(hours)s的时长已经接上。") % {"hours": hours}
    bodies = [each.body.name for each in membership_history(volunteer.pk).filter(left_on__isnull=True)[:3]]
    if bodies:
        said += _("你从前就是“%(bodies)s”的成员；不想再当，到“我的组织”里退出。") % {
            "bodies": "、".join(bodies)
        }
    return said


def _claim_code(request: HouseRequest) -> HttpResponse:
    """Send a code to the phone of the imported record and keep everything typed."""
    typed = request.POST
    form = RealNameForm.as_typed(typed, settings.REDVEST_CITY)
    try:
        send_claim_code(
            by=request.standing, id_type=_id_type(typed), id_number=typed.get("id_number", ""),
            name=typed.get("name", ""), at=clock.now(), ip=client_address(request),
        )  # fmt: skip
    except DomainError as fault:
        return _show(request, form, status=fault.status, claim=True, claim_fault=fault.message)
    return _show(request, form, claim=True, claim_sent=True)


def _id_type(typed: QueryDict) -> IdType:
    """What is chosen in the form that was not judged yet."""
    chosen = typed.get("id_type", "")
    return IdType(chosen) if chosen in IdType.values else IdType.RESIDENT_CARD


def _guardian_code(request: HouseRequest) -> HttpResponse:
    """Send a code to the guardian's phone and keep everything typed."""
    form = RealNameForm.as_typed(request.POST, settings.REDVEST_CITY)
    try:
        require_guardian_phone(
            by=request.standing, phone=request.POST.get("guardian_phone", ""),
            id_type=_id_type(request.POST), id_number=request.POST.get("id_number", ""), at=clock.now(),
        )  # fmt: skip
        send_code(
            city=settings.REDVEST_CITY,
            phone=request.POST.get("guardian_phone", ""),
            purpose=CodePurpose.GUARDIAN,
            at=clock.now(),
            ip=client_address(request),
        )
    except DomainError as fault:
        return _show(request, form, guardian_fault=fault.message, status=fault.status)
    messages.success(request, _("验证码发给监护人了。监护人同意后，把六位数字填在下面。"))
    return _show(request, form, asked_guardian=True)


def _show(request: HouseRequest, form: RealNameForm, status: int = 200, **more: Any) -> HttpResponse:
    asked = "asked_guardian" in more or "guardian_fault" in more
    minor = form.minor or request.GET.get("minor") == "1" or asked
    context = {"tab": "me", "form": form, "minor": minor, "next": way_on(request, ""), **more}
    return render(request, "site/real_name.html", context, status=status)


@never_cache
@require_safe
@members
def places(request: HouseRequest) -> HttpResponse:
    """The three lists of places for what is chosen now: asked by the page's script."""
    form = HomeForm(initial=request.GET.dict(), city=settings.REDVEST_CITY)
    return render(request, "site/_places.html", {"form": form})
