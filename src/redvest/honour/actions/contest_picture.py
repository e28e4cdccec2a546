"""Pictures of works: checked by content, bare of place and device, made small for lists, stored; and taken away."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction

from redvest.connectors.storage import storage
from redvest.core.identifiers import uuid7
from redvest.core.media_type import ending_of
from redvest.core.picture import bare_picture
from redvest.core.picture_reading import Seen, TooManyPixels, heic, read_picture
from redvest.honour.contest_errors import EntryPictureBad, EntryPictureHeic, EntryPictureLarge
from redvest.honour.models import ContestEntry, ContestPicture
from redvest.honour.rules.contest import LARGEST_PICTURE
from redvest.honour.rules.duplicate_picture import signed
from redvest.registry.actions.forgetting import unlink


@dataclass(frozen=True, slots=True)
class Clean:
    """One picture ready to be kept."""

    media_type: str
    data: bytes
    seen: Seen

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.data).digest()


def clean_pictures(*, files: Sequence[bytes]) -> list[Clean]:
    """Each once, in order; before any row is locked. Raises EntryPictureHeic, EntryPictureLarge, EntryPictureBad."""
    found: dict[bytes, Clean] = {}
    for data in files:
        clean = _clean(data)
        found.setdefault(clean.sha256, clean)
    return list(found.values())


def _clean(data: bytes) -> Clean:
    if heic(data):
        raise EntryPictureHeic
    if len(data) > LARGEST_PICTURE:
        raise EntryPictureLarge
    bare = bare_picture(data)
    if bare is None:
        raise EntryPictureBad
    try:
        seen = read_picture(bare[1])
    except TooManyPixels as fault:
        raise EntryPictureLarge from fault
    if seen is None:
        raise EntryPictureBad
    return Clean(*bare, seen)


def keep_contest_pictures(*, entry: ContestEntry, pictures: Sequence[Clean]) -> list[ContestPicture]:
    """In the caller's transaction; a roll-back leaves only files that nobody can find."""
    return ContestPicture.objects.bulk_create(
        [_kept(entry, place, each) for place, each in enumerate(pictures)]
    )


def _kept(entry: ContestEntry, place: int, clean: Clean) -> ContestPicture:
    folder = f"contests/{entry.city}/{entry.contest_id.hex}"
    key = f"{folder}/{uuid7().hex}.{ending_of(clean.media_type)}"
    preview_key = f"{folder}/{uuid7().hex}.jpg"
    storage().write(key, clean.data)
    storage().write(preview_key, clean.seen.preview)
    return ContestPicture(
        entry=entry, place=place, key=key, preview_key=preview_key, media_type=clean.media_type, size=len(clean.data),
        width=clean.seen.width, height=clean.seen.height, sha256=clean.sha256, looks=signed(clean.seen.looks),
    )  # fmt: skip


def drop_contest_pictures(*, entries: Collection[UUID]) -> int:
    """Rows now, files once that is committed. Returns how many."""
    rows = ContestPicture.objects.filter(entry__in=entries)
    for key, preview_key in rows.values_list("key", "preview_key"):
        transaction.on_commit(partial(unlink, key=key))
        transaction.on_commit(partial(unlink, key=preview_key))
    return rows.delete()[0]
