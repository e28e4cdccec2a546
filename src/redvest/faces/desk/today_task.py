"""One row of what waits on the desk's first page: what, whose, by when, and where it is dealt with."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

MOST = 6


def task_row(
    what: str, title: str, source: str, due: str, url: str, cta: str, *, urgent: bool, n: int = 1
) -> dict[str, Any]:
    """One row; ``n`` is how many things it stands for."""
    return {
        "what": what,
        "title": title,
        "source": source,
        "due": due,
        "url": url,
        "cta": cta,
        "urgent": urgent,
        "n": n,
    }


def more(count: int, shown: int, what: str, url: str) -> list[dict[str, Any]]:
    """The row that says how many of a kind are not listed, so that rows and figure agree."""
    left = count - shown
    if left <= 0:
        return []
    return [task_row(what, _("还有 %(n)d 件") % {"n": left}, "", "", url, _("看全部"), urgent=False, n=left)]
