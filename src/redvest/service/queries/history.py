"""Reads the whole story of an entry: what was recorded, voided, corrected, reported and answered; who, when and why.

People appear by their role, never by name: the volunteer and the desk read the same lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from redvest.registry.choices import Role
from redvest.registry.models import Grant
from redvest.service.choices import EntryKind, EntryMark, NotService, RequestState
from redvest.service.models import ErrorReport, HoursEntry, RefusedRecord
from redvest.service.rules.history import Link, chain


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened; ``entry_id`` where it is an entry. ``kind`` is stable, ``words`` are for people."""

    at: datetime
    kind: str
    words: str
    who: str
    why: str = ""
    minutes: int | None = None
    grade: str = ""
    mark: str = ""
    source: str = ""
    entry_id: UUID | None = None


def story_of(entry: HoursEntry) -> list[HoursEntry]:
    """All entries that belong together: one person's of an activity, else those linked by voids and corrections."""
    rows = HoursEntry.objects.filter(volunteer_id=entry.volunteer_id, body_id=entry.body_id)
    rows = rows.select_related("activity", "volunteer", "voids").order_by("recorded_at", "id")
    if entry.activity_id:
        return list(rows.filter(activity_id=entry.activity_id))
    alike = {
        each.pk: each for each in rows.filter(activity=None, title=entry.title, service_on=entry.service_on)
    }
    links = [Link(each.pk, each.kind, each.voids_id, each.recorded_at) for each in alike.values()]
    return [alike[key] for key in chain(links, entry.pk)]


def current_of(entry: HoursEntry) -> HoursEntry | None:
    """The entry of the same story that stands now; None when all is taken back."""
    story = story_of(entry)
    voided = {each.voids_id for each in story}
    standing = [each for each in story if each.kind != EntryKind.VOID and each.pk not in voided]
    return standing[-1] if standing else None


def history_of(entry: HoursEntry) -> list[HistoryLine]:
    """Everything that happened to these hours, in order. Four queries, however long the story is."""
    story = story_of(entry)
    reports = list(
        ErrorReport.objects.filter(
            Q(entry__in=[each.pk for each in story])
            | Q(activity_id=entry.activity_id, activity__isnull=False, volunteer_id=entry.volunteer_id)
        )
    )
    refusals = list(
        RefusedRecord.objects.filter(activity_id=entry.activity_id, volunteer_id=entry.volunteer_id)
        if entry.activity_id
        else ()
    )
    roles = _Roles(entry, [*_people(story, reports, refusals)])
    lines = [_entry_line(each, roles) for each in story]
    for report in reports:
        lines += _report_lines(report, roles)
    for refused in refusals:
        lines += _refusal_lines(refused, roles)
    return sorted(lines, key=lambda line: line.at)


def _people(
    story: list[HoursEntry], reports: list[ErrorReport], refusals: list[RefusedRecord]
) -> Iterable[UUID | None]:
    for entry in story:
        yield entry.recorded_by_id
    for report in reports:
        yield report.answered_by_id
    for refused in refusals:
        yield refused.refused_by_id
        yield refused.reopened_by_id


class _Roles:
    """What somebody is to these hours, read once for all who appear."""

    def __init__(self, entry: HoursEntry, people: list[UUID | None]) -> None:
        self._self = entry.volunteer.account_id
        self._leader = entry.activity.leader_id if entry.activity else None
        self._grants: dict[UUID, set[str]] = {}
        ids = {who for who in people if who}
        rows = Grant.objects.filter(account_id__in=ids).filter(Q(body=entry.body_id) | Q(body=None))
        for account_id, role in rows.values_list("account_id", "role"):
            self._grants.setdefault(account_id, set()).add(role)

    def __call__(self, who: UUID | None) -> str:
        if who is None:
            return _("系统")
        if who == self._self:
            return _("志愿者本人")
        if who == self._leader:
            return _("活动领队")
        held = self._grants.get(who, set())
        if held & {Role.BODY_ADMIN, Role.ACTIVITY_LEADER}:
            return _("组织负责人")
        if held & {Role.CENTRE, Role.REGION_OFFICER}:
            return _("区域工作人员")
        return _("工作人员")


def _entry_line(entry: HoursEntry, roles: _Roles) -> HistoryLine:
    words = {EntryKind.RECORD: _("记入账本"), EntryKind.CORRECTION: _("更正为"), EntryKind.VOID: _("作废")}
    mark = EntryMark(entry.mark).label if entry.mark else ""
    return HistoryLine(
        at=entry.recorded_at, kind=entry.kind, words=words[EntryKind(entry.kind)],
        who=roles(entry.recorded_by_id), why=entry.reason, minutes=entry.minutes, grade=entry.grade,
        mark=str(mark), source=entry.source, entry_id=entry.pk,
    )  # fmt: skip


def _report_lines(report: ErrorReport, roles: _Roles) -> list[HistoryLine]:
    lines = [
        HistoryLine(
            report.filed_at, "reported", _("提出异议"), _("志愿者本人"), report.text, report.wanted_minutes
        )
    ]
    if report.escalated_at:
        lines.append(
            HistoryLine(
                report.escalated_at, "escalated", _("转给区域工作人员"), _("系统"), _("组织没有按期答复")
            )
        )
    if report.answered_at:
        said = _("异议成立") if report.state == RequestState.ACCEPTED else _("维持原样")
        who = roles(report.answered_by_id)
        lines.append(HistoryLine(report.answered_at, "answered", said, who, report.answer))
    return lines


def _refusal_lines(refused: RefusedRecord, roles: _Roles) -> list[HistoryLine]:
    why = "：".join(part for part in (str(NotService(refused.kind).label), refused.note) if part)
    lines = [HistoryLine(refused.refused_at, "refused", _("不予记录"), roles(refused.refused_by_id), why)]
    if refused.reopened_at:
        who = roles(refused.reopened_by_id)
        lines.append(HistoryLine(refused.reopened_at, "reopened", _("重新受理"), who, refused.reopen_reason))
    return lines
