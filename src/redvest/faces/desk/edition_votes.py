"""Votes that do not count, with names, for whoever runs an edition; they may look again, and decide in words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.desk.frame import show
from redvest.faces.shared.award_words import nominee_name
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import pressed
from redvest.faces.shared.told import refusal_told
from redvest.honour.actions.award_vote import COUNTING, decide_vote, set_votes_aside
from redvest.honour.choices import AsideReason
from redvest.honour.models import AwardVote
from redvest.honour.queries.award_jury import jury_edition
from redvest.honour.queries.award_vote import aside_by_reason, tallies, votes_aside
from redvest.registry.policy import Standing
from redvest.registry.queries.sharing import is_minor
from redvest.registry.rules.names import mask_name


@never_cache
@require_safe
@staff
def votes(request: HouseRequest, key: UUID) -> HttpResponse:
    """``reason=``: those of one kind; the latest first."""
    edition = jury_edition(request.standing, key)
    chosen = request.GET.get("reason", "")
    rows = votes_aside(edition, chosen)
    found, pager = paged(request, rows, keys=("-at", "-id"))
    counts, at = aside_by_reason(edition), clock.now()
    context = {
        "edition": edition,
        "rows": [_row(request.standing, each, at) for each in found],
        "pager": pager,
        "chosen": chosen if chosen in AsideReason.values else "",
        "reasons": [(reason.value, reason.label, counts[reason]) for reason in counts],
        "aside": sum(counts.values()),
        "counted": sum(each.counted for each in tallies(edition).values()),
        "open": edition.state in COUNTING and not edition.freezes.exists(),
        "votes": edition.vote_from is not None,
    }
    return show(request, "desk/edition_votes.html", context, on="editions")


def _row(by: Standing, vote: AwardVote, at: Any) -> dict[str, Any]:
    person = vote.volunteer
    hidden = is_minor(person, at)
    return {
        "vote": vote,
        "name": mask_name(person.name) if hidden else person.name,
        "for": nominee_name(vote.nomination),
        "reason": AsideReason(vote.set_aside).label,
        "own": by.is_self(person.pk),
    }


@never_cache
@require_POST
@staff
def look(request: HouseRequest, key: UUID) -> HttpResponse:
    """Now, and not only when the clock comes round."""
    edition = jury_edition(request.standing, key)
    more = set_votes_aside(edition_id=edition.pk, at=clock.now())
    messages.success(request, _("查过了，新找出 %(n)d 票不计。") % {"n": more})
    return redirect("desk:edition-votes", key=key)


@never_cache
@require_POST
@staff
def decide(request: HouseRequest, key: UUID, vote: UUID) -> HttpResponse:
    """It counts after all, or it does not."""
    jury_edition(request.standing, key)
    count, said = pressed(request, "count", "aside"), request.POST.get("words", "")
    with refusal_told(request):
        decide_vote(by=request.standing, key=vote, count=count, words=said, at=clock.now())
        messages.success(request, _("记下了，这一票算数。") if count else _("记下了，这一票不计。"))
    return redirect("desk:edition-votes", key=key)
