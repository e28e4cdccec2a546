"""Signing in with WeChat (official-account OAuth), binding it after a proof of the phone, and what the vendor calls back.

The browser's session remembers what it went away for: a random state that comes back with the code, good once and for
ten minutes. Somebody who is not bound yet proves a phone; the openid waits in the session and never in the page.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.connectors import wechat as vendor
from redvest.connectors.outlet import Refused, Unanswered, Unsent
from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, members, public
from redvest.faces.shared.prefs import safe_next
from redvest.faces.site import wechat_kept
from redvest.faces.site.entrance import code_sent, enter, has_code
from redvest.faces.site.forms.account import CodeSignInForm, PhoneForm
from redvest.faces.site.forms.refusal import blame
from redvest.faces.site.wechat_kept import FOUND, OWED
from redvest.registry.actions import wechat as actions
from redvest.registry.actions.arrival import note_arrival
from redvest.registry.choices import Channel, CodePurpose
from redvest.registry.message_errors import WeChatRefused, WeChatStateWrong, WeChatUnavailable

log = structlog.get_logger("redvest.wechat")
_ASKED = "wechat_asked"  # name of a place in the session
LARGEST = 20_000


@never_cache
@require_safe
@public
def begin(request: HouseRequest) -> HttpResponse:
    """Off to WeChat, with a state that only this session knows."""
    account = _account()
    state = secrets.token_urlsafe(24)
    request.session[_ASKED] = {"state": state, "until": _until(), "next": safe_next(request, "/me/")}
    path = reverse("site:wechat-back")
    back = (
        f"{settings.REDVEST_BASE_URL}{path}"
        if settings.REDVEST_BASE_URL
        else request.build_absolute_uri(path)
    )
    return redirect(account.entrance_for(back=back, state=state))


@never_cache
@require_safe
@public
def back(request: HouseRequest) -> HttpResponse:
    """Back with a code: in, to the second factor, or on to the proof of a phone."""
    account, asked = _account(), request.session.pop(_ASKED, None) or {}
    given, wanted = request.GET.get("state", ""), str(asked.get("state", ""))
    fresh = float(asked.get("until", 0)) > clock.now().timestamp()
    if not wanted or not fresh or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise WeChatStateWrong
    try:
        openid = account.openid_for(request.GET.get("code", ""))
    except (Refused, Unsent, Unanswered) as fault:
        raise WeChatRefused from fault
    onward = str(asked["next"])
    if not request.standing.signed_in:
        known = actions.sign_in_by_wechat(city=settings.REDVEST_CITY, openid=openid, at=clock.now())
        if known is not None:
            return redirect(enter(request, known, onward))
    wechat_kept.keep(request, FOUND, openid, next=onward)
    return redirect("site:wechat-bind")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@public
def bind(request: HouseRequest) -> HttpResponse:
    """A code to the phone of one's account, then the bond; who is new registers first."""
    _account()
    openid = wechat_kept.kept(request, FOUND)
    if openid is None:
        raise WeChatStateWrong
    if request.method != "POST":
        return _show(request, PhoneForm())
    if request.POST.get("step") != "finish":
        first = PhoneForm(request.POST)
        sent = code_sent(request, first, CodePurpose.SIGN_IN)
        phone = {"phone": request.POST.get("phone", "")}
        return _show(request, CodeSignInForm(initial=phone) if sent else first)
    form = CodeSignInForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    try:
        account, bound = actions.bind_by_code(
            by=request.standing, city=settings.REDVEST_CITY, openid=openid, at=clock.now(),
            ip=client_address(request), **form.cleaned_data,
        )  # fmt: skip
    except DomainError as fault:
        blame(form, fault)
        return _show(request, form)
    onward = str(request.session.pop(FOUND)["next"])
    if bound:
        wechat_kept.say_bound(request)
    if request.standing.signed_in:
        return redirect("site:reach")
    way = enter(request, account, onward)
    if not bound:  # enter asks for the second factor first, in a session made anew
        wechat_kept.keep(request, OWED, openid, account=str(account.pk))
    return redirect(way)


def _show(request: HouseRequest, form: PhoneForm) -> HttpResponse:
    second = isinstance(form, CodeSignInForm)
    context: dict[str, Any] = {"tab": "me", "form": form, "second": second, "have": has_code(request)}
    return render(request, "site/wechat_bind.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@members
def unbind(request: HouseRequest) -> HttpResponse:
    """No sign-in and no notice by WeChat any more."""
    actions.unbind_wechat(by=request.standing, at=clock.now())
    messages.success(request, _("微信解除绑定了。"))
    return redirect("site:reach")


@csrf_exempt
@require_http_methods(["GET", "POST"])
@public
def callback(request: HouseRequest) -> HttpResponse:
    """The vendor proves itself by the account's token: once when its address is entered, then with every event."""
    given = request.GET
    if not settings.REDVEST_WECHAT_TOKEN:
        raise WeChatUnavailable
    if not vendor.is_signed(
        token=settings.REDVEST_WECHAT_TOKEN, signature=given.get("signature", ""),
        timestamp=given.get("timestamp", ""), nonce=given.get("nonce", ""),
    ):  # fmt: skip
        raise NotAllowed
    if request.method == "GET":
        return HttpResponse(given.get("echostr", "")[:200], content_type="text/plain; charset=utf-8")
    if given.get("encrypt_type") == "aes":
        log.warning("wechat_event_encrypted", wants="plain mode")  # the account is set to 安全模式
    told = vendor.finished_in(request.body[:LARGEST].decode("utf-8", "replace"))
    if told is not None:
        note_arrival(channel=Channel.WECHAT, vendor_id=told.vendor_id, fault=told.fault, at=clock.now())
    return HttpResponse("success", content_type="text/plain")


def _account() -> vendor.OfficialAccount:
    account = vendor.current()
    if account is None:
        raise WeChatUnavailable
    return account


def _until() -> float:
    return (clock.now() + wechat_kept.LIFE).timestamp()
