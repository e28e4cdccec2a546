"""One station against the standard: its checklist, its proofs, its own view, the visit and the level."""

from __future__ import annotations

from collections.abc import Mapping
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
    withdraw_assessment,
)
from redvest.oversight.actions.station_proof import add_proof, decide_proof, withdraw_proof
from redvest.oversight.choices import AssessmentState, ProofState
from redvest.oversight.models import StationAssessment
from redvest.oversight.policy import may_inspect, station_seen
from redvest.oversight.queries.station_counts import parts_of
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
from redvest.registry.rules.station_level import Finding, Standard, Verdict

MOST = 60
STATES = {ProofState.SUBMITTED: "wait", ProofState.ACCEPTED: "ok", ProofState.REFUSED: "off"}


@never_cache
@require_safe
@staff
def standard(request: HouseRequest, key: UUID) -> HttpResponse:
    """The checklist by the standard in force or by another, with what is on record for each item."""
    return _page(request, station_seen(request.standing, key))


def _page(request: HouseRequest, station: Station, fault: str = "", told: str = "") -> HttpResponse:
    """With ``fault``, after an upload that was refused: what was chosen stays, but for the file."""
    by, today = request.standing, clock.day_of(clock.now())
    asked = request.GET.get("standard", "")
    current = rule("station.standard", station.region.path, today)
    chosen = standard_of(asked if asked in standards() else current)
    verdict = verdicts(by.city, chosen.key, today, only=[station.pk])[station.pk]
    rounds = list(assessments_of(station)[:12])
    waiting = next((each for each in rounds if each.state == AssessmentState.SUBMITTED), None)
    names = {each.evidence: each.name for each in chosen.items if each.evidence}
    context = {
        "station": station,
        "chosen": chosen,
        "current": current,
        "standards": standards().values(),
        "verdict": _said(verdict, _counted_how(station, today)),
        "place": station.region.name,
        "proofs": [
            {"proof": each, "kind": names.get(each.kind, kinds_of_evidence()[each.kind]), "state": ProofState(each.state).label,
             "look": STATES[ProofState(each.state)], "mine": each.added_by_id == by.account_id}
            for each in proofs_of(station)[:MOST]
        ],
        "kinds": _kinds(chosen, standard_of(current)),
        "inspects": may_inspect(by, station),
        "keeps": by.keeps(station.pk, station.region.path),
        "open": waiting,
        "open_standard": standard_of(waiting.standard).name if waiting else "",
        "rounds": [_round(each, today) for each in rounds],
        "today_text": today.isoformat(),
        "current_name": standard_of(current).name,
        "desk_place": "" if by.regions() else station.name,
        "typed": request.POST,
        "fault": fault,
        "told": told,
        "words": request.POST.get("words", "") if told else "",
    }  # fmt: skip
    return show(
        request, "desk/station_standard.html", context, on="stations", status=422 if fault or told else 200
    )


def _said(verdict: Verdict, how: Mapping[str, str]) -> dict[str, Any]:
    return {
        "level": verdict.level.label,
        "kind": KINDS[verdict.level],
        "points": verdict.points,
        "findings": [
            {"finding": each, "look": look, "words": words, "how": how.get(each.item.measure), "key": each.item.measure}
            for each in verdict.findings
            for look, words in [_met(each)]
        ],
    }  # fmt: skip


def _met(finding: Finding) -> tuple[str, str]:
    """Look and words. What the standard asks of nobody is grey, whatever was found."""
    if not finding.item.standardised:
        return "off", _("这套标准不作要求")
    if finding.standardised:
        return "ok", _("达到规范化")
    if not finding.basic:
        return "bad", _("还不够")
    return "wait", _("达到基础级") if finding.item.basic else _("还缺，基础级不要求")


def _counted_how(station: Station, today: date) -> dict[str, str]:
    """How each number of the checklist comes about, in one line; the parts add up to it."""
    parts = parts_of(station, today)
    return {
        "members": _("现在在站里队伍里的人数，不算停用和退出的。"),
        "projects": _("墙上的服务 %(services)d 项，加本社区的志愿项目 %(projects)d 个。") % parts,
        "facilities": _("现在有的设施，按种类算。"),
        "keepers": _("现在授了站长角色的人数。"),
        "ledger_months": _("近一年里记过工作日志、或者本社区办过活动的月份，按自然月算。"),
        "activities": _("近一年工作日志里服务 %(sessions)d 场，加本社区办完的活动 %(closed)d 场。") % parts,
        "published": _("墙上的服务 %(services)d 项，加近一年本社区发布过的活动 %(shown)d 场。") % parts,
        "requests": _("近一年记下的居民需求。"),
        "trainings": _("近一年工作日志里的招募培训。"),
    }


def _kinds(chosen: Standard, current: Standard) -> list[tuple[str, str]]:
    """What can be proved under the standard that is shown, then what only the one in force asks for besides."""
    found = {each.evidence: each.name for each in chosen.items if each.evidence}
    more = {each.evidence: each.name for each in current.items if each.evidence not in {"", *found}}
    return [*found.items(), *((key, f"{name}（{current.name}）") for key, name in more.items())]


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
    try:
        add_proof(
            by=request.standing, station=station, kind=request.POST.get("kind", ""), name=paper.name or "" if paper else "",
            data=data, taken_on=day_typed(request.POST.get("taken_on", "")) or clock.day_of(clock.now()), at=clock.now(),
        )  # fmt: skip
    except DomainError as fault:
        if fault.status in (401, 403):
            raise
        return _page(request, station, fault.message)
    messages.success(request, _("收下了。"))
    return redirect("desk:station-standard", key=key)


@require_POST
@staff
def decide(request: HouseRequest, key: UUID, proof: UUID) -> HttpResponse:
    """Accept a proof, or refuse it with a reason."""
    station = station_seen(request.standing, key)
    accept, note = request.POST.get("decision") == "accept", request.POST.get("note", "")
    with refusal_told(request):
        if request.POST.get("decision") == "withdraw":
            withdraw_proof(by=request.standing, proof=proof_of(station, proof), at=clock.now())
            messages.success(request, _("撤下了。"))
            return redirect("desk:station-standard", key=key)
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
        elif verb == "withdraw":
            withdraw_assessment(by=by, assessment=open_assessment(station), at=at)
            messages.success(request, _("撤回来了，改好再交。"))
        elif verb == "conclude":
            made = conclude_assessment(by=by, assessment=open_assessment(station), note=words, at=at)
            until = date_words(made.valid_until) if made.valid_until else ""
            said = _("评定好了：%(level)s，有效期至 %(day)s。")
            messages.success(request, said % {"level": StationLevel(made.level).label, "day": until})
        else:
            return_assessment(by=by, assessment=open_assessment(station), note=words, at=at)
            messages.success(request, _("退回去了，站里会看到原因。"))
    except DomainError as fault:
        if fault.status == 403:
            raise
        return _page(request, station, told=fault.message)
    return redirect("desk:station-standard", key=key)


@never_cache
@require_safe
@staff
def proof(request: HouseRequest, key: UUID, proof: UUID) -> HttpResponse:
    """The photo or paper itself."""
    found = proof_of(station_seen(request.standing, key), proof)
    data = storage().read(found.key)
    return paper_answer(data, found.media_type)
