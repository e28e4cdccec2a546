"""What a screen keeps on its machine: pages without a name in them and the files they load; its worker and its manifest."""

from __future__ import annotations

import hashlib
import json
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.faces.kiosk.screen import screen_of
from redvest.faces.shared.entry import HouseRequest, public

PAGES = ("start", "presence", "help", "activities", "offline")
LOADED = (
    "redvest/css/tokens.css", "redvest/css/base.css", "redvest/css/components.css", "redvest/js/app.js",
    "redvest/img/mark.svg", "redvest/icons.svg", "kiosk/kiosk.css", "kiosk/page.js", "kiosk/presence.js",
    "kiosk/help.js",
)  # fmt: skip
# A module names the ones it needs by their plain names, whatever the release calls the files that pages load.
IMPORTED = (
    *(f"kiosk/{name}.js" for name in ("idle", "keypad", "net", "queue", "read", "store", "send", "words")),
    "redvest/js/indexed.js",
    "redvest/js/post.js",
)


def files_to_keep() -> list[str]:
    """The addresses of everything that the kept pages load, in the names that they load them by."""
    files = [static(name) for name in LOADED] + [f"{settings.STATIC_URL}{name}" for name in IMPORTED]
    logo, accent = getattr(settings, "REDVEST_LOGO", ""), getattr(settings, "REDVEST_ACCENT", "")
    return [*files, *([logo] if logo else []), *([reverse("city-css")] if accent else [])]


def version_of(pages: list[str]) -> str:
    """Changes whenever one of the files does: a release names each file by its content."""
    names = [*pages, *files_to_keep(), *(static(name) for name in IMPORTED)]
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:12]


@never_cache
@require_safe
@public
def worker(request: HouseRequest, key: UUID) -> HttpResponse:
    """The service worker of one station's screen. It says nothing but addresses."""
    pages = [reverse(f"kiosk:{name}", args=[key]) for name in PAGES]
    kept = {"station": str(key), "pages": pages, "files": files_to_keep(), "version": version_of(pages)}
    source = f'import {{ keep }} from "{static("kiosk/worker.js")}";\nkeep({json.dumps(kept)});\n'
    return HttpResponse(source, content_type="text/javascript; charset=utf-8")


@require_safe
@public
def manifest(request: HouseRequest, key: UUID) -> JsonResponse:
    """What a tablet needs to know to open the screen as an app of its own."""
    screen = screen_of(request, key)
    told = {
        "id": screen.home,
        "name": screen.station.name,
        "short_name": _("自助机"),
        "start_url": screen.home,
        "scope": screen.home,
        "display": "fullscreen",
        "background_color": "#faf8f5",
        "theme_color": "#faf8f5",
        "lang": "zh-Hans",
        "icons": [{"src": static("redvest/img/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")
