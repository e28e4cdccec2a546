"""What somebody's copy of their data holds of honours, points and contests (PIPL art. 45). A query each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Sum

from redvest.honour.choices import AccountKind
from redvest.honour.models import (
    AwardNomination,
    AwardVote,
    ContestEntry,
    LedgerTransfer,
    PerkUse,
    Redemption,
    StarAward,
)
from redvest.service.queries.copy_parts import CopyPart

Row = dict[str, Any]


def stars(people: list[UUID]) -> list[Row]:
    """Every application, whatever became of it."""
    return [
        {
            "level": each.level, "state": each.get_state_display(), "applied_at": each.applied_at, "words": each.words,
            "reason": each.reason or each.review_words, "granted_at": each.granted_at, "number": each.number,
        }
        for each in StarAward.objects.filter(volunteer_id__in=people).order_by("applied_at", "id")
    ]  # fmt: skip


def units(people: list[UUID]) -> list[Row]:
    """Every movement on the accounts of points and time bank. One query."""
    own = {"lines__account__kind": AccountKind.VOLUNTEER, "lines__account__volunteer_id__in": people}
    moved = LedgerTransfer.objects.filter(**own).annotate(moved=Sum("lines__amount"))
    return [
        {
            "at": each.at, "ledger": each.get_ledger_display(), "kind": each.get_kind_display(),
            "amount": each.moved, "reason": each.reason,
        }
        for each in moved.order_by("at", "id")
    ]  # fmt: skip


def redemptions(people: list[UUID]) -> list[Row]:
    """What was redeemed, and what became of it; the code for picking it up is in no copy."""
    rows = Redemption.objects.filter(volunteer_id__in=people).select_related("item__partner")
    return [
        {
            "at": each.at, "item": each.item.title, "partner": each.item.partner.name, "price": each.price,
            "ledger": each.item.get_ledger_display(), "state": each.get_state_display(), "ended_at": each.ended_at,
        }
        for each in rows.order_by("at", "id")
    ]  # fmt: skip


def perks(people: list[UUID]) -> list[Row]:
    """Perks that were used."""
    rows = PerkUse.objects.filter(volunteer_id__in=people).select_related("perk__partner")
    return [
        {"at": each.at, "perk": each.perk.title, "partner": each.perk.partner.name, "star": each.star}
        for each in rows.order_by("at", "id")
    ]


def nominations(people: list[UUID]) -> list[Row]:
    """Where somebody was nominated, by whatever way, and what was decided."""
    rows = AwardNomination.objects.filter(volunteer_id__in=people).select_related("edition", "category")
    return [
        {
            "nominated_at": each.nominated_at, "edition": each.edition.title, "category": each.category.name,
            "way": each.get_way_display(), "words": each.words, "consented_at": each.consented_at,
            "state": each.get_state_display(), "reason": each.reason, "wall_consented_at": each.wall_consented_at,
        }
        for each in rows.order_by("nominated_at", "id")
    ]  # fmt: skip


def votes(people: list[UUID]) -> list[Row]:
    """In which awards somebody voted, when, and whether it counts. For whom is secret, also here."""
    rows = AwardVote.objects.filter(volunteer_id__in=people).select_related("edition", "category")
    return [
        {
            "at": each.at, "edition": each.edition.title, "category": each.category.name,
            "set_aside": each.get_set_aside_display(),
        }
        for each in rows.order_by("at", "id")
    ]  # fmt: skip


def entries(people: list[UUID]) -> list[Row]:
    """Works sent in to contests, with their words; pictures are told by how many there are."""
    rows = ContestEntry.objects.filter(volunteer_id__in=people).select_related("contest")
    counted = rows.annotate(pictures_sent=Count("pictures"))
    return [
        {
            "entered_at": each.entered_at, "contest": each.contest.title, "title": each.title, "words": each.words,
            "link": each.link, "pictures": each.pictures_sent, "state": each.get_state_display(),
            "publish_agreed_at": each.publish_agreed_at,
        }
        for each in counted.order_by("entered_at", "id")
    ]  # fmt: skip


HONOUR_PARTS = (
    CopyPart(
        "stars", "星级",
        (("星级", "level"), ("提出", "applied_at"), ("状态", "state"), ("授予", "granted_at"), ("编号", "number")),
        stars,
    ),
    CopyPart(
        "points", "积分和时间银行",
        (("时间", "at"), ("账本", "ledger"), ("怎么来的", "kind"), ("数量", "amount"), ("理由", "reason")),
        units,
    ),
    CopyPart(
        "redemptions", "兑换",
        (("时间", "at"), ("换了什么", "item"), ("在哪里", "partner"), ("用了多少", "price"), ("状态", "state")),
        redemptions,
    ),
    CopyPart("perks", "用过的礼遇", (("时间", "at"), ("礼遇", "perk"), ("在哪里", "partner"), ("星级", "star")), perks),
    CopyPart(
        "nominations", "评选推荐",
        (("推荐", "nominated_at"), ("评选", "edition"), ("奖项", "category"), ("方式", "way"), ("结果", "state")),
        nominations,
    ),
    CopyPart("votes", "评选投票", (("时间", "at"), ("评选", "edition"), ("奖项", "category"), ("不计入", "set_aside")), votes),
    CopyPart(
        "contest_entries", "征集投稿",
        (("投稿", "entered_at"), ("征集", "contest"), ("题目", "title"), ("图片", "pictures"), ("状态", "state")),
        entries,
    ),
)  # fmt: skip
