"""Changing the phone of one's account, and saying that a recovery of it was not asked for by oneself."""

from __future__ import annotations

from django.contrib import auth, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.site.entrance import has_code
from redvest.faces.site.forms.phone import MovePhoneForm, NewPhoneForm
from redvest.faces.site.forms.refusal import blame
from redvest.registry.actions.phone import change_phone, send_phone_codes
from redvest.registry.actions.recovery import object_recovery
from redvest.registry.choices import PhoneProof
from redvest.registry.models import Account
from redvest.registry.policy import require_member
from redvest.registry.queries.account import masked_phone
from redvest.registry.queries.phone_proof import proofs_of
from redvest.registry.queries.recovery import waiting_recovery

_BLAME = {
    "phone-same": "phone", "phone-proof-wrong": "typed", "phone-proof-weak": "typed", "second-factor-wrong": "typed",
    "identity-number-invalid": "typed", "old-phone-code-wrong": "typed",
}  # fmt: skip


@never_cache
@sensitive_post_parameters("code", "typed")
@require_http_methods(["GET", "POST"])
@members
def phone(request: HouseRequest) -> HttpResponse:
    """Two steps on one page: the first sends the codes, the second moves the account and ends every session."""
    proofs = proofs_of(require_member(request.standing), clock.day_of(clock.now()))
    if request.method != "POST":
        return _show(request, NewPhoneForm(proofs=proofs))
    if request.POST.get("step") == "finish":
        return _finish(request, MovePhoneForm(request.POST, proofs=proofs))
    first = NewPhoneForm(request.POST, proofs=proofs)
    if not first.is_valid():
        return _show(request, first, 422)
    number, proof = first.cleaned_data["phone"], PhoneProof(first.cleaned_data["proof"])
    ip = client_address(request)
    try:
        if not has_code(request):
            send_phone_codes(by=request.standing, phone=number, proof=proof, at=clock.now(), ip=ip)
    except DomainError as fault:
        blame(first, fault, _BLAME)
        return _show(request, first, fault.status)
    return _show(request, MovePhoneForm(initial={"phone": number, "proof": proof}, proofs=proofs))


def _finish(request: HouseRequest, form: MovePhoneForm) -> HttpResponse:
    if not form.is_valid():
        return _show(request, form, 422)
    said = form.cleaned_data
    try:
        change_phone(
            by=request.standing, phone=said["phone"], code=said["code"], proof=PhoneProof(said["proof"]),
            typed=said["typed"], at=clock.now(),
        )  # fmt: skip
    except DomainError as fault:
        blame(form, fault, _BLAME)
        return _show(request, form, fault.status)
    auth.logout(request)
    messages.success(request, _("手机号换好了。所有设备都已退出，请用新手机号登录。"))
    return redirect("site:login")


def _show(request: HouseRequest, form: NewPhoneForm, status: int = 200) -> HttpResponse:
    account = Account.objects.get(pk=require_member(request.standing))
    context = {
        "tab": "me", "form": form, "second": isinstance(form, MovePhoneForm), "now": masked_phone(account),
        "recovery": waiting_recovery(account.pk), "have": has_code(request),
        "both": str(form["proof"].value()) == PhoneProof.OLD,
    }  # fmt: skip
    return render(request, "site/phone.html", context, status=status)


@never_cache
@require_POST
@members
def not_me(request: HouseRequest) -> HttpResponse:
    """Stop a recovery of this account."""
    try:
        object_recovery(by=request.standing, at=clock.now())
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("停掉了，账号没有动。怕有人知道你的证件号码，就去志愿服务站说一声。"))
    return redirect("site:phone")
