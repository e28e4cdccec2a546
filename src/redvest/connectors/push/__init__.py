"""Web push (RFC 8030): to browsers that asked for it, under this installation's own key (VAPID, RFC 8292)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from redvest.connectors.push.client import BrowserGone, WebPush, is_push_service
from redvest.connectors.push.sealed import BadKeys, is_point

__all__ = ["BadKeys", "BrowserGone", "WebPush", "current", "is_point", "is_push_service"]


def current() -> WebPush | None:
    """The sender in use; None where no contact is set, which a push service needs to know."""
    if not settings.REDVEST_PUSH_CONTACT:
        return None
    return _sender(Path(settings.REDVEST_DATA_DIR) / "push", settings.REDVEST_PUSH_CONTACT)


@lru_cache(maxsize=4)
def _sender(folder: Path, contact: str) -> WebPush:
    return WebPush.kept_in(folder, contact)
