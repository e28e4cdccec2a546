"""The second question at the door of the desk: a code of the app, a passkey, or a recovery code."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared import strong
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.site import passkeys
from redvest.faces.site.entrance import way_on
from redvest.faces.site.forms.security import SecondForm
from redvest.registry.actions.second_factor import prove, prove_by_passkey
from redvest.registry.choices import FactorKind
from redvest.registry.models import Account
from redvest.registry.queries.second_factor import kinds_of, passkeys_of


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@members
def second(request: HouseRequest) -> HttpResponse:
    """Ask for the second factor; who has none yet is led to where one is set up."""
    account = _account(request)
    kinds = kinds_of(account.pk)
    if not kinds:
        return redirect(f"{reverse('site:security')}?{urlencode({'next': way_on(request, '/desk/')})}")
    form = SecondForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            prove(account=account, typed=form.cleaned_data["code"], at=clock.now())
        except DomainError as fault:
            form.add_error("code", fault.message)
        else:
            strong.remember(request, account.pk)
            return redirect(way_on(request, "/desk/"))
    context = {
        "form": form, "tab": "me", "next": way_on(request, ""), "by_app": FactorKind.APP in kinds,
        "by_passkey": FactorKind.PASSKEY in kinds,
    }  # fmt: skip
    return render(request, "site/second.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@members
def passkey_ask(request: HouseRequest) -> HttpResponse:
    """What the browser needs to sign with a passkey of this account."""
    return JsonResponse(passkeys.ask_to_prove(request, passkeys_of(_account(request).pk)))


@never_cache
@require_POST
@members
def passkey_prove(request: HouseRequest) -> HttpResponse:
    """The browser's answer; tells where to go on."""
    account = _account(request)
    try:
        credential_id, count = passkeys.read_proof(request, passkeys.sent(request), passkeys_of(account.pk))
        prove_by_passkey(account=account, credential_id=credential_id, sign_count=count, at=clock.now())
    except DomainError as fault:
        return refusal(fault)
    strong.remember(request, account.pk)
    return JsonResponse({"next": way_on(request, "/desk/")})


def refusal(fault: DomainError) -> JsonResponse:
    """A refusal for a script to show."""
    said: dict[str, Any] = {"code": fault.code, "text": fault.message}
    return JsonResponse(said, status=fault.status)


def _account(request: HouseRequest) -> Account:
    account = request.user
    assert isinstance(account, Account)
    return account
