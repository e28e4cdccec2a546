"""Who a session belongs to. The account comes with the number of its unread notices, so that no page asks for it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from redvest.registry.models import Account
from redvest.registry.queries.message import account_with_unread

BACKEND = "redvest.faces.shared.signed_in.HouseBackend"


class HouseBackend(ModelBackend):
    """Django's own, but for how the account of a session is read."""

    def get_user(self, user_id: UUID) -> Account | None:
        account = account_with_unread(user_id)
        return account if account is not None and account.is_active else None
