"""A juror's desk: where they sit, their entries without names, points by the rubric, stepping back, and the seal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import Conflict, DomainError, NotAllowed
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.jury import RubricPoints
from redvest.faces.desk.frame import judges, show
from redvest.faces.shared.award_words import edition_state, evaluation_average
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.told import refusal_told
from redvest.honour.actions.award_jury import declare_recusal, score_entry, seal_scores
from redvest.honour.choices import EditionState
from redvest.honour.models import AwardJuror
from redvest.honour.queries.award_jury import (
    JURY_STATES,
    Desk,
    Entry,
    desk_of,
    entry_by_key,
    entry_key,
    names_in,
    open_points,
    seat_of,
    seats_of,
)
from redvest.honour.rules.award_blind import blind_pack, blinded


@never_cache
@require_safe
@staff
def seats(request: HouseRequest) -> HttpResponse:
    """Every jury on which somebody sits, the latest year first."""
    by = request.standing
    if not judges(by):
        raise NotAllowed
    found, pager = paged(request, seats_of(by), keys=("-edition__year", "-appointed_at", "-id"))
    rows = [{"seat": each, "state": seat_state(each)} for each in found]
    return show(request, "desk/jury.html", {"rows": rows, "pager": pager}, on="jury")


def seat_state(juror: AwardJuror) -> tuple[str, str]:
    """How far a juror is."""
    if juror.released_at:
        return _("不再等"), "off"
    if juror.sealed_at:
        return _("已交卷"), "ok"
    return (_("打分中"), "wait") if juror.edition.state == EditionState.JUDGING else (_("还没开始"), "off")


def _rows(desk: Desk) -> list[dict[str, Any]]:
    """By category: entries with their sums, and those that are not judged with the word for it."""
    rows: list[dict[str, Any]] = []
    for each in desk.entries:
        key = each.nomination.pk
        if not rows or rows[-1]["category"].pk != each.category.pk:
            most = sum(one["most"] for one in each.category.rubric)
            rows.append({"category": each.category, "most": most, "entries": []})
        cause = desk.recused.get(key)
        rows[-1]["entries"].append(
            {
                "entry": each,
                "key": entry_key(desk.juror, key),
                "cause": cause.label if cause else "",
                "done": desk.is_judged(each),
                "sum": sum(desk.points.get(key, {}).values()),
            }
        )
    return rows


@never_cache
@require_safe
@staff
def mine(request: HouseRequest, key: UUID) -> HttpResponse:
    """All entries with my points; once I have sealed, the other jurors' beside them under their pseudonyms."""
    seat = seat_of(request.standing, key)
    desk = desk_of(seat, clock.now())
    judging = seat.edition.state == EditionState.JUDGING
    context = {
        "seat": seat,
        "edition": seat.edition,
        "state": seat_state(seat),
        "edition_state": edition_state(seat.edition),
        "groups": _rows(desk),
        "done": len(desk.mine) - len(desk.left),
        "total": len(desk.mine),
        "first": _key(desk, desk.left[0]) if judging and desk.left and not seat.done else None,
        "may_seal": judging and not seat.done and not desk.left and bool(desk.entries),
        "others": open_points(seat.edition) if seat.sealed_at else [],
    }
    return show(request, "desk/jury_mine.html", context, on="jury")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def entry(request: HouseRequest, key: UUID, entry: UUID) -> HttpResponse:
    """What speaks for an entry, without names; a POST gives points and goes on to the next without any."""
    by, at = request.standing, clock.now()
    seat = seat_of(by, key)
    desk = desk_of(seat, at)
    found = entry_by_key(desk, entry)
    about = found.nomination.pk
    given = desk.points.get(about, {})
    form = RubricPoints(request.POST or None, rubric=found.category.rubric, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            score_entry(by=by, edition_id=key, nomination_id=about, points=form.cleaned_data, at=at)
        except Conflict as fault:
            messages.error(request, fault.message)
            return redirect("desk:jury-mine", key=key)
        except DomainError as fault:
            if fault.status in (401, 403, 404):
                raise
            blame(form, fault, {})
        else:
            messages.success(request, _("记下了。交卷以前都可以改。"))
            return _onward(key, desk, found)
    context = {
        "seat": seat,
        "edition": seat.edition,
        "entry": found,
        "entry_key": entry,
        "form": form,
        **_dossier(found),
        "open": seat.edition.state == EditionState.JUDGING and not seat.done,
        "may_recuse": seat.edition.state in JURY_STATES and not seat.done,
    }
    failed = form.is_bound and form.errors
    return show(request, "desk/jury_entry.html", context, on="jury", status=422 if failed else 200)


def _onward(key: UUID, desk: Desk, done: Entry) -> HttpResponse:
    left = [each for each in desk.left if each.nomination.pk != done.nomination.pk]
    if not left:
        return redirect("desk:jury-mine", key=key)
    return redirect("desk:jury-entry", key=key, entry=_key(desk, left[0]))


def _key(desk: Desk, found: Entry) -> UUID:
    return entry_key(desk.juror, found.nomination.pk)


def _dossier(found: Entry) -> dict[str, Any]:
    names = names_in(found.nomination)
    evidence = found.nomination.evidence
    return {
        "words": blinded(found.nomination.words, names),
        "pack": blind_pack(evidence, names),
        "average": evaluation_average(evidence),
        "total": sum(evidence.get("minutes", {}).get(grade, 0) for grade in "ABC"),
        "of_year": sum(evidence.get("minutes_of_year", {}).get(grade, 0) for grade in "ABC"),
    }


@never_cache
@require_POST
@staff
def recuse(request: HouseRequest, key: UUID, entry: UUID) -> HttpResponse:
    """I must not judge this one, and why; the reason stays inside."""
    by, at = request.standing, clock.now()
    about = entry_by_key(desk_of(seat_of(by, key), at), entry).nomination.pk
    with refusal_told(request):
        declare_recusal(
            by=by, edition_id=key, nomination_id=about, reason=request.POST.get("reason", ""), at=at
        )
        messages.success(request, _("记下了，这份材料你不用打分。"))
    return redirect("desk:jury-mine", key=key)


@never_cache
@require_POST
@staff
def seal(request: HouseRequest, key: UUID) -> HttpResponse:
    """For good."""
    seat_of(request.standing, key)
    with refusal_told(request):
        seal_scores(by=request.standing, edition_id=key, at=clock.now())
        messages.success(request, _("交卷了，谢谢你。"))
    return redirect("desk:jury-mine", key=key)
