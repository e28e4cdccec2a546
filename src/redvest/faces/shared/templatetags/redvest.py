"""Owns the template tags of the house: icons, grades, bars, chips, cards, figures.

They return ready strings instead of rendering partials, because lists call them twenty times a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from redvest.core import clock
from redvest.faces.shared import drawing
from redvest.faces.shared.speech import gettext as _
from redvest.faces.shared.words import clock_words, date_words, day_words
from redvest.oversight.rules.money import yuan

register = template.Library()


def esc(value: object) -> str:
    """Anything as text that is safe in a page; what was marked safe stays as it is."""
    return value if isinstance(value, SafeString) else escape(str(value))


@lru_cache(maxsize=256)
def _icon(name: str) -> SafeString:
    """The markup of one icon; the sprite's address is the same for the life of the process."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("redvest/icons.svg"),
        name,
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite, hidden from screen readers: always put a word beside it."""
    return _icon(name)


def grade_words() -> dict[str, str]:
    """What each evidence grade means, in one short phrase."""
    return {"A": _("双重到场证明"), "B": _("一项到场证明"), "C": _("双人确认"), "D": _("未核验")}


@register.simple_tag
def grade(letter: str, text: object = "", short: bool = False) -> SafeString:
    """A grade badge: letter, colour and words. D says 未核验 wherever it shows."""
    words = grade_words()
    if letter not in words:
        raise template.TemplateSyntaxError(f"no evidence grade {letter!r}")
    said = esc(text) if text != "" else ("" if short and letter != "D" else esc(words[letter]))
    if text != "" and letter == "D":
        said = f"{said} {esc(words['D'])}"
    inside = f"{letter} {said}".strip()
    return mark_safe(f'<span class="g g{letter}" title="{esc(words[letter])}">{inside}</span>')  # noqa: S308


@register.simple_tag
def bar(taken: int, places: int) -> SafeString:
    """How full something is, as a progress bar with words for those who listen."""
    full = ' class="full"' if places and taken >= places else ""
    label = esc(_("%(places)d 个名额，已有 %(taken)d 人") % {"places": places, "taken": taken})
    return mark_safe(  # noqa: S308
        f'<progress{full} max="{max(int(places), 1)}" value="{int(taken)}" aria-label="{label}"></progress>'
    )


@register.simple_tag
def stack_bar(a: float, b: float, c: float, d: float) -> SafeString:
    """One bar in the four grade colours, as wide as their shares."""
    return drawing.stack_bar((float(a), float(b), float(c), float(d)))


@register.simple_tag
def ring(done: float, total: float, text: object = "") -> SafeString:
    """A ring that fills towards a goal, with a figure in its middle."""
    return drawing.ring(float(done), float(total), str(text))


@register.simple_tag
def chip(text: object, kind: str = "") -> SafeString:
    """A small word on a ground; `why` is a reason to act, the rest are plain facts."""
    return mark_safe(f'<span class="chip {esc(kind)}">{esc(text)}</span>')  # noqa: S308


@register.simple_tag
def state(text: object, kind: str = "off") -> SafeString:
    """A state: a coloured dot and always a word."""
    return mark_safe(f'<span class="state {esc(kind)}">{esc(text)}</span>')  # noqa: S308


@register.simple_tag
def back(url: str, text: object = "") -> SafeString:
    """The way back, above the heading."""
    return format_html('<a class="back" href="{}">{}{}</a>', url, _icon("chevron-left"), text or _("返回"))


@register.filter
def duration(minutes: int | None) -> str:
    """Minutes as people say them: 3 小时 15 分; what is taken back with a true minus: −2 小时 30 分."""
    if minutes is None:
        return "—"
    sign, minutes = ("−" if minutes < 0 else ""), abs(int(minutes))
    hours, rest = divmod(minutes, 60)
    parts: list[str] = []
    if hours or not rest:  # nothing is 0 小时: 0 分 reads like a mark
        parts.append(ngettext("%(n)s 小时", "%(n)s 小时", hours) % {"n": figure(hours)})
    if rest:
        parts.append(ngettext("%(n)s 分", "%(n)s 分", rest) % {"n": rest})
    return sign + " ".join(parts)


def _day_of(value: date | datetime | str) -> date:
    if isinstance(value, str):  # as JSON keeps it
        return date.fromisoformat(value)
    return clock.day_of(value) if isinstance(value, datetime) else value


@register.filter
def day(value: date | str | None) -> str:
    """A day of any year: 2026年3月5日, in China; nothing for none, nor for what a page does not have."""
    return "" if not value else date_words(_day_of(value))


@register.filter
def moment(value: datetime | None) -> str:
    """The same with the time of day: 2026年3月5日 8:30."""
    return "" if not value else f"{day(value)} {clock_words(value)}"


@register.filter
def near_day(value: date | None) -> str:
    """A day about now: 3月5日 周四; the year only where it is another. A page says either these or ``day``."""
    return "" if not value else day_words(_day_of(value), clock.day_of(clock.now()))


@register.filter
def near(value: datetime | None) -> str:
    """The same with the time of day: 3月5日 周四 8:30."""
    return "" if not value else f"{near_day(value)} {clock_words(value)}"


@register.filter("clock")
def time_of_day(value: datetime) -> str:
    """8:30, in China."""
    return clock_words(value) if value else ""


@register.filter
def figure(number: float | None) -> str:
    """A number with thousands separated: 117,764."""
    return "—" if number is None else f"{number:,}"


@register.filter("yuan")
def yuan_words(fen: int | None) -> str:
    """Fen as yuan: 12,000.50 元."""
    return "—" if fen is None else _("%(yuan)s 元") % {"yuan": yuan(int(fen))}


@register.inclusion_tag("shared/_field.html")
def field(field: BoundField) -> dict[str, object]:
    """One form field with its label, help and errors."""
    return {"field": field, "kind": getattr(field.field.widget, "input_type", "")}


@register.inclusion_tag("shared/_form.html")
def form_fields(form: BaseForm) -> dict[str, object]:
    """All fields of a form under a summary of what has to change."""
    return {"form": form, "fields": form.visible_fields(), "hidden": form.hidden_fields()}


Facts = Mapping[str, Any]


def _chips(card: Facts) -> str:
    """The chips of a card: its reasons first, then its service domain."""
    given: Iterable[tuple[object, str]] = card.get("chips") or ()
    parts = [f'<span class="chip {esc(kind)}">{esc(text)}</span>' for text, kind in given]
    if domain := card.get("domain"):
        parts.append(f'<span class="chip">{esc(domain)}</span>')
    return f'<div class="chips">{"".join(parts)}</div>' if parts else ""


def _series(card: Facts) -> str:
    """The way to the others of the series that the card stands for."""
    if not card.get("series_url"):
        return ""
    name = esc(f"{card['series_text']}：{card.get('title')}")
    link = (
        f'<a class="soft" href="{esc(card["series_url"])}" aria-label="{name}">{esc(card["series_text"])}</a>'
    )
    return f'<p class="of-series num">{link}</p>'


def _fill(card: Facts) -> str:
    """How full the card's activity is, in a bar and in words."""
    taken, places = int(card.get("taken") or 0), int(card.get("places") or 0)
    if not places:
        return ""
    words = _("%(taken)d / %(places)d 人") % {"taken": taken, "places": places}
    if waiting := card.get("waiting"):
        words += " · " + _("候补 %(n)d 人") % {"n": waiting}
    return f'{bar(taken, places)}<span class="soft num">{esc(words)}</span>'


