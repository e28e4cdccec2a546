"""The requester's link to a need, and the codes that only its holder reads."""

from __future__ import annotations

from django.conf import settings

from redvest.care.dispatch_errors import NeedLinkUnknown
from redvest.care.models import Need, NeedLink, NeedServing
from redvest.care.rules.service_code import service_code
from redvest.registry.queries import secret

TOKEN_LONGEST = 64


def address_of(*, token: str) -> str:
    """The link as it stands in a text; without the house's address there is only its path."""
    return f"{settings.REDVEST_BASE_URL or ''}/n/{token}/"


def token_hash(token: str) -> bytes:
    return secret.keyring().keyed_hash(token, purpose="need-link")


def code_hash(code: str, serving: NeedServing) -> bytes:
    """What is kept of a service code: bound to its service, so that it opens no other."""
    return secret.keyring().keyed_hash(f"{serving.pk}:{code}", purpose="need-code")


def need_behind(*, token: str) -> Need:
    """The need whose link this is. Raises NeedLinkUnknown."""
    if not token or len(token) > TOKEN_LONGEST:
        raise NeedLinkUnknown
    rows = Need.objects.select_related("region", "domain", "body", "requester")
    need = rows.filter(link__token_hash=token_hash(token)).first()
    if need is None:
        raise NeedLinkUnknown
    return need


def holds_link(*, need: Need, token: str) -> bool:
    """Whether a token is the one of this need."""
    if not token or len(token) > TOKEN_LONGEST:
        return False
    return NeedLink.objects.filter(need=need, token_hash=token_hash(token)).exists()


def code_for(*, serving: NeedServing, token: str) -> str:
    """The four digits as the requester reads them."""
    return service_code(token, str(serving.pk))
