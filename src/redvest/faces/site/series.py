"""A series for everybody: its coming occurrences, and which of them one is on."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.recurrence_words import rule_words
from redvest.faces.site.words import opens_words, span_words
from redvest.service.choices import SignUpState
from redvest.service.models import Series
from redvest.service.queries.series import announced, coming, mine_in


@require_safe
@public
def series(request: HouseRequest, key: UUID) -> HttpResponse:
    """One signs up for each occurrence by itself; drafts are seen by nobody here."""
    at = clock.now()
    rows = Series.objects.filter(pk=key, city=settings.REDVEST_CITY)
    found = rows.select_related("body", "project").first()
    if found is None:
        raise NotFound
    occurrences = list(coming(found, at))
    if not occurrences and not announced(found).exists():
        raise NotFound
    mine = mine_in(found, request.standing.records) if request.standing.volunteer_id else {}
    today = clock.day_of(at)
    context = {
        "tab": "find",
        "series": found,
        "words": rule_words(found.rule, found.first_on),
        "rows": [
            {
                "id": each.pk,
                "when": span_words(each.starts_at, each.ends_at, today),
                "place": each.place_name,
                "left": (each.offered or 0) - (each.held or 0),  # type: ignore[attr-defined]
                "open": each.signup_opens_at <= at < each.signup_closes_at,
                "opens": opens_words(each.signup_opens_at, at),
                "mine": SignUpState(mine[each.pk]).label if each.pk in mine else "",
                "confirmed": mine.get(each.pk) in (SignUpState.CONFIRMED, SignUpState.SERVED),
            }
            for each in occurrences
        ],
    }
    return render(request, "site/series.html", context)
