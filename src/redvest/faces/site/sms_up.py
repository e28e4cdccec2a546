"""Where the vendor of texts hands in what people send back: a requester's 1 or 2. The address holds the word that proves it."""

from __future__ import annotations

import hmac

import structlog
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from redvest.care.actions.need_confirm import confirm_by_sms
from redvest.connectors.sms.inbound import NOT_TAKEN, TAKEN, NotUnderstood, received
from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.shared.entry import HouseRequest, public
from redvest.registry.rules import phone as phone_rules

log = structlog.get_logger("redvest.sms")


@never_cache
@csrf_exempt
@require_POST
@public
def sms_up(request: HouseRequest, token: str) -> HttpResponse:
    """Every text of the push, each for itself: one that is refused keeps no other back, and nobody is sent it again.

    What cannot be read at all is not answered as taken: the vendor tries again, and shows it.
    """
    wanted = settings.REDVEST_SMS_UP_TOKEN
    if not wanted or not hmac.compare_digest(token.encode(), wanted.encode()):
        raise NotFound
    at = clock.now()
    try:
        texts = received(request.body)
    except NotUnderstood:
        log.warning("push_not_understood", size=len(request.body))
        return JsonResponse(NOT_TAKEN, status=400)
    for text in texts:
        try:
            phone = phone_rules.check(text.phone)
            sent_at = min(text.sent_at, at)
            confirm_by_sms(
                city=settings.REDVEST_CITY, phone=phone, content=text.content, sent_at=sent_at, at=at
            )
        except DomainError as fault:
            log.info("text_not_taken", tail=text.phone[-4:], code=fault.code)
    return JsonResponse(TAKEN)
