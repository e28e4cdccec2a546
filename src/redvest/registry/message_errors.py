"""Refusals about notices, their channels, calendars and letters."""

from __future__ import annotations

from redvest.core.errors import NotFound


class MessageNotFound(NotFound):
    """没有这条消息。可能过了保留的时间，请回到“我的消息”。"""

    code = "message-not-found"
