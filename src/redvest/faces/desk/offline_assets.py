"""What the offline gate keeps on a phone: the addresses of its own files, and nothing with a name in it."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.service.models import Activity

LOADED = (
    "redvest/css/tokens.css", "redvest/css/base.css", "redvest/css/components.css", "redvest/js/app.js",
    "redvest/img/mark.svg", "redvest/icons.svg", "desk/offline/gate.css", "desk/offline/page.js",
    "vendor/qr-scanner/qr-scanner.min.js",
)  # fmt: skip
# A module names the ones it needs by their plain names, whatever the release calls the files that pages load.
IMPORTED = (
    *(f"desk/offline/{name}.js" for name in (
        "camera", "clock", "codes", "forget", "people", "queue", "roster", "store", "sync", "view", "words",
    )),
    "redvest/js/indexed.js", "redvest/js/post.js", "vendor/qr-scanner/qr-scanner-worker.min.js",
)  # fmt: skip
ICONS = (("192", "any"), ("512", "any"), ("512", "maskable"))


def files_to_keep() -> list[str]:
    """The addresses of everything that the page loads, in the names that it loads them by."""
    files = [static(name) for name in LOADED] + [f"{settings.STATIC_URL}{name}" for name in IMPORTED]
    logo, accent = getattr(settings, "REDVEST_LOGO", ""), getattr(settings, "REDVEST_ACCENT", "")
    return [*files, *([logo] if logo else []), *([reverse("city-css")] if accent else [])]


def version_of(page: str) -> str:
    """Changes whenever one of the files does: a release names each file by its content."""
    names = [page, *files_to_keep(), *(static(name) for name in IMPORTED)]
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:12]


def manifest_of(activity: Activity) -> dict[str, Any]:
    """The web app manifest: an app of one page, for one activity."""
    home = reverse("desk:offline", args=[activity.pk])
    return {
        "id": home,
        "name": _("签到：%(title)s") % {"title": activity.title},
        "short_name": _("签到"),
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#faf8f5",
        "theme_color": "#faf8f5",
        "lang": "zh-Hans",
        "icons": [
            {
                "src": static(f"desk/offline/icon-{size}{'-maskable' if purpose == 'maskable' else ''}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size, purpose in ICONS
        ],
    }


def addresses_of(key: UUID) -> dict[str, str]:
    """Where the page's scripts find the rest of it."""
    names = {
        "page": "offline",
        "worker": "offline-worker",
        "roster": "offline-roster",
        "scans": "offline-scans",
    }
    return {short: reverse(f"desk:{name}", args=[key]) for short, name in names.items()}
