"""Signing in and safety: one's second factors and the sheet of recovery codes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared import strong
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.shared.prefs import safe_next
from redvest.faces.shared.words import day_words
from redvest.faces.site import passkeys
from redvest.faces.site.checkin import qr_svg
from redvest.faces.site.forms.refusal import blame
from redvest.faces.site.forms.security import AppForm
from redvest.faces.site.second import refusal
from redvest.registry.actions import second_factor as actions
from redvest.registry.choices import FactorKind
from redvest.registry.policy import require_member
from redvest.registry.queries import second_factor as queries
from redvest.registry.rules import second_factor as rules
from redvest.registry.second_factor_errors import SecondFactorExpired, SecondFactorNeeded

_NEW_SECRET = "new_app_secret"  # noqa: S105 - the name of a place in the session
_BLAME = {"second-factor-new-wrong": "code", "second-factor-label": "label"}


def _require_proven(request: HouseRequest) -> UUID:
    """Who has a factor already proves it before any is added or taken away: a stolen session changes nothing here."""
    account_id = require_member(request.standing)
    if queries.kinds_of(account_id) and not strong.proven(request, account_id):
        raise SecondFactorNeeded
    return account_id


@never_cache
@require_safe
@members
def security(request: HouseRequest) -> HttpResponse:
    """What is set up, and what can be."""
    account_id = require_member(request.standing)
    today = clock.day_of(clock.now())
    rows = [
        {
            "key": factor.pk,
            "label": factor.label,
            "kind": FactorKind(factor.kind).label,
            "icon": "key" if factor.kind == FactorKind.PASSKEY else "device-mobile",
            "used": day_words(clock.day_of(factor.used_at), today) if factor.used_at else "",
        }
        for factor in queries.factors_of(account_id)
    ]
    context = {
        "tab": "me", "rows": rows, "codes_left": queries.codes_left(account_id), "staff": request.standing.is_staff,
        "next": safe_next(request, ""), "waived": not strong.required(),
    }  # fmt: skip
    return render(request, "site/security.html", context)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@members
def add_app(request: HouseRequest) -> HttpResponse:
    """Show the secret of a new app once as a code to scan, and take the app on when it shows the right digits."""
    account_id = _require_proven(request)
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            secret_bytes = bytes.fromhex(request.session.get(_NEW_SECRET, ""))
            if not secret_bytes:
                raise SecondFactorExpired
            typed, label = form.cleaned_data["code"], form.cleaned_data["label"]
            actions.add_app(
                by=request.standing, secret_bytes=secret_bytes, typed=typed, label=label, at=clock.now()
            )
        except DomainError as fault:
            blame(form, fault, _BLAME)
        else:
            del request.session[_NEW_SECRET]
            return _added(request, account_id)
    if not request.session.get(_NEW_SECRET):
        request.session[_NEW_SECRET] = rules.new_secret().hex()
    shown = bytes.fromhex(request.session[_NEW_SECRET])
    site = str(getattr(settings, "REDVEST_SITE_NAME", "红马甲"))
    context = {
        "tab": "me", "form": form, "qr": qr_svg(rules.address_for(shown, request.standing.name, site)),
        "secret": rules.typed_secret(shown), "next": safe_next(request, ""),
    }  # fmt: skip
    return render(request, "site/security_app.html", context, status=422 if form.errors else 200)


def _added(request: HouseRequest, account_id: UUID) -> HttpResponse:
    """A new factor proves itself; who has no sheet of recovery codes gets one now."""
    strong.remember(request, account_id)
    messages.success(request, _("加好了。以后每次登录，都要用它再验证一次。"))
    if not queries.codes_left(account_id):
        return _show_codes(request)
    return redirect(safe_next(request, reverse("site:security")))


def _show_codes(request: HouseRequest) -> HttpResponse:
    codes = actions.make_recovery_codes(by=request.standing, at=clock.now())
    context = {"tab": "me", "codes": codes, "next": safe_next(request, reverse("site:security"))}
    return render(request, "site/security_codes.html", context)


@never_cache
@require_POST
@members
def new_codes(request: HouseRequest) -> HttpResponse:
    """A new sheet of recovery codes, shown this once."""
    _require_proven(request)
    return _show_codes(request)


@never_cache
@require_POST
@members
def remove(request: HouseRequest, key: UUID) -> HttpResponse:
    """Give up one of one's factors."""
    _require_proven(request)
    try:
        actions.remove_factor(by=request.standing, factor_id=key, at=clock.now())
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("删掉了。"))
    return redirect("site:security")


@never_cache
@require_POST
@members
def passkey_ask(request: HouseRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    account_id = _require_proven(request)
    known, name = queries.passkeys_of(account_id), request.standing.name
    return JsonResponse(passkeys.ask_to_add(request, account_id=account_id.bytes, name=name, known=known))


@never_cache
@require_POST
@members
def passkey_add(request: HouseRequest) -> HttpResponse:
    """The browser's answer with the new passkey; ``?label=`` is what it is called."""
    account_id = _require_proven(request)
    wanted: dict[str, Any] = {"next": safe_next(request, reverse("site:security"))}
    try:
        made = passkeys.read_added(request, passkeys.sent(request))
        actions.add_passkey(
            by=request.standing, credential_id=made.credential_id, credential=made.credential,
            sign_count=made.sign_count, label=request.GET.get("label", "") or _("通行密钥"), at=clock.now(),
        )  # fmt: skip
    except DomainError as fault:
        return refusal(fault)
    strong.remember(request, account_id)
    messages.success(request, _("加好了。以后每次登录，都要用它再验证一次。"))
    return JsonResponse(wanted)
