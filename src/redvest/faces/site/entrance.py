"""What the pages at the door have in common: sending a code, opening a session, going where one came from."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.urls import reverse

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared import strong
from redvest.faces.shared.address import client_address
from redvest.faces.shared.prefs import safe_next
from redvest.faces.shared.signed_in import BACKEND
from redvest.faces.site.forms.account import PhoneForm
from redvest.faces.site.forms.refusal import blame
from redvest.registry.actions.code import send_code
from redvest.registry.choices import CodePurpose
from redvest.registry.models import Account
from redvest.registry.queries.second_factor import kinds_of


def code_sent(request: HttpRequest, form: PhoneForm, purpose: CodePurpose) -> bool:
    """Send a code to the phone in the form; False, with the sentence in the form, where that cannot be.

    Who has a code already (the page was reloaded, or left) goes on to the second step without another one.
    """
    if not form.is_valid():
        return False
    if has_code(request):
        return True
    try:
        send_code(
            city=settings.REDVEST_CITY,
            phone=form.cleaned_data["phone"],
            purpose=purpose,
            at=clock.now(),
            ip=client_address(request),
        )
    except DomainError as fault:
        blame(form, fault)
        return False
    return True


def has_code(request: HttpRequest) -> bool:
    """Whether somebody says that a code has come to them before."""
    return request.POST.get("step") == "have"


def open_session(request: HttpRequest, account: Account) -> None:
    """Remember who this is; the session's key changes, so that a planted one is worth nothing."""
    strong.let_go(request)
    auth.login(request, account, backend=BACKEND)


def enter(request: HttpRequest, account: Account, fallback: str = "/me/") -> str:
    """Open the session, or where a second factor was added only hold it until that is proven; returns where to go on."""
    if not kinds_of(account.pk):
        open_session(request, account)
        return way_on(request, fallback)
    strong.hold(request, account, clock.now())
    return f"{reverse('site:second')}?{urlencode({'next': way_on(request, fallback)})}"


def way_on(request: HttpRequest, fallback: str = "/me/") -> str:
    """Where somebody wanted to go before they were asked who they are."""
    return safe_next(request, fallback)
