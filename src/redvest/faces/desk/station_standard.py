"""One station against the standard: its checklist, its proofs, its own view, the visit and the level."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.connectors.storage import storage
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.frame import show
from redvest.faces.desk.station_list import KINDS
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.files import paper_answer
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.typed import day_typed
from redvest.faces.shared.words import date_words
from redvest.oversight.actions.station_assessment import (
    conclude_assessment,
    return_assessment,
    submit_assessment,
)
from redvest.oversight.actions.station_proof import add_proof, decide_proof
from redvest.oversight.choices import AssessmentState, ProofState
from redvest.oversight.models import StationAssessment
from redvest.oversight.policy import may_inspect, station_seen
from redvest.oversight.queries.station_list import (
    assessments_of,
    open_assessment,
    proof_of,
    proofs_of,
)
from redvest.oversight.queries.station_verdict import verdicts
from redvest.oversight.rules.station_assessment import LARGEST
from redvest.registry.choices import StationLevel
from redvest.registry.models import Station
from redvest.registry.queries.setting import rule
from redvest.registry.queries.station_standard import kinds_of_evidence, standard_of, standards
from redvest.registry.rules.station_level import Finding, Verdict

MOST = 60
STATES = {ProofState.SUBMITTED: "wait", ProofState.ACCEPTED: "ok", ProofState.REFUSED: "off"}


@never_cache
@require_safe
@staff
def standard(request: HouseRequest, key: UUID) -> HttpResponse:
    """The checklist by the standard in force or by another, with what is on record for each item."""
    return _show(request, station_seen(request.standing, key))


def _show(request: HouseRequest, station: Station, fault: DomainError | None = None) -> HttpResponse:
    """After a refusal the words that were typed are still there."""
    by, today = request.standing, clock.day_of(clock.now())
    asked = request.GET.get("standard", "")
    current = rule("station.standard", station.region.path, today)
    chosen = standard_of(asked if asked in standards() else current)
    verdict = verdicts(by.city, chosen.key, today, only=[station.pk])[station.pk]
    rounds = list(assessments_of(station)[:12])
    context = {
        "station": station,
        "chosen": chosen,
        "current": current,
        "standards": standards().values(),
        "verdict": _said(verdict),
        "proofs": [
            {"proof": each, "kind": kinds_of_evidence()[each.kind], "state": ProofState(each.state).label,
             "look": STATES[ProofState(each.state)], "mine": each.added_by_id == by.account_id}
            for each in proofs_of(station)[:MOST]
        ],
        "kinds": kinds_of_evidence().items(),
        "inspects": may_inspect(by, station),
        "keeps": by.keeps(station.pk, station.region.path),
        "open": next((each for each in rounds if each.state == AssessmentState.SUBMITTED), None),
        "rounds": [_round(each, today) for each in rounds],
        "today": today,
        "words": request.POST.get("words", "") if fault else "",
        "fault": fault.message if fault else "",
    }  # fmt: skip
    status = fault.status if fault else 200
    return show(request, "desk/station_standard.html", context, on="stations", status=status)


def _said(verdict: Verdict) -> dict[str, Any]:
    return {
        "level": verdict.level.label,
        "kind": KINDS[verdict.level],
        "points": verdict.points,
        "findings": [
            {"finding": each, "look": "ok" if each.standardised else "wait" if each.basic else "bad", "words": _met(each)}
            for each in verdict.findings
        ],
    }  # fmt: skip


def _met(finding: Finding) -> str:
    if finding.standardised:
        return _("够规范化")
    if not finding.basic:
        return _("还不够")
    return _("够基础") if finding.item.basic else _("基础不要求")


def _round(each: StationAssessment, today: date) -> dict[str, Any]:
    level = StationLevel(each.level or each.self_level)
    return {
        "round": each,
        "standard": standard_of(each.standard).name,
        "level": level.label,
        "kind": KINDS[level],
        "state": AssessmentState(each.state).label,
        "ended": each.valid_until is not None and each.valid_until < today,
    }


@require_POST
@staff
def prove(request: HouseRequest, key: UUID) -> HttpResponse:
    """Hand in a photo or paper; an inspector's is taken on site."""
    station, paper = station_seen(request.standing, key), request.FILES.get("proof")
    # A file over the bound is refused by its size alone and never read whole.
    data = paper.read(LARGEST + 1) if paper else b""
    with refusal_told(request):
        add_proof(
            by=request.standing, station=station, kind=request.POST.get("kind", ""), name=paper.name or "" if paper else "",
            data=data, taken_on=day_typed(request.POST.get("taken_on", "")) or clock.day_of(clock.now()), at=clock.now(),
        )  # fmt: skip
        messages.success(request, _("收下了。"))
    return redirect("desk:station-standard", key=key)


@require_POST
@staff
def decide(request: HouseRequest, key: UUID, proof: UUID) -> HttpResponse:
    """Accept a proof, or refuse it with a reason."""
    station = station_seen(request.standing, key)
    accept, note = request.POST.get("decision") == "accept", request.POST.get("note", "")
    with refusal_told(request):
        decide_proof(
            by=request.standing, proof=proof_of(station, proof), accept=accept, note=note, at=clock.now()
        )
        messages.success(request, _("核实好了。") if accept else _("退回去了，站里会看到原因。"))
    return redirect("desk:station-standard", key=key)


@require_POST
@staff
def assess(request: HouseRequest, key: UUID) -> HttpResponse:
    """The station's own view; or, from who inspects it, the level or what is missing."""
    by, at, words = request.standing, clock.now(), request.POST.get("words", "")
    station, verb = station_seen(by, key), request.POST.get("verb", "")
    try:
        if verb == "submit":
            submit_assessment(by=by, station=station, words=words, at=at)
            messages.success(request, _("自评交上去了，等上级来站里看。"))
        elif verb == "conclude":
            made = conclude_assessment(by=by, assessment=open_assessment(station), note=words, at=at)
            until = date_words(made.valid_until) if made.valid_until else ""
            said = _("评定好了：%(level)s，有效期至 %(day)s。")
            messages.success(request, said % {"level": StationLevel(made.level).label, "day": until})
        else:
            return_assessment(by=by, assessment=open_assessment(station), note=words, at=at)
            messages.success(request, _("退回去了，站里会看到原因。"))
    except DomainError as fault:
        if fault.status in (403, 404):
            raise
        return _show(request, station, fault)
    return redirect("desk:station-standard", key=key)


@never_cache
@require_safe
@staff
def proof(request: HouseRequest, key: UUID, proof: UUID) -> HttpResponse:
    """The photo or paper itself."""
    found = proof_of(station_seen(request.standing, key), proof)
    data = storage().read(found.key)
    return paper_answer(data, found.media_type)
