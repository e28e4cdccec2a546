"""The jury of an edition at the desk of whoever runs it: seats, progress, whom not to wait for, and the frozen result."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.jury import FIELDS, FreezeAgain, JurorSeat
from redvest.faces.desk.frame import show
from redvest.faces.desk.jury import seat_state
from redvest.faces.shared.award_words import edition_state, nominee_name
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.told import refusal_told
from redvest.honour.actions.award_freeze import freeze_result
from redvest.honour.actions.award_jury import appoint_juror, release_juror
from redvest.honour.choices import EditionState, RecusalCause
from redvest.honour.models import AwardEdition, AwardJuror
from redvest.honour.queries.award_freeze import freezes_of, proposed_winners, result_of
from redvest.honour.queries.award_jury import (
    JURY_STATES,
    entries_of,
    judged_counts,
    jury_edition,
    jury_of,
    people_to_appoint,
    recusals_of,
)
from redvest.honour.queries.nomination import stands_in


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def jury(request: HouseRequest, key: UUID) -> HttpResponse:
    """Who sits there and how far each is; a POST appoints somebody."""
    edition, at = jury_edition(request.standing, key), clock.now()
    own = stands_in(request.standing, edition, at)
    people = [] if own else list(people_to_appoint(edition, clock.day_of(at)))
    form = JurorSeat(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid() and _appointed(request, key, form):
        return redirect("desk:edition-jury", key=key)
    page = _bare_page(edition) if own else _page(edition)
    context = {**page, "own": own, "form": form, "people": people}
    failed = form.is_bound and form.errors
    return show(request, "desk/edition_jury.html", context, on="editions", status=422 if failed else 200)


def _appointed(request: HouseRequest, key: UUID, form: JurorSeat) -> bool:
    account = key_typed(form.cleaned_data["account"])
    if account is None:
        return False
    try:
        appoint_juror(by=request.standing, edition_id=key, account_id=account, at=clock.now())
    except DomainError as fault:
        if fault.status in (401, 403, 404) and fault.code not in FIELDS:
            raise
        blame(form, fault, FIELDS)
        return False
    messages.success(request, _("聘好了，评委会收到消息。"))
    return True


def _bare_page(edition: AwardEdition) -> dict[str, Any]:
    """For who has a stake: neither who judges, nor who stepped back and why, nor what came of it."""
    return {
        "edition": edition,
        "edition_state": edition_state(edition),
        "entries": len(entries_of(edition)),
    }


def _page(edition: AwardEdition) -> dict[str, Any]:
    """The same few queries for one juror and for twenty."""
    seated, counts, entries = list(jury_of(edition)), judged_counts(edition), entries_of(edition)
    recusals = list(recusals_of(edition))
    freezes = list(freezes_of(edition))
    numbers = {each.nomination.pk: each for each in entries}
    judging = edition.state == EditionState.JUDGING
    waited = [each for each in seated if not each.done]
    return {
        "edition": edition,
        "edition_state": edition_state(edition),
        "rows": [_row(edition, each, counts, recusals, len(entries)) for each in seated],
        "recusals": [
            {"each": each, "entry": numbers.get(each.nomination_id), "cause": RecusalCause(each.cause).label}
            for each in recusals
        ],
        "entries": len(entries),
        "open": edition.state in JURY_STATES and not freezes,
        "judging": judging and not freezes,
        "may_freeze": judging and not freezes and bool(seated) and not waited,
        "waited": len(waited),
        "freezes": freezes,
        "again": FreezeAgain() if freezes and edition.state in (EditionState.JUDGING, EditionState.PUBLICITY) else None,
        "results": _results(edition) if freezes else [],
    }  # fmt: skip


def _row(
    edition: AwardEdition, juror: AwardJuror, counts: dict[UUID, int], recusals: list[Any], entries: int
) -> dict[str, Any]:
    absent = sum(each.juror_id == juror.pk for each in recusals)
    juror.edition = edition
    return {
        "juror": juror,
        "state": seat_state(juror),
        "judged": min(counts.get(juror.pk, 0), entries - absent),
        "wanted": entries - absent,
        "absent": absent,
    }


def _results(edition: AwardEdition) -> list[dict[str, Any]]:
    """By category, with who is proposed by rank within the places."""
    freeze = freezes_of(edition).first()
    proposed = proposed_winners(edition)
    found: list[dict[str, Any]] = []
    for each in result_of(freeze) if freeze else ():
        category = each.nomination.category
        if not found or found[-1]["category"] != category:
            found.append({"category": category, "rows": []})
        won = each.nomination_id in proposed.get(category.pk, ())
        found[-1]["rows"].append(
            {
                "result": each, "name": nominee_name(each.nomination), "proposed": won,
                "total": each.total / 1000, "jury": each.jury / 1000, "vote": each.vote / 1000,
            }
        )  # fmt: skip
    return found


@never_cache
@require_POST
@staff
def release(request: HouseRequest, key: UUID, juror: UUID) -> HttpResponse:
    """Whom we no longer wait for, with a reason that everybody reads."""
    jury_edition(request.standing, key)
    with refusal_told(request):
        release_juror(
            by=request.standing, juror_id=juror, reason=request.POST.get("reason", ""), at=clock.now()
        )
        messages.success(request, _("不再等这位评委，他打的分不计入。"))
    return redirect("desk:edition-jury", key=key)


@never_cache
@require_POST
@staff
def freeze(request: HouseRequest, key: UUID) -> HttpResponse:
    """The result, or another beside it with a reason."""
    jury_edition(request.standing, key)
    with refusal_told(request):
        freeze_result(
            by=request.standing, edition_id=key, reason=request.POST.get("reason", ""), at=clock.now()
        )
        messages.success(request, _("结果封存了，谁也改不了。公示时，评分记录一起公开。"))
    return redirect("desk:edition-jury", key=key)
