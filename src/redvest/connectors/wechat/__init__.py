"""WeChat official account: template messages, what became of them, and who somebody is who comes from there."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from redvest.connectors.wechat.account import OfficialAccount
from redvest.connectors.wechat.callback import Finished, finished_in, is_signed
from redvest.connectors.wechat.template import fields_of

__all__ = ["Finished", "OfficialAccount", "current", "fields_of", "finished_in", "is_signed"]


def current() -> OfficialAccount | None:
    """The account in use, its token kept for the process; None where none is set."""
    if not settings.REDVEST_WECHAT_APPID:
        return None
    return _account(
        settings.REDVEST_WECHAT_BASE, settings.REDVEST_WECHAT_OPEN, settings.REDVEST_WECHAT_APPID,
        settings.REDVEST_WECHAT_SECRET,
    )  # fmt: skip


@lru_cache(maxsize=4)
def _account(base: str, entrance: str, appid: str, secret: str) -> OfficialAccount:
    return OfficialAccount(base, entrance, appid, secret)
