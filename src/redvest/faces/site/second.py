"""The second question, at the door of the desk and at every sign-in of who has added a factor.

A code of the app, a passkey, or a recovery code.
"""

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
from redvest.core.errors import DomainError, Unauthenticated
from redvest.faces.shared import strong
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.site import passkeys, wechat_kept
from redvest.faces.site.entrance import open_session, way_on
from redvest.faces.site.forms.security import SecondForm
from redvest.registry.actions.second_factor import prove, prove_by_passkey
from redvest.registry.choices import FactorKind
from redvest.registry.models import Account
from redvest.registry.queries.second_factor import kinds_of, passkeys_of


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@public
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
            return redirect(_entered(request, account))
    context = {
        "form": form, "tab": "me", "next": way_on(request, ""), "by_app": FactorKind.APP in kinds,
        "by_passkey": FactorKind.PASSKEY in kinds, "at_desk": request.standing.signed_in,
    }  # fmt: skip
    return render(request, "site/second.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@public
def passkey_ask(request: HouseRequest) -> HttpResponse:
    """What the browser needs to sign with a passkey of this account."""
    return JsonResponse(passkeys.ask_to_prove(request, passkeys_of(_account(request).pk)))


@never_cache
@require_POST
@public
def passkey_prove(request: HouseRequest) -> HttpResponse:
    """The browser's answer; tells where to go on."""
    account = _account(request)
    try:
        credential_id, count = passkeys.read_proof(request, passkeys.sent(request), passkeys_of(account.pk))
        prove_by_passkey(account=account, credential_id=credential_id, sign_count=count, at=clock.now())
    except DomainError as fault:
        return refusal(fault)
    return JsonResponse({"next": _entered(request, account)})


def refusal(fault: DomainError) -> JsonResponse:
    """A refusal for a script to show."""
    said: dict[str, Any] = {"code": fault.code, "text": fault.message}
    return JsonResponse(said, status=fault.status)


def _account(request: HouseRequest) -> Account:
    """Who is signed in, or who has just given the first proof. Raises Unauthenticated."""
    account = request.user if isinstance(request.user, Account) else strong.held(request, clock.now())
    if account is None:
        raise Unauthenticated
    return account


def _entered(request: HouseRequest, account: Account) -> str:
    """Remember the proof, opening the session that waited for it; returns where to go on."""
    waited = not request.standing.signed_in
    if waited:
        open_session(request, account)
    strong.remember(request, account.pk)
    wechat_kept.bind_owed(request, account)
    return way_on(request, "/me/" if waited else "/desk/")
