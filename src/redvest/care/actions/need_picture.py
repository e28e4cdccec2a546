"""Pictures of a need: checked by content, without what the camera wrote into them, stored privately."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from redvest.care.choices import PictureOf
from redvest.care.intake_errors import NeedEmptied, NeedPictureBad, NeedPicturesFull
from redvest.care.models import Need, NeedPicture
from redvest.care.policy import may_add_pictures
from redvest.care.queries.need_place import kept_ids
from redvest.connectors.storage import storage
from redvest.core.audit import GUEST, write_line
from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.core.identifiers import uuid7
from redvest.core.media_type import ending_of
from redvest.core.picture import bare_picture
from redvest.registry.policy import Standing

LARGEST = 5 * 1024 * 1024
MOST = 6
JUST_NOW = timedelta(minutes=10)


def bare_pictures(*, files: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """Media type and content of each, without place and time. Raises NeedPictureBad, NeedPicturesFull."""
    if len(files) > MOST:
        raise NeedPicturesFull
    made = []
    for data in files:
        bare = bare_picture(data) if len(data) <= LARGEST else None
        if bare is None:
            raise NeedPictureBad
        made.append(bare)
    return made


@transaction.atomic
def add_pictures(
    *, by: Standing | None, need: Need, files: Sequence[bytes], at: datetime, of: PictureOf = PictureOf.ASKED
) -> list[NeedPicture]:
    """Keep them with the need. A guest adds them with the asking itself, never later.

    Raises NotAllowed, NeedPictureBad, NeedPicturesFull, NeedEmptied once it has ended; then none is kept.
    """
    if not _may_add(by, need, at):
        raise NotAllowed
    bare = bare_pictures(files=files)
    held = Need.objects.select_for_update(of=("self",)).get(
        pk=need.pk
    )  # two uploads at once are counted one by one
    if held.private_gone_at is not None or (held.closed_at is not None and of == PictureOf.ASKED):
        raise NeedEmptied("这条需求已经结束了，不能再加照片。")
    known = {bytes(each) for each in need.pictures.values_list("sha256", flat=True)}
    fresh = {hashlib.sha256(data).digest(): (media_type, data) for media_type, data in bare}
    for digest in known & fresh.keys():  # sent again
        del fresh[digest]
    # Counted before anything is stored: what no row names would lie there for ever.
    if need.pictures.filter(of=of).count() + len(fresh) > MOST:
        raise NeedPicturesFull
    if fresh:
        write_line(
            by=by.actor if by else GUEST, at=at, city=need.city, verb="add_pictures", target=need, pictures=len(fresh)
        )  # fmt: skip
    return keep_pictures(by=by, need=need, pictures=list(fresh.values()), of=of, at=at)


def keep_pictures(
    *, by: Standing | None, need: Need, pictures: Sequence[tuple[str, bytes]], of: PictureOf, at: datetime
) -> list[NeedPicture]:
    """Bare ones, in the caller's transaction; a roll-back leaves only content that nobody can find."""
    rows = []
    for media_type, data in pictures:
        key = f"needs/{need.city}/{at:%Y}/{uuid7().hex}.{ending_of(media_type)}"
        storage().write(key, data)
        rows.append(
            NeedPicture(
                need=need, of=of, key=key, media_type=media_type, size=len(data), sha256=hashlib.sha256(data).digest(),
                uploaded_by_id=by.account_id if by else None, uploaded_at=at,
            )
        )  # fmt: skip
    return NeedPicture.objects.bulk_create(rows)


def _may_add(by: Standing | None, need: Need, at: datetime) -> bool:
    if by is not None and by.signed_in:
        return may_add_pictures(by, need, kept_ids(by, day_of(at)))
    nobodys = need.requester_id is None and need.entered_by_id is None
    return nobodys and at - JUST_NOW <= need.created_at <= at
