"""One entry of the ledger: what it rests on, what became of it, and correcting or voiding it with a reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.frame import show
from redvest.faces.desk.proof_words import PROOF_WORDS
from redvest.faces.desk.words import moment_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.minutes import HoursAndMinutes
from redvest.faces.shared.words import day_words
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.choices import EntryKind, ProofKind, RequestState
from redvest.service.hours_errors import EntryNotFound
from redvest.service.models import ErrorReport, HoursEntry
from redvest.service.queries.history import history_of, story_of


@never_cache
@require_safe
@staff
def entry(request: HouseRequest, key: UUID) -> HttpResponse:
    """The entry with its neighbours: what it voided, what voided it."""
    found = _within(request.standing, key)
    today = clock.day_of(clock.now())
    voided_by = HoursEntry.objects.filter(voids=found).first()
    context = {
        "entry": found,
        "kind": EntryKind(found.kind).label,
        "is_void": found.kind == EntryKind.VOID,
        "voided_by": voided_by,
        "stands": voided_by is None and found.kind != EntryKind.VOID,
        "history": history_of(found),
        "how_long": HoursAndMinutes().render("minutes", found.minutes, {"id": "minutes"}),
        "report": ErrorReport.objects.filter(
            entry__in=[each.pk for each in story_of(found)], state=RequestState.OPEN
        ).first(),
        "own": request.standing.is_self(found.volunteer_id),
        "day": day_words(found.service_on, today),
        "recorded": moment_words(found.recorded_at, today),
        "proofs": [PROOF_WORDS[ProofKind(proof)] for proof in found.proofs],
    }
    return show(request, "desk/entry.html", context, on="hours")


def _within(by: Standing, key: UUID) -> HoursEntry:
    rows = HoursEntry.objects.select_related(
        "volunteer", "body", "activity", "voids", "recorded_by", "second_officer"
    )
    found = rows.filter(pk=key, city=by.city).first()
    if found is None:
        raise EntryNotFound
    try:
        policy.require_may_correct(by, found.activity, found.body)
    except NotAllowed as fault:
        # Whose entry it is shall not show by the kind of refusal.
        raise EntryNotFound from fault
    return found


@require_POST
@staff
def void(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take it back. Certificates that rest on it are revoked."""
    found = _within(request.standing, key)
    try:
        void_entry(by=request.standing, entry=found, reason=request.POST.get("reason", ""), at=clock.now())
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("这条记录已经作废，用到它的证明也撤销了。"))
    return redirect("desk:entry", key=key)


@require_POST
@staff
def correct(request: HouseRequest, key: UUID) -> HttpResponse:
    """Replace its minutes by a new entry."""
    found = _within(request.standing, key)
    typed = HoursAndMinutes().value_from_datadict(request.POST, {}, "minutes")
    if not (typed.isdecimal() and len(typed) < 6):
        messages.error(request, _("小时和分钟都填整数，例如 2 小时 30 分。"))
        return redirect("desk:entry", key=key)
    reason = request.POST.get("reason", "")
    try:
        new = correct_entry(
            by=request.standing, entry=found, minutes=int(typed), reason=reason, at=clock.now()
        )
    except DomainError as fault:
        messages.error(request, fault.message)
        return redirect("desk:entry", key=key)
    messages.success(request, _("已经更正。原来的记录作废，这是新的一条。"))
    return redirect("desk:entry", key=new.pk)
