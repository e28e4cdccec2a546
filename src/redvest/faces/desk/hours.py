"""Confirming the hours of an activity, person by person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.frame import show
from redvest.faces.desk.hours_rows import hours_rows
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.words import day_words
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.hours_entry import RECORDED, HoursResult
from redvest.service.choices import ActivityState, Grade, NotService
from redvest.service.queries.recording import recording_due
from redvest.service.queries.statement import refusals_of


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
    rows = hours_rows(found, at, typed, results)
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
