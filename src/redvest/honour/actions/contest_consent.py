"""Yes and no to a work: the guardian's to taking part, and to showing it; taken back as easily as given."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.core import throttle
from redvest.core.audit import GUEST, write_line
from redvest.honour.actions.contest_entry import hold_entry
from redvest.honour.actions.contest_forget import empty_entries
from redvest.honour.actions.contest_tell import ask_guardian
from redvest.honour.choices import LIVE_ENTRIES, EntryState
from redvest.honour.contest_errors import EntryMoved, EntryUnknown, GuardianHasNotAgreed, RightsNotAgreed
from redvest.honour.models import ContestEntry
from redvest.honour.policy import require_answers_for_entry, require_may_withdraw_entry
from redvest.honour.queries.contest_entry import asks_guardian, entry_behind
from redvest.registry.policy import Standing, require_member

REMINDERS, A_DAY = 1, timedelta(days=1)


@transaction.atomic
def agree_entry(
    *, by: Standing, key: UUID, rights: int, publish: bool, show_name: bool, at: datetime, token: str = ""
) -> ContestEntry:
    """By the author of age, of a minor's work by the guardian: signed in, or by the link that went to the guardian's phone.

    ``rights``: the version of the terms that stood on the page. Without ``publish`` it takes part and is not shown.
    Raises EntryUnknown, EntryLinkUnknown, EntryMoved, RightsNotAgreed.
    """
    entry = _held(by, key, token, at)
    if entry.state not in LIVE_ENTRIES:
        raise EntryMoved
    if rights != entry.contest.rights_version:
        raise RightsNotAgreed
    if entry.minor and not asks_guardian(entry, at):
        entry.minor = False  # grown up meanwhile, and answers alone from here on
    if entry.minor and entry.guardian_agreed_at is None:
        entry.guardian_agreed_at, entry.guardian_account_id = at, by.account_id
    entry.publish_agreed_at = (entry.publish_agreed_at or at) if publish else None
    entry.rights_version, entry.show_name = rights, show_name
    if not publish:
        _take_down(entry)
    entry.save()
    write_line(
        by=by.actor if by.signed_in else GUEST, at=at, city=entry.city, verb="agree_entry", target=entry,
        publish=publish, show_name=show_name, rights=rights, by_link=bool(token),
    )  # fmt: skip
    return entry


def _held(by: Standing, key: UUID, token: str, at: datetime) -> ContestEntry:
    """The row of somebody who may answer for it. The link is the guardian's alone: it went to their phone."""
    entry = hold_entry(key=key)
    if token:
        if entry_behind(token, at).pk != entry.pk:
            raise EntryUnknown
    else:
        require_member(by)
        require_answers_for_entry(by, entry, at)
    return entry


def _take_down(entry: ContestEntry) -> None:
    if entry.state == EntryState.PUBLISHED:
        entry.state, entry.published_at = EntryState.EXCELLENT, None


@transaction.atomic
def refuse_entry(*, by: Standing, key: UUID, at: datetime, token: str = "") -> ContestEntry:
    """The guardian says no: the work does not take part, and nothing of it or of the child is kept."""
    entry = _held(by, key, token, at)
    if entry.state not in LIVE_ENTRIES or not asks_guardian(entry, at):
        raise EntryMoved
    entry.state, entry.published_at, entry.reason = EntryState.WITHDRAWN, None, ""
    entry.save(update_fields=["state", "published_at", "reason"])
    empty_entries(entries=[entry.pk], at=at)
    write_line(
        by=by.actor if by.signed_in else GUEST, at=at, city=entry.city, verb="refuse_entry", target=entry,
        by_link=bool(token),
    )  # fmt: skip
    entry.refresh_from_db()
    return entry


@transaction.atomic
def stop_showing(*, by: Standing, key: UUID, at: datetime) -> ContestEntry:
    """The yes to showing is taken back, by whoever could have taken the work back: it is down at once.

    Raises EntryUnknown, EntryMoved.
    """
    entry = hold_entry(key=key)
    require_may_withdraw_entry(by, entry, at)
    if entry.publish_agreed_at is None:
        raise EntryMoved
    entry.publish_agreed_at = None
    _take_down(entry)
    entry.save(update_fields=["publish_agreed_at", "state", "published_at"])
    write_line(by=by.actor, at=at, city=entry.city, verb="stop_showing", target=entry)
    return entry


@transaction.atomic
def remind_guardian(*, by: Standing, key: UUID, at: datetime) -> ContestEntry:
    """Ask once more, once a day, by whoever sent it in or whose it is.

    Raises EntryUnknown, EntryMoved, TooManyTries, GuardianHasNotAgreed.
    """
    entry = hold_entry(key=key)
    require_may_withdraw_entry(by, entry, at)
    if (
        entry.state not in LIVE_ENTRIES
        or entry.guardian_agreed_at is not None
        or not asks_guardian(entry, at)
    ):
        raise EntryMoved
    throttle.hit(f"contest-remind:{entry.pk}", limit=REMINDERS, window=A_DAY, at=at)
    if not ask_guardian(entry=entry, at=at):
        raise GuardianHasNotAgreed("没有家长的手机号，问不到。请让家长先登记为孩子的监护人。")
    write_line(by=by.actor, at=at, city=entry.city, verb="remind_guardian", target=entry)
    return entry
