"""The public vote of an award: who stands, how it counts, one press for one vote, and what did not count and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.shared.address import client_address
from redvest.faces.shared.award_words import nominee_place, public_nominees
from redvest.faces.shared.device import device_of, keep_device
from redvest.faces.shared.entry import HouseRequest, public, volunteers
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.told import refusal_told
from redvest.honour.actions.award_vote import cast_vote, count_tries
from redvest.honour.award_vote_errors import VoteChoiceMissing
from redvest.honour.models import AwardCategory, AwardNomination
from redvest.honour.queries.award_vote import (
    aside_in_categories,
    choices_of,
    my_votes,
    tallies,
    vote_edition,
    vote_marks,
    votes_today,
)
from redvest.honour.rules.award_blind import blinded

LONGEST = 120  # of the recommendation, on a phone's page


@never_cache
@require_safe
@public
def vote_page(request: HouseRequest, key: UUID) -> HttpResponse:
    """All categories on one page; after the vote the same page with its figures."""
    by, at = request.standing, clock.now()
    edition = vote_edition(by.city, key)
    choices, counts = choices_of(edition), tallies(edition)
    names = public_nominees([each for _category, standing in choices for each in standing], at)
    mine, aside = my_votes(by, edition), aside_in_categories(edition)
    opened = votes_today(edition, clock.day_of(at))
    groups: list[dict[str, Any]] = [
        {
            "category": category,
            "rows": [_row(each, names, counts, mine) for each in standing],
            "voted": category.pk in mine,
            "aside": aside.get(category.pk, []),
            "aside_sum": sum(count for _word, count in aside.get(category.pk, [])),
            "form": opened and by.signed_in and category.pk not in mine and bool(standing),
        }
        for category, standing in choices
    ]
    first = next((group["category"].pk for group in groups if group["form"]), None)
    context = {
        "tab": "find",
        "edition": edition,
        "groups": groups,
        "first": first,
        "opened": opened,
        "signed_in": by.signed_in,
        "all_voted": bool(groups) and all(group["voted"] for group in groups if group["rows"]),
    }
    return keep_device(render(request, "site/award_vote.html", context), request, device_of(request))


def _row(
    each: AwardNomination, names: dict[UUID, str], counts: dict[UUID, Any], mine: dict[UUID, UUID]
) -> dict[str, Any]:
    hidden = [each.volunteer.name] if each.volunteer and names[each.pk] != each.volunteer.name else []
    words = blinded(each.words, hidden)
    return {
        "nomination": each,
        "name": names[each.pk],
        "place": nominee_place(each),
        "words": words if len(words) <= LONGEST else words[: LONGEST - 1] + "…",
        "votes": counts[each.pk].counted if each.pk in counts else 0,
        "mine": mine.get(each.category_id) == each.pk,
    }


@never_cache
@require_POST
@volunteers
def cast(request: HouseRequest, key: UUID, category: UUID) -> HttpResponse:
    """One vote in one category."""
    by, at, device = request.standing, clock.now(), device_of(request)
    edition = vote_edition(by.city, key)
    network, mark = vote_marks(client_address(request), device)
    with refusal_told(request):
        count_tries(account=by.account_id, network=network, device=mark, at=at)
        chosen = key_typed(request.POST.get("nomination", ""))
        if chosen is None or not _stands(edition.pk, category, chosen):
            raise VoteChoiceMissing
        cast_vote(by=by, nomination_id=chosen, network=network, device=mark, at=at)
        messages.success(request, _("投好了，谢谢你。"))
    return keep_device(redirect("site:award-vote", key=key), request, device)


def _stands(edition: UUID, category: UUID, chosen: UUID) -> bool:
    """Whether the choice belongs to the form it came with."""
    rows = AwardCategory.objects.filter(pk=category, edition_id=edition, nominations=chosen)
    return rows.exists()
