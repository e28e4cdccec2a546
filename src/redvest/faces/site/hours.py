"""A volunteer's hours: the sums by grade, every entry with what proves it, and what waits for a word of mine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.core.paging import page_of
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.shared.words import day_words
from redvest.registry.policy import require_volunteer
from redvest.service.actions.second_person import volunteer_confirms
from redvest.service.choices import EntryKind, EntryMark, Grade
from redvest.service.models import HoursEntry
from redvest.service.queries.backfill import lines_waiting_for
from redvest.service.queries.hours import awaiting_volunteer, entries_of, minutes_by_grade
from redvest.service.queries.report import with_objection
from redvest.service.queries.statement import awaiting_statement, refused_for

PAGE = 20


@dataclass(frozen=True)
class GradeSums:
    """A balance by grade, and its two halves: proven or confirmed by people, and not."""

    by_grade: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_grade.values())

    @property
    def verified(self) -> int:
        return self.total - self.by_grade.get(Grade.D, 0)

    @property
    def hours(self) -> str:
        """The whole hours of the balance, for the middle of the ring."""
        return f"{self.total // 60:,}"


def grade_sums(volunteer_id: UUID) -> GradeSums:
    """The sums of one person's ledger."""
    return GradeSums(minutes_by_grade(volunteer_id))


@never_cache
@require_safe
@volunteers
def hours(request: HouseRequest) -> HttpResponse:
    """All of it on one page: sums, what waits, and the entries, the latest first."""
    me, today = require_volunteer(request.standing), clock.day_of(clock.now())
    after = request.GET.get("after", "")[:400]
    # A void is told at the entry that it takes back; by itself it would read like a second service.
    standing = with_objection(entries_of(me)).exclude(kind=EntryKind.VOID)
    page = page_of(standing, keys=("-service_on", "-id"), after=after or None, size=PAGE)
    context: dict[str, Any] = {
        "tab": "hours",
        "sums": grade_sums(me),
        "waiting": [] if after else list(awaiting_volunteer(me).order_by("starts_at", "id")),
        "backfills": [] if after else list(lines_waiting_for(me)),
        "to_state": [] if after else list(awaiting_statement(me)),
        "refused": [] if after else list(refused_for(me)[:PAGE]),
        "entries": [entry_words(entry, today) for entry in page.items],
        "pager": {
            "prev_url": "?" if after else "",
            "next_url": f"?after={page.next}" if page.next else "",
            "text": "",
        },
    }
    return render(request, "site/hours.html", context)


def entry_words(entry: HoursEntry, today: date) -> dict[str, Any]:
    """An entry in words, with what became of it."""
    void = getattr(entry, "voided_by", None)
    return {
        "id": entry.pk,
        "title": entry.title,
        "body": entry.body.name,
        "day": day_words(entry.service_on, today),
        "minutes": entry.minutes,
        "grade": entry.grade,
        "activity_id": entry.activity_id,
        "corrected": entry.kind == EntryKind.CORRECTION,
        "reason": entry.reason,
        "mark": EntryMark(entry.mark).label if entry.mark else "",
        "source": entry.source,
        "objection": getattr(entry, "objection", None),
        "void": void is not None,
        "void_reason": void.reason if void is not None else "",
    }


@never_cache
@require_POST
@volunteers
def confirm(request: HouseRequest, key: UUID) -> HttpResponse:
    """The volunteer says that hours which a leader entered are right."""
    sheet = awaiting_volunteer(require_volunteer(request.standing)).filter(pk=key).first()
    if sheet is None:
        raise NotFound(_("这条时长已经确认过了，或者不是你的。"))
    result = volunteer_confirms(by=request.standing, sheet=sheet, at=clock.now())
    if result.missing:
        messages.success(request, _("确认好了。还等另一位负责人复核，之后证据等级会变成 C。"))
    else:
        messages.success(request, _("确认好了，时长已经核验。"))
    return redirect("site:hours")
