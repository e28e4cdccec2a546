"""Who acts for a child, on the guardian's page; and what a minor does who waits for a guardian's yes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, members, volunteers
from redvest.faces.site.children import own_child
from redvest.faces.site.forms.child import GuardianAgrees, OtherGuardian
from redvest.faces.site.forms.refusal import blame
from redvest.faces.site.me import own_record, state_words
from redvest.registry.actions.code import send_code
from redvest.registry.actions.consent import guardian_consents, send_guardian_codes
from redvest.registry.actions.guardian import PLACES, add_guardian, end_guardian
from redvest.registry.choices import CodePurpose, ConsentPurpose, VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.queries.guardian import bond_of, guardians_of
from redvest.registry.queries.identity import age_of
from redvest.registry.rules.registration import GuardianForm


@never_cache
@sensitive_post_parameters("code", "phone")
@require_http_methods(["GET", "POST"])
@members
def guardians(request: HouseRequest, key: UUID) -> HttpResponse:
    """Both guardians of a child; a second is added by the code on their own phone, and one may end it."""
    child, at = own_child(request, key), clock.now()
    step = request.POST.get("step", "")
    if request.method != "POST":
        return _show(request, child, OtherGuardian())
    if step == "end":
        end_guardian(by=request.standing, child=child, at=at)
        messages.success(request, _("办好了，你不再是%(name)s的监护人。") % {"name": child.name})
        return redirect("site:children")
    if step == "send":
        return _send(request, child)
    form = OtherGuardian(request.POST)
    if not form.is_valid():
        return _show(request, child, form, status=422)
    try:
        add_guardian(by=request.standing, child=child, form=GuardianForm(**form.cleaned_data), at=at)
    except DomainError as fault:
        blame(form, fault, {"guardian-missing": "name"})
        return _show(request, child, form, status=fault.status)
    messages.success(request, _("加好了，两位监护人都能替孩子办理，也都会收到消息。"))
    return redirect("site:guardians", key)


def _send(request: HouseRequest, child: Volunteer) -> HttpResponse:
    form, fault, status = OtherGuardian(initial=request.POST.dict()), "", 200
    try:
        send_code(
            city=child.city, phone=request.POST.get("phone", "")[:30], purpose=CodePurpose.GUARDIAN, at=clock.now(),
            ip=client_address(request),
        )  # fmt: skip
        messages.success(request, _("验证码发给另一位监护人了。对方同意，把六位数字告诉你，再填在下面。"))
    except DomainError as refused:
        fault, status = refused.message, refused.status
    return _show(request, child, form, fault=fault, status=status)


def _show(
    request: HouseRequest, child: Volunteer, form: OtherGuardian, *, fault: str = "", status: int = 200
) -> HttpResponse:
    own, rows = bond_of(request.standing, child.pk), list(guardians_of(child.pk))
    context = {
        "tab": "me",
        "child": child,
        "rows": [(bond, own is not None and bond.pk == own.pk) for bond in rows],
        "form": form if len(rows) < len(PLACES) else None,
        "fault": fault,
    }
    return render(request, "site/guardians.html", context, status=status)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@volunteers
def my_guardian(request: HouseRequest) -> HttpResponse:
    """A minor asks the guardian on record for their yes; without any, where a new one is entered."""
    volunteer, at = own_record(request), clock.now()
    if request.method == "POST" and request.POST.get("step") == "send":
        try:
            send_guardian_codes(by=request.standing, volunteer=volunteer, at=at, ip=client_address(request))
            messages.success(request, _("验证码发给监护人了。监护人同意后，把六位数字填在下面。"))
        except DomainError as fault:
            messages.error(request, fault.message)
        return redirect("site:my-guardian")
    form = GuardianAgrees(request.POST or None, small=age_of(volunteer, at).needs_data_consent)
    if request.method != "POST":
        return _own(request, volunteer, form)
    if not form.is_valid():
        return _own(request, volunteer, form, 422)
    try:
        guardian_consents(
            by=request.standing, volunteer=volunteer, purposes=form.purposes(), code=form.cleaned_data["code"], at=at
        )  # fmt: skip
    except DomainError as fault:
        blame(form, fault)
        return _own(request, volunteer, form, fault.status)
    messages.success(request, _("监护人同意了。"))
    return redirect("site:me")


def _own(
    request: HouseRequest, volunteer: Volunteer, form: GuardianAgrees, status: int = 200
) -> HttpResponse:
    held = volunteer.consents.filter(withdrawn_at__isnull=True, purpose=ConsentPurpose.GUARDIAN)
    context: dict[str, Any] = {
        "tab": "me",
        "rows": guardians_of(volunteer.pk),
        "state": state_words(volunteer),
        "waits": volunteer.state == VolunteerState.PENDING_GUARDIAN or not held.exists(),
        "form": form,
    }
    return render(request, "site/my_guardian.html", context, status=status)