def _ending(card: Facts) -> str:
    """The one action a card ends in; without one, the state in a word."""
    url, text, word = card.get("cta_url"), card.get("cta_text"), card.get("state_word")
    if url and text:
        name = esc(f"{text}：{card.get('title')}")
        return f'<a class="btn small" href="{esc(url)}" aria-label="{name}">{esc(text)}</a>'
    if word:
        return f'<span class="state off">{esc(word)}</span>'
    return f'<a class="btn q small" href="{esc(card.get("url"))}" tabindex="-1">{esc(_("看看"))}</a>'


@register.simple_tag
def activity_card(card: Any, level: int = 3) -> SafeString:
    """An activity in a list: when, where, how far, how many places left, and one action.

    The level is that of its heading: 2 straight under the page's h1, 3 under a section's h2."""
    facts: Facts = card if isinstance(card, Mapping) else vars(card)
    url, title = esc(facts.get("url")), esc(facts.get("title"))
    where = esc(facts.get("where") or "")
    if distance := facts.get("distance"):
        where = f"{where} · {esc(distance)}"
    return SafeString(
        f'<article class="card activity"><h{level:d} class="name"><a href="{url}">{title}</a></h{level:d}>'
        f'<p class="soft num">{esc(facts.get("when") or "")}<br>{where}</p>{_series(facts)}{_chips(facts)}'
        f'<div class="row end"><div class="grow">{_fill(facts)}</div>{_ending(facts)}</div></article>'
    )
