"""Insurance, agreement and the fixed roster of an activity; the roster as a workbook for the insurer."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.core.workbook.writing import SheetWriter
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.parts import PolicyFields
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import activity_within
from redvest.faces.desk.words import moment_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.rules.names import mask_name
from redvest.registry.rules.volunteer_number import grouped
from redvest.service import policy
from redvest.service.actions.insurance import CHANGEABLE, set_insurance
from redvest.service.actions.insured_roster import freeze_roster, full_numbers
from redvest.service.actions.sharing import share_roster
from redvest.service.models import Activity
from redvest.service.queries.protection import FixedRoster, fixed_roster, insurance_of, terms_of, unsigned

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLES = ("序号", "姓名", "志愿者编号", "证件号码", "岗位", "报上时间", "开始后加入", "列入时间")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def protection(request: HouseRequest, key: UUID) -> HttpResponse:
    """What is insured, who has not agreed yet, who was on the list at the start. A POST registers the policy."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_see_roster(by, found)
    insured = insurance_of(found)
    names = ("insurer", "number", "covers_from", "covers_to")
    days = {"covers_from": clock.day_of(found.starts_at), "covers_to": clock.day_of(found.ends_at)}
    known = {name: getattr(insured, name) for name in names} if insured else days
    form = PolicyFields(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            set_insurance(by=by, activity=found, form=form.to_form(), at=at)
        except DomainError as fault:
            if fault.status in (401, 403):
                raise
            blame(form, fault, {})
        else:
            messages.success(request, _("保单登记好了。"))
            return redirect("desk:protection", key=key)
    elif request.method == "POST":
        policy.require_may_publish_for(by, found.body)
    leads, terms = policy.may_lead(by, found), terms_of(found)
    if at >= found.starts_at:
        freeze_roster(activity_id=found.pk, at=at)
    fixed = fixed_roster(found)
    context = {
        **activity_head(by, found, at, tab="protection"),
        "insured": insured,
        "form": form,
        "may_insure": policy.may_publish_for(by, found.body) and found.state in CHANGEABLE and at < found.starts_at,
        "terms": terms,
        "unsigned": [name_for(leads, each.volunteer.name) for each in unsigned(found)] if terms else [],
        "fixed": fixed,
        "lines": _lines(fixed, leads, at) if fixed else [],
        "frozen": moment_words(fixed.freeze.frozen_at, clock.day_of(at)) if fixed else "",
        "may_unmask": by.governs(found.region_path),
    }  # fmt: skip
    return show(request, "desk/protection.html", context, on="activities", status=422 if form.errors else 200)


def name_for(leads: bool, name: str) -> str:
    """Names in full for who leads, masked for who only watches, as on the roster."""
    return name if leads else mask_name(name)


def _lines(fixed: FixedRoster, leads: bool, at: datetime) -> list[dict[str, Any]]:
    today = clock.day_of(at)
    return [
        {
            "line": line,
            "name": name_for(leads, line.name),
            "number": grouped(line.number),
            "held": moment_words(line.signed_up_at, today),
            "added": moment_words(line.added_at, today) if line.late else "",
        }
        for line in fixed.lines
    ]


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def roster_file(request: HouseRequest, key: UUID) -> HttpResponse:
    """The fixed roster as a workbook. By GET with hidden numbers; by POST, with a reason, in full for who may."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_see_roster(by, found)
    fixed = fixed_roster(found)
    if fixed is None:
        raise NotFound(_("活动还没开始，名单还没有定稿。"))
    full: dict[UUID, str] = {}
    if request.method == "POST":
        try:
            full = full_numbers(by=by, activity=found, reason=request.POST.get("reason", ""), at=at)
        except DomainError as fault:
            if fault.status == 403:
                raise
            messages.error(request, fault.message)
            return redirect("desk:protection", key=key)
    whole = policy.may_lead(by, found) or bool(full)
    share_roster(by=by, activity=found, whole=bool(full), reason=request.POST.get("reason", ""), at=at)
    headers = {"Content-Disposition": f'attachment; filename="roster-{found.pk}.xlsx"'}
    return HttpResponse(_workbook(found, fixed, full, whole), content_type=SHEET, headers=headers)


def _workbook(activity: Activity, fixed: FixedRoster, full: dict[UUID, str], whole: bool) -> bytes:
    """The lines in their order, and below them what proves that they are unchanged."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        with SheetWriter(path, TITLES, name="名单") as sheet:
            for line in fixed.lines:
                sheet.write((
                    str(line.order), name_for(whole, line.name), line.number,
                    full.get(line.volunteer_id, line.masked_id), line.post, _moment(line.signed_up_at),
                    "是" if line.late else "", _moment(line.added_at) if line.late else "",
                ))  # fmt: skip
            sheet.write(())
            sheet.write(("", "活动", activity.title))
            sheet.write(("", "名单定稿", _moment(fixed.freeze.frozen_at), f"{fixed.freeze.people} 人"))
            sheet.write(("", "定稿摘要", bytes(fixed.freeze.digest).hex()))
            sheet.write(("", "全部摘要", fixed.digest, "" if fixed.intact else "名单被改动过"))
        return path.read_bytes()


def _moment(at: datetime) -> str:
    return f"{at.astimezone(clock.CHINA):%Y-%m-%d %H:%M:%S}"
