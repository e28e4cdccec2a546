"""Pictures of spotted problems: as many and as large as a report takes, checked by content, without place and device."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from redvest.care.rules.spotted import picture_faults
from redvest.care.spotted_errors import BadSpotted
from redvest.core.picture import bare_picture


def clean_pictures(*, pictures: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """The media type of each and what is left of it. Raises BadSpotted."""
    faults = picture_faults(pictures)
    clean = [] if faults else [bare_picture(data) for data in pictures]
    if None in clean:
        faults = [("pictures", _("有一张照片打不开，或者不是照片。请用 JPG、PNG 或 WebP。"))]
    if faults:
        raise BadSpotted(errors=[{"field": field, "sentence": said} for field, said in faults])
    return [each for each in clean if each is not None]
