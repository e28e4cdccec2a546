"""Awards (评选表彰): the list of editions, and one with its days, its nominees and winners, and what speaks against them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.shared.award_named import asked_of, named_in
from redvest.faces.shared.award_words import edition_state
from redvest.faces.shared.entry import HouseRequest, members, public
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pages import paged
from redvest.faces.shared.told import refusal_told
from redvest.honour.actions.award_publicity import object_to_award
from redvest.honour.choices import OVER_EDITIONS, EditionState, ProgrammeKind
from redvest.honour.models import AwardCategory, AwardEdition
from redvest.honour.queries.award import objection_counts, public_edition, public_editions
from redvest.honour.queries.award_freeze import PUBLIC_RESULT, latest_freeze
from redvest.honour.queries.award_vote import votes_today
from redvest.honour.queries.nomination import NAMES_SHOWN

SIZE = 20


@never_cache
@require_safe
@public
def awards(request: HouseRequest) -> HttpResponse:
    """``kind=`` and ``over=1`` narrow it; the latest first. What is over is the archive."""
    rows = public_editions(request.standing.city)
    kind, over = request.GET.get("kind", ""), request.GET.get("over") == "1"
    kind = kind if kind in ProgrammeKind.values else ""
    if kind:
        rows = rows.filter(programme__kind=kind)
    rows = rows.filter(state__in=OVER_EDITIONS) if over else rows.exclude(state__in=OVER_EDITIONS)
    found, pager = paged(request, rows, keys=("-year", "-nominate_from", "-id"), size=SIZE)
    context = {
        "tab": "find",
        "rows": [{"edition": each, "state": edition_state(each)} for each in found],
        "pager": pager,
        "kinds": ProgrammeKind.choices,
        "kind": kind,
        "over": over,
    }
    return render(request, "site/awards.html", context)


@never_cache
@require_safe
@public
def award(request: HouseRequest, key: UUID) -> HttpResponse:
    """One edition: whom it honours and under which conditions, when, who came through, who won."""
    at = clock.now()
    today = clock.day_of(at)
    edition = public_edition(request.standing.city, key)
    open_ = (
        edition.state == EditionState.NOMINATING and edition.nominate_from <= today <= edition.nominate_until
    )
    in_public = bool(
        edition.state == EditionState.PUBLICITY
        and edition.publicity_until
        and today <= edition.publicity_until
    )
    context = {
        "tab": "find",
        "edition": edition,
        "state": edition_state(edition),
        "open": open_,
        "in_public": in_public,
        "categories": _categories(edition, at),
        "result": edition.state in NAMES_SHOWN[2:],
        "votes": votes_today(edition, today),
        "scored": edition.state in PUBLIC_RESULT and latest_freeze(edition) is not None,
        "objections": objection_counts(edition) if edition.state in NAMES_SHOWN[2:] else None,
    }
    return render(request, "site/award.html", context)


def _categories(edition: AwardEdition, at: datetime) -> list[dict[str, Any]]:
    """Each with its conditions in words and, once the check is over, with whom it names."""
    named = named_in(edition, at)
    return [
        {"category": each, "asked": asked_of(each, edition), "named": named.get(each.pk, [])}
        for each in AwardCategory.objects.filter(edition=edition)
    ]


@never_cache
@require_POST
@members
def object_here(request: HouseRequest, key: UUID) -> HttpResponse:
    """``nomination``: the winner that it is against; without it, the whole result."""
    about = key_typed(request.POST.get("nomination", ""))
    with refusal_told(request):
        object_to_award(
            by=request.standing, edition=key, nomination=about, words=request.POST.get("words", ""), at=clock.now()
        )  # fmt: skip
        messages.success(request, _("收到了，会有人核实，答复发到你的消息里。"))
    return redirect("site:award", key=key)
