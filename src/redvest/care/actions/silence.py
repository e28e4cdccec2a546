"""Pairings that fall silent: who helps hears first, then the branch or organisation, then the place; once each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.care.actions.pairing_tell import tell, tell_keepers
from redvest.care.choices import VISITED, PairingState, SilenceStage
from redvest.care.models import Pairing, SilenceReminder
from redvest.care.rules.pairing import next_to_tell, silence_stage
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.registry.actions.message import Notice
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind
from redvest.registry.models import Region
from redvest.registry.queries.role import nearest_officers
from redvest.registry.queries.setting import rule_everywhere


@dataclass(frozen=True, slots=True)
class Silent:
    pairing: Pairing
    since: date
    stage: SilenceStage


@transaction.atomic
def remind_silent(*, city: str, at: datetime) -> int:
    """Tell of every silent pairing, each stage of a silence once; returns how many were told of.

    The city's row is held, so that of two runs at once the second finds the receipts of the first.
    """
    list(Region.objects.select_for_update(no_key=True).filter(pk=city).values_list("pk"))
    today = day_of(at)
    found = _to_tell(city, today)
    SilenceReminder.objects.bulk_create(
        SilenceReminder(pairing=each.pairing, since=each.since, stage=each.stage, sent_at=at)
        for each in found
    )
    _tell_helpers([each for each in found if each.stage is SilenceStage.HELPER], today, at)
    _tell_branches([each for each in found if each.stage is SilenceStage.BRANCH], today, at)
    _tell_places([each for each in found if each.stage is SilenceStage.PLACE], today, at)
    for each in found:
        write_line(
            by=SYSTEM, at=at, city=city, verb="remind_silent", target=each.pairing, stage=each.stage.value
        )
    return len(found)


def _to_tell(city: str, today: date) -> list[Silent]:
    first, step = rule_everywhere("pairing.silent_days"), rule_everywhere("pairing.silent_step_days")
    told = _told(city)
    rows = Pairing.objects.filter(city=city, state=PairingState.LIVE, kind__in=VISITED)
    rows = rows.select_related("body", "region", "member__volunteer__account", "volunteer__account")
    found = []
    for pairing in rows.order_by("region_path", "id"):
        since = day_of(pairing.visited_at) if pairing.visited_at else pairing.starts_on
        assert since is not None
        path, heard = pairing.region_path, told.get((pairing.pk, since), {})
        days = step(path, today)
        due = silence_stage((today - since).days, first=first(path, today), step=days)
        waited = not heard or max(heard.values()) + timedelta(days=days) <= today
        stage = next_to_tell(due, heard.keys(), waited=waited)
        if stage is not None:
            found.append(Silent(pairing, since, stage))
    return found


def _told(city: str) -> dict[tuple[UUID, date], dict[SilenceStage, date]]:
    """Of each silence who has heard, and on which day."""
    receipts = SilenceReminder.objects.filter(pairing__city=city, pairing__state=PairingState.LIVE)
    told: dict[tuple[UUID, date], dict[SilenceStage, date]] = defaultdict(dict)
    for pairing, since, stage, sent_at in receipts.values_list("pairing_id", "since", "stage", "sent_at"):
        told[pairing, since][SilenceStage(stage)] = day_of(sent_at)
    return told


def _tell_helpers(found: Iterable[Silent], today: date, at: datetime) -> None:
    for each in found:
        pairing, days = each.pairing, (today - each.since).days
        person = pairing.helper
        text = f"你的结对（{pairing.get_kind_display()}）已经 {days} 天没有走访了。去看看、打个电话都行，回来在“我的结对”记一笔。"
        if person is not None:
            tell(people=[person], text=text, at=at, about=pairing)
        else:
            body = pairing.body
            tell_keepers(body_id=body.pk, path=body.region_path, text=text, on=today, at=at)


def _tell_branches(found: Iterable[Silent], today: date, at: datetime) -> None:
    for lot in _lots(found, lambda each: each.pairing.body_id):
        body = lot[0].pairing.body
        text = f"“{body.name}”有 {len(lot)} 个结对提醒后仍没有走访，请问问是不是有困难，或者交给别人：工作台“结对”。"
        tell_keepers(body_id=body.pk, path=body.region_path, text=text, on=today, at=at)


def _tell_places(found: Iterable[Silent], today: date, at: datetime) -> None:
    for lot in _lots(found, lambda each: each.pairing.region_path):
        path, name = lot[0].pairing.region_path, lot[0].pairing.region.name
        text = f"{name}有 {len(lot)} 个结对很久没有走访，党支部或组织也没有动静，请督促或另外安排：工作台“结对”。"
        officers = nearest_officers(path, today)
        tell_accounts(accounts=officers, text=text, at=at, notice=Notice(MessageKind.WORK))


def _lots(found: Iterable[Silent], key: Callable[[Silent], Hashable]) -> list[list[Silent]]:
    """One text for all that concerns the same people."""
    lots: dict[Hashable, list[Silent]] = defaultdict(list)
    for each in found:
        lots[key(each)].append(each)
    return list(lots.values())
