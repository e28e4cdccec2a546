"""Keeps the pictures of spotted problems: checked by content, without place and device in them, under a new name."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from redvest.care.choices import PictureOf
from redvest.care.models import Need, NeedPicture
from redvest.care.rules.picture import bare_picture
from redvest.care.spotted_errors import BadSpotted
from redvest.connectors.storage import storage
from redvest.core.identifiers import uuid7
from redvest.core.media_type import ending_of
from redvest.registry.policy import Standing


def clean_pictures(*, pictures: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """The media type of each and what is left of it. Raises BadSpotted."""
    clean = []
    for data in pictures:
        bare = bare_picture(data)
        if bare is None:
            said = _("有一张照片打不开，或者不是照片。请用 JPG、PNG 或 WebP。")
            raise BadSpotted(errors=[{"field": "pictures", "sentence": said}])
        clean.append(bare)
    return clean


def keep_pictures(
    *, by: Standing, need: Need, pictures: Sequence[tuple[str, bytes]], of: PictureOf, at: datetime
) -> list[NeedPicture]:
    """In the caller's transaction; a roll-back leaves only content that nobody can find."""
    rows = []
    for media_type, data in pictures:
        key = f"needs/{need.city}/{at:%Y}/{uuid7().hex}.{ending_of(media_type)}"
        storage().write(key, data)
        rows.append(
            NeedPicture(
                need=need, of=of, key=key, media_type=media_type, size=len(data), sha256=hashlib.sha256(data).digest(),
                uploaded_by_id=by.account_id, uploaded_at=at,
            )
        )  # fmt: skip
    return NeedPicture.objects.bulk_create(rows)
