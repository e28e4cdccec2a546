"""Making the requester's link to a need, and asking by it whether it was done."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.care.actions.need_word import tell_requester
from redvest.care.models import Need, NeedLink
from redvest.care.queries.need_link import address_of, token_hash
from redvest.care.rules.service_code import new_token
from redvest.registry.queries import secret


@transaction.atomic
def link_of(*, need: Need, at: datetime) -> str:
    """The need's token; made at the first asking. It is for the requester alone: no page of the staff shows it."""
    token = new_token()
    made, _new = NeedLink.objects.get_or_create(
        need=need,
        defaults={
            "token_hash": token_hash(token),
            "token_sealed": secret.keyring().encrypt(token, context=secret.NEED_LINK),
            "made_at": at,
        },
    )
    return secret.open_sealed(made.token_sealed, context=secret.NEED_LINK)


def ask_for_confirmation(*, need: Need, said: str, at: datetime) -> None:
    """How to answer and where, then what ended: a text message that is cut loses its end."""
    text = f"办好了请回 1，没办请回 2，也可以点开确认和评分：{address_of(token=link_of(need=need, at=at))} {said}"
    tell_requester(need=need, text=text, at=at)
