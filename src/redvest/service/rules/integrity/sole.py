"""One person's word for everything, one phone for many, too much in a day, too much too soon. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from redvest.service.choices import CaseSeverity, IntegrityRule, SubjectKind
from redvest.service.rules.integrity.finding import Finding, Limits, Subject, hours_words

SELDOM = 0.2  # so few of the hours carry any trace of the volunteers themselves


@dataclass(frozen=True, slots=True)
class Confirmer:
    """A body's entries, those of its busiest recorder, and how many carry a trace of the volunteer or a second officer."""

    subject: Subject
    body: str
    entries: int
    by_one: int
    traced: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A body's grade C entries, and those of its most frequent pair of recorder and second officer."""

    subject: Subject
    body: str
    entries: int
    by_pair: int


@dataclass(frozen=True, slots=True)
class Device:
    subject: Subject
    people: int
    activities: int
    scans: int


@dataclass(frozen=True, slots=True)
class Day:
    subject: Subject
    day: str
    minutes: int
    limit: int


@dataclass(frozen=True, slots=True)
class Newcomer:
    subject: Subject
    minutes: int
    unproven: int
    days: int


def confirmer(facts: Confirmer, limits: Limits) -> Finding | None:
    """The same person leads, records and countersigns, and the volunteers themselves left no trace."""
    if facts.entries < limits["confirmer_entries"] or facts.traced > SELDOM * facts.entries:
        return None
    if facts.by_one * 100 < facts.entries * limits["confirmer_percent"]:
        return None
    return Finding(
        IntegrityRule.CONFIRMER, SubjectKind.RECORDER, facts.subject, CaseSeverity.MIDDLE,
        f"{facts.body}的 {facts.entries} 条时长里，{facts.by_one} 条都是 {facts.subject.name} 一个人记的，"
        f"只有 {facts.traced} 条有志愿者自己的报名、扫码或确认。",
        "小队伍常常只有一位管事的人；请志愿者自己报名、扫码就能说清。",
        {"entries": facts.entries, "by_one": facts.by_one, "traced": facts.traced},
    )  # fmt: skip


def pair(facts: Pair, limits: Limits) -> Finding | None:
    """Always the same two confirm each other."""
    if facts.entries < limits["pair_entries"]:
        return None
    if facts.by_pair * 100 < facts.entries * limits["confirmer_percent"]:
        return None
    return Finding(
        IntegrityRule.CONFIRMER, SubjectKind.RECORDER, facts.subject, CaseSeverity.LOW,
        f"{facts.body}的 {facts.entries} 条双人确认的时长里，{facts.by_pair} 条总是同两个人记录和复核。",
        "可能是队伍里只有这两位负责人。",
        {"entries": facts.entries, "by_pair": facts.by_pair},
    )  # fmt: skip


def device(facts: Device, limits: Limits) -> Finding | None:
    """One phone checks in more people than a family has."""
    if facts.people < limits["device_people"]:
        return None
    return Finding(
        IntegrityRule.DEVICE, SubjectKind.DEVICE, facts.subject, CaseSeverity.HIGH,
        f"同一台设备给 {facts.people} 个人自助签到，共 {facts.scans} 次，涉及 {facts.activities} 场活动。",
        "可能是现场摆着一台公用的手机或平板给大家签到。",
        {"people": facts.people, "scans": facts.scans, "activities": facts.activities},
    )  # fmt: skip


def day_limit(facts: Day, limits: Limits) -> Finding | None:
    """More hours in a day than the dated limit; marked for a person to look at, never refused."""
    if facts.minutes <= facts.limit:
        return None
    return Finding(
        IntegrityRule.CAPS, SubjectKind.PERSON, facts.subject, CaseSeverity.MIDDLE,
        f"{facts.day}这一天记了 {hours_words(facts.minutes)}，超过一天 {hours_words(facts.limit)}的上限。",
        "可能是防汛、大型赛会这样的连续值守。",
        {"day": facts.day, "minutes": facts.minutes, "limit": facts.limit},
    )  # fmt: skip


def newcomer(facts: Newcomer, limits: Limits) -> Finding | None:
    """A fresh account with a great many hours, most of them unproven."""
    if facts.minutes < limits["newcomer_minutes"] or facts.unproven * 2 < facts.minutes:
        return None
    return Finding(
        IntegrityRule.NEWCOMER, SubjectKind.PERSON, facts.subject, CaseSeverity.MIDDLE,
        f"注册后 {facts.days} 天里就记了 {hours_words(facts.minutes)}，其中 {hours_words(facts.unproven)}没有到场凭证。",
        "可能是把以前在别处的服务一次转了进来。",
        {"days": facts.days, "minutes": facts.minutes, "unproven": facts.unproven},
    )  # fmt: skip
