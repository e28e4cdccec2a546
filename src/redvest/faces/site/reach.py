"""How I am reached: for every kind of notice the channels I want it on, my e-mail address, my browsers, my WeChat."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.connectors import push, wechat
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, members, public
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions import mail_address, reach
from redvest.registry.choices import Channel, MessageKind
from redvest.registry.models import MailAddress, PushSubscription, WeChatBond
from redvest.registry.policy import require_member
from redvest.registry.queries.reach import choices_of, connected, quiet_hours
from redvest.registry.rules.delivery import ALWAYS, wants


@never_cache
@require_http_methods(["GET", "POST"])
@members
def page(request: HouseRequest) -> HttpResponse:
    """The table of kinds and channels. Only channels that this house has can be chosen."""
    there = connected()
    if request.method == "POST":
        pairs = (each.partition(":") for each in request.POST.getlist("wanted"))
        wanted = {(kind, channel) for kind, _colon, channel in pairs}
        reach.choose_channels(
            by=request.standing,
            channels=[each.value for each in there],
            wanted=wanted,
            at=clock.now(),
        )
        messages.success(request, _("记下了。"))
        return redirect("site:reach")
    account_id = require_member(request.standing)
    chosen = choices_of(account_id)
    mail = MailAddress.objects.filter(account_id=account_id).first()
    sender = push.current()
    start, end = quiet_hours(request.standing.city, clock.day_of(clock.now()))
    context: dict[str, Any] = {
        "tab": "me",
        "channels": [(each.value, each.label) for each in there],
        "rows": [_row(kind, there, chosen) for kind in MessageKind],
        "has": {each.value for each in there},
        "mail": mail,
        "mail_shown": mail_address.masked_mail(row=mail) if mail else "",
        "browsers": PushSubscription.objects.filter(account_id=account_id).order_by("-made_at"),
        "push_key": sender.public_key() if sender else "",
        "wechat_there": wechat.current() is not None,
        "wechat": WeChatBond.objects.filter(account_id=account_id).first(),
        "quiet": {"from": start, "until": end} if start != end else None,
    }
    return render(request, "site/reach.html", context)


def _row(kind: MessageKind, there: list[Channel], chosen: dict[tuple[str, str], bool]) -> dict[str, Any]:
    cells = [
        {
            "channel": each,
            "value": f"{kind.value}:{each.value}",
            "on": wants(chosen, kind, each),
            "fixed": (kind, each) in ALWAYS,
        }
        for each in there
    ]
    return {"kind": kind.value, "words": kind.label, "cells": cells}


@never_cache
@require_POST
@members
def mail(request: HouseRequest) -> HttpResponse:
    """``step`` is ask (send a code), prove (type it) or drop."""
    step, at = which(request, "ask", "prove", "drop", field="step"), clock.now()
    with refusal_told(request):
        if step == "ask":
            mail_address.ask_mail(by=request.standing, address=request.POST.get("address", ""), at=at)
            messages.success(request, _("验证码发到邮箱了，半小时内有效。"))
        elif step == "prove":
            mail_address.prove_mail(by=request.standing, code=request.POST.get("code", ""), at=at)
            messages.success(request, _("邮箱可以用了。"))
        else:
            mail_address.drop_mail(by=request.standing, at=at)
            messages.success(request, _("邮箱删掉了。"))
    return redirect("site:reach")


@never_cache
@require_POST
@members
def add_browser(request: HouseRequest) -> HttpResponse:
    """What the browser made, sent by the page's script."""
    try:
        reach.add_browser(
            by=request.standing, endpoint=request.POST.get("endpoint", ""), public_key=request.POST.get("p256dh", ""),
            auth_secret=request.POST.get("auth", ""), label=request.POST.get("label", ""), at=clock.now(),
        )  # fmt: skip
    except DomainError as fault:
        return JsonResponse({"text": fault.message}, status=fault.status)
    messages.success(request, _("这个浏览器会收到通知了。"))
    return JsonResponse({})


@never_cache
@require_POST
@members
def drop_browser(request: HouseRequest, key: UUID) -> HttpResponse:
    """No more to this one."""
    reach.drop_browser(by=request.standing, key=key, at=clock.now())
    messages.success(request, _("不再往那个浏览器发通知。"))
    return redirect("site:reach")


@require_safe
@public
def worker(request: HouseRequest) -> HttpResponse:
    """The script that shows a push: at an address of its own, since a worker sees only what lies below it."""
    with open(str(finders.find("site/push-worker.js")), encoding="utf-8") as script:  # noqa: PTH123
        response = HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
