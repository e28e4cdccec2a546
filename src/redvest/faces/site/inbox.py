"""The developer inbox of a demo: the text messages that would have gone to phones. Exists in demo mode only."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.site.words import moment_words
from redvest.registry.models import OutgoingMessage

SHOWN = 30
_TAIL = re.compile(r"\d{1,4}")
_CODE = re.compile(r"\d{6}")


@never_cache
@require_safe
@public
def inbox(request: HouseRequest) -> HttpResponse:
    """The latest messages, of one phone's last digits if asked."""
    if not settings.REDVEST_DEMO:
        raise Http404(_("没有这一页"))
    tail = request.GET.get("tail", "").strip()[-4:]
    found = OutgoingMessage.objects.filter(city=settings.REDVEST_CITY).order_by("-sent_at", "-id")
    if _TAIL.fullmatch(tail):
        found = found.filter(phone_tail__endswith=tail)
    today = clock.day_of(clock.now())
    texts = [
        {
            "tail": message.phone_tail,
            "text": message.text,
            "code": match[0] if (match := _CODE.search(message.text)) else "",
            "when": moment_words(message.sent_at, today),
        }
        for message in found[:SHOWN]
    ]
    return render(request, "site/inbox.html", {"texts": texts, "tail": tail})
