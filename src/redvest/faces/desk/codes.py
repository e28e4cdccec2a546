"""Draws a code as an SVG picture that fits its box and needs no style of its own."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(text: str) -> SafeString:
    """The picture of a text. Error correction M: a scratched or glaring screen is still read."""
    picture = segno.make(text, error="m", micro=False)
    drawn: str = picture.svg_inline(omitsize=True, border=1, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - drawn by us, the text is only in the squares
