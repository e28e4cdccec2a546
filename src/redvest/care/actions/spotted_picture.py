"""The pictures of spotted problems: checked by content, without place and device in them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from redvest.care.rules.picture import bare_picture
from redvest.care.spotted_errors import BadSpotted


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
