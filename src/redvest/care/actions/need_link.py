"""Making the requester's link to a need."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.care.models import Need, NeedLink
from redvest.care.queries.need_link import token_hash
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
