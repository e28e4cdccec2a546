"""Tells those whom a contest concerns: authors, guardians, and whoever sent works in."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db.models import QuerySet

from redvest.honour.models import ContestEntry
from redvest.honour.queries.contest_private import address_of, private_of, token_hash
from redvest.registry.actions.message import Notice, tell_guardians, tell_person, write_notice
from redvest.registry.choices import MessageKind
from redvest.registry.models import Account
from redvest.registry.queries import secret

KIND = MessageKind.OTHER


def tell_authors(*, entries: QuerySet[ContestEntry], text: str, at: datetime) -> int:
    """One notice to each person, however many works: to who is on the register, of other pupils to the guardian who
    agreed and else to whoever sent the work in."""
    told: set[object] = set()
    rows = entries.select_related("volunteer__account", "guardian_account", "entered_by").order_by("id")
    for entry in rows:
        to: object = entry.volunteer_id or entry.guardian_account_id or entry.entered_by_id
        if to is None or to in told:
            continue
        told.add(to)
        tell_author(entry=entry, text=text, at=at, many=True)
    return len(told)


def tell_author(*, entry: ContestEntry, text: str, at: datetime, many: bool = False) -> None:
    """About one work."""
    notice = Notice(KIND, about=entry, many=many)
    if entry.volunteer is not None:
        tell_person(volunteer=entry.volunteer, text=text, at=at, notice=notice)
        return
    account = entry.guardian_account or entry.entered_by
    if account is not None:
        write_notice(account=account, text=text, at=at, notice=notice)


def ask_guardian(*, entry: ContestEntry, at: datetime, many: bool = False) -> bool:
    """Send the guardian a fresh link; an older one opens nothing any more. Whether there was anybody to ask."""
    token = secrets.token_urlsafe(24)
    title = entry.contest.title
    text = f"孩子参加“{title}”，要家长同意。请打开看一看：{address_of(token)} 不是你的孩子就不用理会。"
    notice = Notice(KIND, about=entry, many=many)
    if entry.volunteer is not None:
        asked = bool(tell_guardians(volunteer=entry.volunteer, text=text, at=at, notice=notice))
    else:
        phone = private_of(entry).phone
        asked = bool(phone)
        if phone:
            account = Account.objects.filter(
                city=entry.city, phone_hash=secret.phone_hash(phone), is_active=True
            ).first()
            write_notice(account=account, phone="" if account else phone, text=text, at=at, notice=notice)
    if asked:
        ContestEntry.objects.filter(pk=entry.pk).update(link_hash=token_hash(token))
    return asked
