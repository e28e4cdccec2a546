"""Confirming the hours of an activity, person by person, and the second officer's queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.frame import show
from redvest.faces.desk.presence import likely_out, names_of, stay_words, stays_of
from redvest.faces.desk.scope import activity_within
from redvest.faces.desk.words import span_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.words import day_words
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.actions.correction import send_back_hours
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.hours_entry import RECORDED, HoursResult
from redvest.service.actions.second_person import second_officer_confirms
from redvest.service.choices import ActivityState, Grade, NotService, ProofKind, SheetState
from redvest.service.models import Activity, HoursSheet
from redvest.service.queries.hours import Measured, awaiting_second_officer, evidence_of, measured
from redvest.service.queries.recording import recording_due
from redvest.service.queries.statement import refusals_of
from redvest.service.rules.evidence import ONE_END, Evidence, Verdict, grade

PROOF_WORDS = {
    ProofKind.LEADER_SCAN: gettext_lazy("领队扫码"),
    ProofKind.VENUE_CODE: gettext_lazy("现场码"),
    ProofKind.CARD_SCAN: gettext_lazy("扫志愿者卡"),
    ProofKind.HOUR_CODE: gettext_lazy("时长码"),
    ProofKind.STATION_SCAN: gettext_lazy("服务站刷卡"),
    ProofKind.LOCATION: gettext_lazy("位置相符"),
    ProofKind.PING: gettext_lazy("中途报到"),
    ProofKind.LEADER_TICK: gettext_lazy("名单勾选"),
    ProofKind.SELF_CLAIM: gettext_lazy("自己填报"),
    ProofKind.IMPORTED: gettext_lazy("旧系统导入"),
}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def activity_hours(request: HouseRequest, key: UUID) -> HttpResponse:
    """Everybody on one page; a POST confirms those chosen and shows what became of each."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_see_roster(by, found)
    typed: dict[UUID, str] = {}
    results: dict[UUID, HoursResult] = {}
    if request.method == "POST":
        typed, faults = _typed(request)
        forms = [
            HoursForm(who, int(text) if text else None) for who, text in typed.items() if who not in faults
        ]
        results = {
            result.volunteer_id: result
            for result in confirm_hours(by=by, activity=found, entries=forms, at=at)
        }
        results |= faults
        _say(request, results, chosen=len(typed))
    rows = _rows(found, at, typed, results)
    named = policy.may_lead(by, found)
    for row in rows:
        row["name"] = row["name"] if named else mask_name(row["name"])
    refused = refusals_of(found)
    for row in rows:
        row["refused"] = refused.get(row["volunteer"])
    begun = found.state in (ActivityState.PUBLISHED, ActivityState.CLOSED) and at >= found.starts_at
    due = recording_due(found)
    context = {
        **activity_head(by, found, at, tab="hours"),
        "rows": rows,
        "left": sum(not row["sheet"] and not row["refused"] for row in rows),
        "kinds": NotService.choices,
        "may_refuse": begun,
        "me": by.account_id,
        "open": sum(row["stay"] is not None for row in rows),
        "begun": begun,
        "may_confirm": named and begun,
        "may_close": named and found.state == ActivityState.PUBLISHED and at >= found.ends_at,
        "due": day_words(due.on, clock.day_of(at)),
        "exact": due.exact,
        "late": due.missed(clock.day_of(at)),
        "planned": int((found.ends_at - found.starts_at).total_seconds()) // 60,
    }
    return show(request, "desk/activity_hours.html", context, on="activities")


def _typed(request: HouseRequest) -> tuple[dict[UUID, str], dict[UUID, HoursResult]]:
    """Whom the leader chose and the minutes typed for each; minutes that are no number are refused at their row."""
    asked = request.POST.getlist("all" if request.POST.get("which") == "all" else "who")
    typed: dict[UUID, str] = {}
    faults: dict[UUID, HoursResult] = {}
    for text in asked:
        try:
            who = UUID(text)
        except ValueError:
            continue
        typed[who] = request.POST.get(f"minutes-{who}", "").strip()
        if typed[who] and not (typed[who].isdecimal() and len(typed[who]) < 6):
            faults[who] = HoursResult(who, "bad-hours", sentence=_("分钟数要写整数，例如 120。"))
    return typed, faults


