"""The calendar feed of a person: its secret address, and giving out its events with a version each."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from redvest.core import audit
from redvest.core.identifiers import uuid7
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_volunteer
from redvest.service.models import CalendarEvent, CalendarFeed
from redvest.service.queries.calendar_feed import occasions_of
from redvest.service.rules.calendar_feed import KEPT, Occasion, Published
from redvest.service.signup_errors import FeedUnknown

READ_AGAIN = timedelta(minutes=10)  # how exact "last read" is: most reads then write nothing

# The version rises with a change alone, and of two clients at once one raises it.
_GIVE_OUT = """
INSERT INTO service_calendarevent AS e (id, volunteer_id, uid, digest, sequence, modified_at, kept_until)
VALUES (%s, %s, %s, %s, 0, %s, %s)
ON CONFLICT (volunteer_id, uid) DO UPDATE
SET digest = excluded.digest, sequence = e.sequence + 1, modified_at = excluded.modified_at,
    kept_until = excluded.kept_until
WHERE e.digest <> excluded.digest
"""


@transaction.atomic
def renew_feed(*, by: Standing, at: datetime) -> str:
    """A new secret address; the former one, if there was one, is dead from now on. It is shown this once."""
    volunteer_id = require_volunteer(by)
    secret = secrets.token_urlsafe(24)
    CalendarFeed.objects.update_or_create(
        volunteer_id=volunteer_id,
        defaults={"digest": _digest(secret), "made_at": at, "read_at": None},
    )
    person = Volunteer(pk=volunteer_id)
    audit.write_line(by=by.actor, at=at, city=by.city, verb="renew_calendar_feed", target=person)
    return secret


@transaction.atomic
def revoke_feed(*, by: Standing, at: datetime) -> None:
    """Nobody reads the feed any more. Without one nothing happens.

    The versions given out stay until they are over: a client may know them, and in a new feed they must not fall.
    """
    volunteer_id = require_volunteer(by)
    gone, _rows = CalendarFeed.objects.filter(volunteer_id=volunteer_id).delete()
    if gone:
        person = Volunteer(pk=volunteer_id)
        audit.write_line(by=by.actor, at=at, city=by.city, verb="revoke_calendar_feed", target=person)


@transaction.atomic
def read_feed(*, secret: str, at: datetime) -> list[Published]:
    """The events behind a secret address in the version that stands. Raises FeedUnknown.

    The address is looked for by its digest: how long that takes says nothing about any other address.
    """
    feed = CalendarFeed.objects.filter(digest=_digest(secret)).first()
    if feed is None:
        raise FeedUnknown
    if feed.read_at is None or feed.read_at <= at - READ_AGAIN:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=at)
    found = occasions_of(feed.volunteer_id, at)
    _give_out(feed.volunteer_id, found, at)
    versions = {
        row.uid: row
        for row in CalendarEvent.objects.filter(volunteer_id=feed.volunteer_id, kept_until__gt=at)
    }
    return [
        Published(each, versions[each.uid].sequence, versions[each.uid].modified_at)
        for each in found
        if each.uid in versions
    ]


def _give_out(volunteer_id: UUID, found: Iterable[Occasion], at: datetime) -> None:
    """Write down what is given out for the first time, or has changed; a feed without news writes nothing."""
    known = {
        uid: bytes(digest)
        for uid, digest in CalendarEvent.objects.filter(volunteer_id=volunteer_id).values_list(
            "uid", "digest"
        )
    }
    news = [each for each in found if known.get(each.uid) != each.digest()]
    with connection.cursor() as cursor:
        for each in sorted(news, key=lambda occasion: occasion.uid):
            kept = max(each.ends_at, at) + KEPT
            cursor.execute(_GIVE_OUT, [uuid7(), volunteer_id, each.uid, each.digest(), at, kept])


@transaction.atomic
def discard_events(*, at: datetime) -> int:
    """Drop what no feed shows any more; returns how many."""
    return CalendarEvent.objects.filter(kept_until__lte=at).delete()[0]


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
