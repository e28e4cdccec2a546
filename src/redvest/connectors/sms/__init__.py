"""Text messages: what a vendor has to offer, and the local default that writes them to the log."""

from __future__ import annotations

from django.conf import settings

from redvest.connectors.sms.aliyun import AliyunSms
from redvest.connectors.sms.console import ConsoleSms
from redvest.connectors.sms.protocol import Fate, Sms

__all__ = ["AliyunSms", "ConsoleSms", "Fate", "Sms", "current"]

_console = ConsoleSms()


def current() -> Sms:
    """The connector that ``REDVEST_SMS`` names: the vendor's, or the console."""
    if settings.REDVEST_SMS != "aliyun":
        return _console
    return AliyunSms(
        base=settings.REDVEST_SMS_BASE, key=settings.REDVEST_SMS_KEY, secret=settings.REDVEST_SMS_SECRET,
        sign=settings.REDVEST_SMS_SIGN, code_template=settings.REDVEST_SMS_CODE_TEMPLATE,
        notice_template=settings.REDVEST_SMS_NOTICE_TEMPLATE, long_template=settings.REDVEST_SMS_LONG_TEMPLATE,
    )  # fmt: skip