def _say(request: HouseRequest, results: dict[UUID, HoursResult], *, chosen: int) -> None:
    done = sum(result.outcome == RECORDED for result in results.values())
    refused = sum(bool(result.sentence) for result in results.values())
    if not chosen:
        messages.warning(request, _("一个人也没有选。先勾上名字，再点“确认选中的”。"))
    if done:
        messages.success(request, _recorded_words(results, done))
    if refused:
        said = ngettext(
            "%(n)d 人没有记上，原因写在名字下面。", "%(n)d 人没有记上，原因写在名字下面。", refused
        )
        messages.error(request, said % {"n": refused})


def _recorded_words(results: dict[UUID, HoursResult], done: int) -> str:
    """How many are on record, and that a D among them is not the end of it."""
    weak = sum(result.outcome == RECORDED and result.grade == Grade.D for result in results.values())
    if not weak:
        said = ngettext("%(n)d 人的时长记好了，都已核验。", "%(n)d 人的时长记好了，都已核验。", done)
        return said % {"n": done}
    said = ngettext(
        "%(n)d 人的时长记好了：%(good)d 人已核验；%(weak)d 人暂记为 D（未核验），等本人确认和第二人复核。",
        "%(n)d 人的时长记好了：%(good)d 人已核验；%(weak)d 人暂记为 D（未核验），等本人确认和第二人复核。",
        done,
    )
    return said % {"n": done, "good": done - weak, "weak": weak}


def _sheet_words(sheet: HoursSheet) -> str:
    """Where a sheet stands, said to staff; the volunteer reads it in words of their own."""
    if sheet.state != SheetState.AWAITING:
        return str(SheetState(sheet.state).label)
    if sheet.second_confirmed_at:
        return _("第二人已复核，等志愿者本人确认")
    if sheet.volunteer_confirmed_at:
        return _("本人已确认，等第二人复核")
    return _("等志愿者本人确认，等第二人复核")


def _rows(
    found: Activity, at: datetime, typed: dict[UUID, str], results: dict[UUID, HoursResult]
) -> list[dict[str, Any]]:
    """One row a person: stays, minutes, proofs, the grade there is or would be, and what is missing for a better."""
    known = measured(found, at=at)
    sheets = {
        sheet.volunteer_id: sheet
        for sheet in HoursSheet.objects.filter(activity=found).select_related("entry__voided_by")
    }
    stays = stays_of(found)
    people = names_of({*known, *sheets})
    rows = []
    for who, volunteer in people.items():
        facts = known.get(who) or Measured(found.starts_at, found.ends_at)
        sheet, result = sheets.get(who), results.get(who)
        taken_back = _taken_back(sheet)
        sheet = None if taken_back else sheet  # hours that were taken back may be confirmed anew
        minutes = sheet.minutes if sheet else _first_minutes(facts, typed.get(who))
        verdict = grade(evidence_of(sheet)) if sheet else _expected(facts, minutes)
        mine = stays.get(who, [])
        still_here = next((stay for stay in mine if stay.out_at is None), None)
        rows.append(
            {
                "volunteer": who,
                "name": volunteer.name,
                "tail": volunteer.phone_tail,
                "pinyin": volunteer.pinyin,
                "stays": " · ".join(stay_words(stay) for stay in mine),
                "stay": still_here.pk if still_here else None,
                "out_at": likely_out(found, still_here, at) if still_here else "",
                "measured": facts.minutes,
                "minutes": typed.get(who) or (minutes or ""),
                "recorded": sheet.minutes if sheet else None,
                "proofs": [
                    PROOF_WORDS[ProofKind(proof)]
                    for proof in (sheet.proofs if sheet else sorted(facts.proofs))
                ],
                "grade": verdict.grade.value,
                "missing": [
                    *([_(ONE_END)] if facts.one_end else []),
                    *(_(words) for words in verdict.missing),
                ],
                "sheet": sheet,
                "stands": _sheet_words(sheet) if sheet else "",
                "taken_back": taken_back,
                "chosen": bool(facts.minutes) and not facts.open if not typed else who in typed,
                "refusal": result.sentence if result else "",
            }
        )
    return sorted(rows, key=lambda row: (row["sheet"] is not None, row["pinyin"]))


