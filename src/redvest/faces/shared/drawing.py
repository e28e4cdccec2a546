"""Owns the small drawings that are SVG and not pictures: the stacked bar of grades and the ring.

Lengths are SVG attributes, never style attributes, which the content security policy forbids."""

from __future__ import annotations

from math import pi

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_RADIUS = 40
_ROUND = 2 * pi * _RADIUS


def shares(values: tuple[float, ...]) -> tuple[float, ...]:
    """Each value as percent of their sum, to one tenth; nothing at all when there is nothing to share."""
    total = sum(values)
    if total <= 0:
        return tuple(0.0 for _value in values)
    return tuple(round(100 * value / total, 1) for value in values)


def stack_bar(values: tuple[float, float, float, float]) -> SafeString:
    """A bar of four parts, A to D, read aloud as shares."""
    parts, at = [], 0.0
    percents = shares(values)
    for letter, percent in zip("ABCD", percents, strict=True):
        if percent:
            parts.append(f'<rect class="f{letter}" x="{at:.1f}" width="{percent:.1f}" height="8"/>')
        at += percent
    said = "，".join(f"{letter} {percent:g}%" for letter, percent in zip("ABCD", percents, strict=True))
    return mark_safe(  # noqa: S308
        '<svg class="stackbar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" '
        f'aria-label="{said}">{"".join(parts)}</svg>'
    )


def ring(done: float, total: float, text: str) -> SafeString:
    """A ring filled by done of total; where there is nothing yet it is empty."""
    share = min(max(done / total, 0.0), 1.0) if total > 0 else float(done > 0)
    arc = "" if share == 0 else (
        f'<circle class="done" cx="48" cy="48" r="{_RADIUS}" transform="rotate(-90 48 48)" '
        f'stroke-dasharray="{_ROUND * share:.1f} {_ROUND:.1f}"/>'
    )  # fmt: skip
    return format_html(
        '<svg class="ring" viewBox="0 0 96 96" role="img" aria-label="{} / {}"><circle cx="48" cy="48" r="{}"/>{}'
        '<text x="48" y="55">{}</text></svg>',
        f"{done:,g}" if done < 1e6 else f"{done:,.0f}",
        f"{total:,g}" if total < 1e6 else f"{total:,.0f}",
        _RADIUS,
        mark_safe(arc),  # noqa: S308
        text,
    )
