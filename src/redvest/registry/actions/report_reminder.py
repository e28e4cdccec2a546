"""Annual reports that lack: the heads hear before the last day, their superiors after it, the city when silence goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.registry.actions.message import Notice
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind, ReminderStage, Role
from redvest.registry.models import Account, Body, Region, ReportReminder
from redvest.registry.policy import SYSTEM_STANDING
from redvest.registry.queries.annual_report import bodies_lacking
from redvest.registry.queries.role import live_grants, nearest_officers
from redvest.registry.queries.setting import rule_everywhere
from redvest.registry.rules.annual_report import due_on, reminder_on

_NAMED = 3
Reminder = tuple[Body, ReminderStage, date]

WORK = Notice(MessageKind.WORK)


@transaction.atomic
def remind_annual_reports(*, city: str, at: datetime) -> int:
    """Tell of every report of last year that lacks, each stage once; returns how many organisations were told of.

    The city's row is held, so that of two runs at once the second finds the receipts of the first.
    """
    list(Region.objects.select_for_update(no_key=True).filter(pk=city).values_list("pk"))
    today, year = day_of(at), day_of(at).year - 1
    found = _to_tell(city, year, today)
    ReportReminder.objects.bulk_create(
        ReportReminder(city=city, body=body, year=year, stage=stage, sent_at=at)
        for body, stage, _due in found
    )
    _tell_heads(found, year, today, at)
    late = [body for body, stage, _due in found if stage is ReminderStage.OVERDUE]
    _tell_above(late, year, "过期没交，请督促", today, at)
    silent = [body for body, stage, _due in found if stage is ReminderStage.ESCALATED]
    if silent:
        text = _grouped(silent, year, "过期很久仍没有交，请督办")
        tell_accounts(accounts=nearest_officers(f"{city}/", today), text=text, at=at, notice=WORK)
    for body, stage, _due in found:
        write_line(
            by=SYSTEM, at=at, city=city, verb="remind_annual_report", target=body, year=year, stage=stage.value
        )  # fmt: skip
    return len(found)


def _to_tell(city: str, year: int, today: date) -> list[Reminder]:
    days, ahead, after = (
        rule_everywhere(f"bodies.{key}")
        for key in ("annual_report_days", "report_remind_days", "report_escalate_days")
    )
    told = set(ReportReminder.objects.filter(city=city, year=year).values_list("body_id", "stage"))
    found = []
    for body in bodies_lacking(SYSTEM_STANDING(city), year).order_by("region_path", "name", "id"):
        path = body.region_path
        due = due_on(year, days(path, date(year + 1, 1, 1)))
        stage = reminder_on(today, due, ahead=ahead(path, today), after=after(path, today))
        if stage is not None and (body.pk, stage.value) not in told:
            found.append((body, stage, due))
    return found


def _tell_heads(found: Iterable[Reminder], year: int, today: date, at: datetime) -> None:
    bodies = {body.pk: (body, stage, due) for body, stage, due in found}
    grants = live_grants(today).filter(body__in=list(bodies), role=Role.BODY_ADMIN, account__is_active=True)
    heads = {(grant.account_id, grant.body_id): grant.account for grant in grants.select_related("account")}
    for (_account, body_id), account in heads.items():
        if body_id is None:
            continue
        body, stage, due = bodies[body_id]
        when = (
            f"请在 {due.month}月{due.day}日 前交"
            if stage is ReminderStage.BEFORE
            else f"{due.month}月{due.day}日 已到期，请尽快交"
        )
        text = f"“{body.name}”{year} 年度工作报告还没交，{when}：工作台“组织—年度工作报告”。"
        tell_accounts(accounts=[account], text=text, at=at, notice=WORK)


def _tell_above(late: Iterable[Body], year: int, said: str, today: date, at: datetime) -> None:
    """One text to each officer, however many organisations of their place it is about."""
    nearest: dict[str, list[Account]] = {}
    theirs: dict[UUID, list[Body]] = defaultdict(list)
    for body in late:
        path = body.region_path
        if path not in nearest:
            nearest[path] = nearest_officers(path, today)
        for account in nearest[path]:
            theirs[account.pk].append(body)
    people = {account.pk: account for accounts in nearest.values() for account in accounts}
    for key, bodies in theirs.items():
        tell_accounts(accounts=[people[key]], text=_grouped(bodies, year, said), at=at, notice=WORK)


def _grouped(bodies: list[Body], year: int, said: str) -> str:
    named = "、".join(f"“{body.name}”" for body in bodies[:_NAMED])
    more = "等" if len(bodies) > _NAMED else ""
    return f"{named}{more} {len(bodies)} 个组织的 {year} 年度工作报告{said}。"
