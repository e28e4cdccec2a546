"""Tells those whom a pairing concerns. A text names no household and no address: it says where to look."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Model

from redvest.care.rules.pairing_keepers import KEEPERS
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind
from redvest.registry.models import Account, Volunteer
from redvest.registry.queries.role import live_grants, nearest_officers


def tell(*, people: Iterable[Volunteer], text: str, at: datetime, about: Model | None = None) -> None:
    """One notice to each of the people of a pairing."""
    for person in people:
        tell_person(volunteer=person, text=text, at=at, notice=Notice(MessageKind.GROUP, about=about))


def keepers_of(*, body_id: UUID, path: str, on: date) -> list[Account]:
    """Everybody who keeps the pairings of an organisation, secretary or head; where nobody does, the nearest officers."""
    grants = live_grants(on).filter(body_id=body_id, role__in=KEEPERS)
    found = list(Account.objects.filter(is_active=True, grants__in=grants).distinct().order_by("id"))
    return found or nearest_officers(path, on)


def tell_keepers(*, body_id: UUID, path: str, text: str, on: date, at: datetime) -> int:
    """Tell whoever keeps the pairings of an organisation."""
    work = Notice(MessageKind.WORK)
    return tell_accounts(
        accounts=keepers_of(body_id=body_id, path=path, on=on), text=text, at=at, notice=work
    )


def tell_place(*, path: str, text: str, on: date, at: datetime) -> int:
    """Tell the officers of a place: a unit's pairing is with its community."""
    return tell_accounts(
        accounts=nearest_officers(path, on), text=text, at=at, notice=Notice(MessageKind.WORK)
    )
