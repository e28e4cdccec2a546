"""What a session keeps of somebody who came back from WeChat, for ten minutes: whose WeChat it is, sealed.

Whoever has added a second factor owes it before anything is bound: a phone alone opens no door for good.
"""

from __future__ import annotations

import base64
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.core.crypto import CryptoError
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.wechat import bind
from redvest.registry.models import Account
from redvest.registry.queries.secret import WECHAT_OPENID, keyring

FOUND, OWED = "wechat_found", "wechat_owed"  # names of places in the session
LIFE = timedelta(minutes=10)


def keep(request: HttpRequest, place: str, openid: str, **more: str) -> None:
    sealed = keyring().encrypt(openid, context=WECHAT_OPENID)
    request.session[place] = {
        **more,
        "openid": base64.b64encode(sealed).decode(),
        "until": (clock.now() + LIFE).timestamp(),
    }


def kept(request: HttpRequest, place: str) -> str | None:
    """The openid; None where there is none, or it took too long."""
    found = request.session.get(place) or {}
    if float(found.get("until", 0)) <= clock.now().timestamp():
        return None
    try:
        return keyring().decrypt(base64.b64decode(found["openid"]), context=WECHAT_OPENID)
    except (CryptoError, ValueError):
        return None


def bind_owed(request: HttpRequest, account: Account) -> None:
    """The second factor is proven: what waited for it is bound now, to that account and no other."""
    openid = kept(request, OWED)
    owed = request.session.pop(OWED, None) or {}
    if openid is None or owed.get("account") != str(account.pk):
        return
    with refusal_told(request):
        bind(account=account, openid=openid, at=clock.now())
        say_bound(request)


def say_bound(request: HttpRequest) -> None:
    messages.success(request, _("微信绑定好了，以后在微信里点一下就能登录。"))