def _taken_back(sheet: HoursSheet | None) -> str:
    """Why the hours of a sheet were voided or sent back; nothing where they stand."""
    if sheet is None or sheet.state != SheetState.REFUSED or sheet.entry is None:
        return ""
    void = getattr(sheet.entry, "voided_by", None)
    return void.reason if void is not None else ""


def _first_minutes(facts: Measured, typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 6 else facts.minutes


def _expected(facts: Measured, minutes: int) -> Verdict:
    """The grade that these hours get when the leader countersigns them now."""
    proofs = frozenset(ProofKind(proof) for proof in facts.proofs_for(minutes))
    return grade(Evidence(proofs=proofs, countersigned=True))


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def second_officer(request: HouseRequest) -> HttpResponse:
    """Hours that need a second person's word; a POST confirms those chosen."""
    by, at = request.standing, clock.now()
    waiting = awaiting_second_officer(by)
    if request.method == "POST":
        (_send_back if request.POST.get("back") else _confirm_chosen)(request, at)
        return redirect("desk:hours")
    found, pager = paged(request, waiting, keys=("countersigned_at", "id"))
    today = clock.day_of(at)
    rows = [
        {
            "sheet": sheet.pk,
            "activity": sheet.activity,
            "body": sheet.activity.body.name,
            "name": sheet.volunteer.name,
            "by": sheet.countersigned_by.name if sheet.countersigned_by else _("系统"),
            "when": span_words(sheet.starts_at, sheet.ends_at, today),
            "minutes": sheet.minutes,
            "over_long": sheet.over_long,
            "agreed": sheet.volunteer_confirmed_at is not None,
            "proofs": [PROOF_WORDS[ProofKind(proof)] for proof in sheet.proofs],
        }
        for sheet in found
    ]
    return show(request, "desk/second_officer.html", {"rows": rows, "pager": pager}, on="hours")


def _confirm_chosen(request: HouseRequest, at: datetime) -> None:
    """Each for itself: one refusal does not hold up the others."""
    by = request.standing
    keys = [text for text in request.POST.getlist("sheet") if _is_uuid(text)]
    done = 0
    for sheet in HoursSheet.objects.filter(pk__in=keys, city=by.city).select_related("activity", "volunteer"):
        try:
            second_officer_confirms(by=by, sheet=sheet, at=at)
            done += 1
        except DomainError as fault:
            messages.error(request, f"{sheet.volunteer.name}：{fault.message}")
    if done:
        said = ngettext("复核了 %(n)d 人的时长。", "复核了 %(n)d 人的时长。", done)
        messages.success(request, said % {"n": done})
    elif not keys:
        messages.warning(request, _("一条也没有选。先勾上，再点“同意选中的时长”。"))


def _send_back(request: HouseRequest, at: datetime) -> None:
    """One sheet back to its leader, with the reason that leader and volunteer read."""
    key = request.POST.get("back", "")
    rows = HoursSheet.objects.filter(city=request.standing.city).select_related("activity", "volunteer")
    sheet = rows.filter(pk=key).first() if _is_uuid(key) else None
    if sheet is None:
        messages.error(request, _("这条时长已经不等复核了。"))
        return
    with refusal_told(request, about=sheet.volunteer.name):
        send_back_hours(by=request.standing, sheet=sheet, reason=request.POST.get("reason", ""), at=at)
        said = _("%(name)s 的时长退回领队了，领队和本人都会看到原因。")
        messages.success(request, said % {"name": sheet.volunteer.name})


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
