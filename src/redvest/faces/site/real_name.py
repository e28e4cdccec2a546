"""The page of the real name, by which a member becomes a volunteer; places open one after the other."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.site.entrance import way_on
from redvest.faces.site.forms.real_name import HomeForm, RealNameForm
from redvest.faces.site.forms.refusal import blame
from redvest.faces.site.words import number_words
from redvest.registry.actions.code import send_code
from redvest.registry.actions.volunteer import register_volunteer
from redvest.registry.choices import CodePurpose

_GUARDIAN_FIELDS = {
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
        return _show(request, _as_typed(request))
    if step == "guardian-code":
        return _guardian_code(request)
    form = RealNameForm(request.POST, city=city)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        volunteer = register_volunteer(by=request.standing, form=form.asked(), at=clock.now())
    except DomainError as fault:
        blame(form, fault, _GUARDIAN_FIELDS)
        return _show(request, form, status=fault.status)
    welcome = _("登记好了，%(name)s！你的志愿者编号是 %(number)s。") % {
        "name": volunteer.name,
        "number": number_words(volunteer.number),
    }
    messages.success(request, welcome)
    return redirect(way_on(request))


def _as_typed(request: HouseRequest) -> RealNameForm:
    """The form with everything typed so far, unjudged."""
    typed: dict[str, Any] = {name: value for name, value in request.POST.items() if name != "domains"}
    typed["domains"] = request.POST.getlist("domains")
    return RealNameForm(city=settings.REDVEST_CITY, initial=typed)


def _guardian_code(request: HouseRequest) -> HttpResponse:
    """Send a code to the guardian's phone and keep everything typed."""
    form = _as_typed(request)
    try:
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
    minor = form.minor or request.GET.get("minor") == "1" or bool(more)
    context = {"tab": "me", "form": form, "minor": minor, "next": way_on(request, ""), **more}
    return render(request, "site/real_name.html", context, status=status)


@never_cache
@require_safe
@members
def places(request: HouseRequest) -> HttpResponse:
    """The three lists of places for what is chosen now: asked by the page's script."""
    form = HomeForm(initial=request.GET.dict(), city=settings.REDVEST_CITY)
    return render(request, "site/_places.html", {"form": form})
