"""Reflections are written, made public by a yes, and taken back by who wrote them. Looking at them: ``reflection_review.py``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from redvest.connectors.storage import storage
from redvest.core.audit import write_line
from redvest.core.identifiers import uuid7
from redvest.core.media_type import ending_of
from redvest.registry.actions.forgetting import unlink
from redvest.registry.actions.record import hold_living
from redvest.registry.choices import VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.events import PersonErased
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import needs_guardian, require_own_or_guardian
from redvest.registry.queries.merge import living_record, records_of
from redvest.service.choices import LIVE_REFLECTIONS, ReflectionState
from redvest.service.models import Activity, Reflection, ReflectionPicture
from redvest.service.queries.reflection import own_reflection, served_on
from redvest.service.reflection_errors import (
    ReflectionMoved,
    ReflectionNeedsGuardian,
    ReflectionNotServed,
    ReflectionPictures,
    ReflectionUnknown,
)
from redvest.service.rules.reflection import MOST_PICTURES, bare_pictures, checked_text


@transaction.atomic
def write_reflection(
    *,
    by: Standing,
    volunteer: Volunteer,
    activity: Activity,
    text: str,
    public: bool,
    pictures: Sequence[bytes] = (),
    keep: Collection[UUID] = (),
    at: datetime,
) -> Reflection:
    """Write about a service, or write anew: then somebody looks at it again, and until then it is not public.

    ``keep``: pictures of the draft before that stay. A child writes alone, but only a guardian makes it ``public``.
    The person is held, so that two at once write one. Raises NotTheGuardian, VolunteerNotActive, ReflectionNotServed,
    ReflectionLength, ReflectionPictures.
    """
    guardian = require_own_or_guardian(by, volunteer, at)
    said, fresh = checked_text(text), bare_pictures(pictures)
    person = hold_living(volunteer_id=volunteer.pk)
    if person.state != VolunteerState.ACTIVE:
        raise VolunteerNotActive
    if not served_on(person.pk, activity.pk):
        raise ReflectionNotServed
    row = own_reflection(person.pk, activity.pk, held=True) or Reflection(
        city=activity.city, region_path=activity.region_path, activity=activity, volunteer=person, version=0
    )
    agrees = public and (guardian or not needs_guardian(person, at))
    row.text, row.version, row.state = said, row.version + 1, ReflectionState.WRITTEN
    row.written_by_id, row.written_at, row.words = by.account_id, at, ""
    row.decided_by, row.decided_at, row.published_at = None, None, None
    row.agreed_by_id, row.agreed_at = (by.account_id, at) if agrees else (None, None)
    row.save()
    _keep_pictures(row, fresh, keep, at)
    write_line(
        by=by.actor, at=at, city=row.city, verb="write_reflection", target=row, version=row.version, public=agrees
    )  # fmt: skip
    return row


def _keep_pictures(
    row: Reflection, fresh: Sequence[tuple[str, bytes]], keep: Collection[UUID], at: datetime
) -> None:
    """Those kept move up, the new ones come behind them. Counted before anything is stored."""
    there = list(row.pictures.order_by("place"))
    stay = [each for each in there if each.pk in keep]
    if len(stay) + len(fresh) > MOST_PICTURES:
        raise ReflectionPictures
    for gone in (each for each in there if each.pk not in keep):
        transaction.on_commit(partial(unlink, key=gone.key))
        gone.delete()
    for place, each in enumerate(stay, start=1):
        if each.place != place:  # rising places never meet one that is still taken
            each.place = place
            each.save(update_fields=["place"])
    for place, (media_type, data) in enumerate(fresh, start=len(stay) + 1):
        key = f"reflections/{row.city}/{at:%Y}/{uuid7().hex}.{ending_of(media_type)}"
        storage().write(key, data)
        ReflectionPicture.objects.create(
            reflection=row, place=place, key=key, media_type=media_type, size=len(data)
        )


def _held_own(by: Standing, key: UUID, at: datetime) -> tuple[Reflection, Volunteer, bool]:
    """One of one's own or of a child's, locked; whose it is, by the record that lives; and whether a guardian acts.

    Raises ReflectionUnknown.
    """
    row = Reflection.objects.select_for_update(of=("self",)).filter(pk=key, city=by.city).first()
    if row is None:
        raise ReflectionUnknown
    person = Volunteer.objects.get(pk=living_record(row.volunteer_id))
    return row, person, require_own_or_guardian(by, person, at)


@transaction.atomic
def agree_publication(*, by: Standing, key: UUID, yes: bool, at: datetime) -> Reflection:
    """Whether others may read it. A no takes it out of sight in the same moment; a child's yes is a guardian's.

    Raises ReflectionUnknown, NotTheGuardian, ReflectionNeedsGuardian, ReflectionMoved.
    """
    row, person, guardian = _held_own(by, key, at)
    if row.state not in LIVE_REFLECTIONS:
        raise ReflectionMoved
    if yes and not guardian and needs_guardian(person, at):
        raise ReflectionNeedsGuardian
    row.agreed_by_id, row.agreed_at = (by.account_id, at) if yes else (None, None)
    if yes and row.state == ReflectionState.APPROVED:
        row.state, row.published_at = ReflectionState.PUBLISHED, at
    elif not yes and row.state == ReflectionState.PUBLISHED:
        row.state, row.published_at = ReflectionState.APPROVED, None
    row.save()
    write_line(by=by.actor, at=at, city=row.city, verb="agree_publication", target=row, yes=yes)
    return row


@transaction.atomic
def withdraw_reflection(*, by: Standing, key: UUID, at: datetime) -> Reflection:
    """The author or a guardian takes it back; one may write anew. Raises ReflectionUnknown, NotTheGuardian, ReflectionMoved."""
    row, _person, _guardian = _held_own(by, key, at)
    if row.state not in LIVE_REFLECTIONS:
        raise ReflectionMoved
    row.state, row.published_at, row.words = ReflectionState.WITHDRAWN, None, ""
    row.save(update_fields=["state", "published_at", "words"])
    write_line(by=by.actor, at=at, city=row.city, verb="withdraw_reflection", target=row)
    return row


def forget_reflections(event: PersonErased) -> None:
    """What somebody wrote goes with them, pictures too."""
    mine = Reflection.objects.filter(volunteer_id__in=list(records_of(event.volunteer_id)))
    for key in ReflectionPicture.objects.filter(reflection__in=mine).values_list("key", flat=True):
        transaction.on_commit(partial(unlink, key=key))
    mine.delete()
