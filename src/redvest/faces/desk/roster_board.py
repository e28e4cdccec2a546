"""One roster: shifts and people, what is missing; solving, asking, locking, taking off, closing; and on paper."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.faces.desk.codes import qr_svg
from redvest.faces.desk.forms.roster import FIELDS, PairFields, RosterFields
from redvest.faces.desk.forms.several import several
from redvest.faces.desk.frame import show
from redvest.faces.desk.roster_asking import asking_on
from redvest.faces.desk.roster_rows import holding_of, rows_of
from redvest.faces.desk.rosters import KINDS
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.typed import number_typed
from redvest.service import policy
from redvest.service.actions.roster import RosterTerms, change_terms, close_roster, set_minimum, set_pair
from redvest.service.actions.roster_ask import ask_people, lock_proposal, take_off
from redvest.service.actions.roster_shifts import take_out_shift
from redvest.service.actions.roster_solve import AT_ONCE, hand_to_worker, solve_roster
from redvest.service.choices import PairKind, RosterState
from redvest.service.models import Roster
from redvest.service.queries.public_address import public_address
from redvest.service.queries.roster import counts_of_state, proposal_on, roster_within
from redvest.service.queries.roster_asking import Drafted, drafted_among, drafted_on
from redvest.service.queries.roster_people import reachable

_TERMS = ("title", "reach", "answer_hours", "most_week", "most_running", "goes_on")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def board(request: HouseRequest, key: UUID) -> HttpResponse:
    """Show it, or do what the button that was pressed says."""
    by, at = request.standing, clock.now()
    found = roster_within(by, key)
    terms = {name: getattr(found, name) for name in _TERMS}
    sent = several(request, {"terms": partial(RosterFields, initial=terms), "pair": PairFields})
    if sent.done(partial(_kept, request, found), FIELDS):
        messages.success(request, _("记下了，下次排班照它来。"))
        return redirect("desk:roster-board", key=key)
    if request.method == "POST" and not sent.verb:
        with refusal_told(request):
            _do(request, found, request.POST.get("verb", ""), at)
        return redirect("desk:roster-board", key=key)
    rows = rows_of(by, found, at)
    leads = policy.may_roster(by, found.body_id) and found.state != RosterState.CLOSED
    context = {
        "roster": found,
        "rows": rows,
        "counts": counts_of_state(found),
        "free": sum(row["free"] for row in rows if not row["begun"]),
        "missing": sum(row["missing"] for row in rows if not row["begun"]),
        "short": [row for row in rows if row["short"] and not row["begun"]],
        "leads": leads,
        "asking": asking_on(found, _drafted(rows, at), at) if leads else None,
        "state": (RosterState(found.state).label, KINDS[RosterState(found.state)]),
        "pairs": found.pairs.select_related("one", "other"),
        "forms": sent.forms,
        "places": {row["activity"].place_name for row in rows},
    }
    return show(request, "desk/roster_board.html", context, on="rosters", status=sent.status)


def _drafted(rows: list[dict[str, Any]], at: datetime) -> Drafted:
    return drafted_among((person["proposal"] for row in rows for person in row["people"]), at)


def _kept(request: HouseRequest, found: Roster, verb: str, typed: dict[str, Any]) -> None:
    by, at = request.standing, clock.now()
    if verb == "terms":
        change_terms(by=by, roster_id=found.pk, terms=RosterTerms(**typed), at=at)
    else:
        typed["kind"] = PairKind(typed["kind"])
        set_pair(by=by, roster_id=found.pk, at=at, **typed)


def _do(request: HouseRequest, found: Roster, verb: str, at: datetime) -> None:
    by = request.standing
    if verb == "solve":
        _solve(request, found, at)
    elif verb == "ask":
        count = ask_people(by=by, roster_id=found.pk, at=at)
        said = ngettext("请了 %(n)d 班，等本人答复。", "请了 %(n)d 班，等本人答复。", count)
        found.refresh_from_db(fields=["state"])
        messages.success(request, said % {"n": count} + asking_on(found, drafted_on(found, at), at).waiting)
    elif verb == "close":
        close_roster(by=by, roster_id=found.pk, at=at)
        messages.success(request, _("结束了。答应来的人照常，没答复的不用再答复。"))
    elif verb == "unpair":
        numbers = (request.POST.get("one", ""), request.POST.get("other", ""))
        set_pair(by=by, roster_id=found.pk, one=numbers[0], other=numbers[1], kind=None, at=at)
    elif verb == "least" and (post := key_typed(request.POST.get("post", ""))):
        least = number_typed(request.POST.get("least", ""))
        set_minimum(by=by, roster_id=found.pk, post_id=post, minimum=-1 if least is None else least, at=at)
    elif verb == "out" and (post := key_typed(request.POST.get("post", ""))):
        asked = take_out_shift(by=by, roster_id=found.pk, post_id=post, at=at)
        freed = ngettext("等答复的 %(n)d 人会收到消息。", "等答复的 %(n)d 人会收到消息。", asked) % {
            "n": asked
        }
        messages.success(request, _("这一班拿掉了，答应来的人照常。") + (freed if asked else ""))
    elif key := key_typed(request.POST.get("proposal", "")):
        _with_person(request, found, verb, key, at)


def _with_person(request: HouseRequest, found: Roster, verb: str, key: UUID, at: datetime) -> None:
    proposal = proposal_on(found, key)
    if verb in ("lock", "unlock"):
        lock_proposal(by=request.standing, proposal_id=proposal.pk, locked=verb == "lock", at=at)
    elif verb == "off":
        take_off(by=request.standing, proposal_id=proposal.pk, at=at)
        messages.success(request, _("换下来了，这一班不会再排他。再排一次，会另找人。"))


def _solve(request: HouseRequest, found: Roster, at: datetime) -> None:
    """Small ones at once, within seconds; large ones go to the worker, so that nobody's page waits."""
    policy.require_may_roster(request.standing, found.body_id)
    shifts = list(found.shifts.values_list("post_id", flat=True))
    if len(shifts) * reachable(found, shifts, clock.day_of(at)).count() > AT_ONCE:
        with transaction.atomic():
            hand_to_worker(by=request.standing, roster_id=found.pk, at=at)
        messages.success(request, _("人和班次都多，交给后台去排了，一般一分钟内排好，请刷新看看。"))
        return
    solved = solve_roster(by=request.standing, roster_id=found.pk, at=at).figures
    said = _("排好了：%(needed)d 个名额，拟定 %(done)d 个，%(missing)d 个还没有人选。") % {
        "needed": solved["needed"], "done": solved["needed"] - solved["missing"], "missing": solved["missing"],
    }  # fmt: skip
    messages.success(request, said)


@never_cache
@require_safe
@staff
def on_paper(request: HouseRequest, key: UUID) -> HttpResponse:
    """A sheet to hang up: each shift, who holds a place on it, and a code that leads to the activity."""
    by, at = request.standing, clock.now()
    found = roster_within(by, key)
    site = public_address(f"{request.scheme}://{request.get_host()}")
    rows, holding = rows_of(by, found, at), holding_of(by, found, at)
    for row in rows:
        row["qr"] = qr_svg(site + reverse("site:activity", args=[row["activity"].pk]))
        row["coming"] = holding.get(row["post"].pk, [])
    context = {
        "roster": found,
        "rows": [row for row in rows if row["coming"] or not row["begun"]],
        "printed_at": at,
    }
    return show(request, "desk/roster_paper.html", context, on="rosters")
