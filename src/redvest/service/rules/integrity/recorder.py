"""What one person put into the ledger from a desk: in bulk, in batches, in whole hours, late, for nobody who came. Pure.

"Unbacked" is an entry with no presence proof behind it, no sign-up before the activity began, no word of the volunteer
and no second officer: one person's word and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from redvest.service.choices import CaseSeverity, IntegrityRule, SubjectKind
from redvest.service.rules.integrity.finding import Finding, Limits, Subject, hours_words

MUCH = 10  # a case of so many entries is more pressing than one of a few
FAR = 4.0  # standard deviations above what scans give


@dataclass(frozen=True, slots=True)
class Bulk:
    """The most unbacked entries within any stretch of ``bulk_minutes``."""

    subject: Subject
    entries: int
    moment: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Unproven entries of one minute: how many, for how many activities or days."""

    subject: Subject
    entries: int
    occasions: int
    moment: str


@dataclass(frozen=True, slots=True)
class Rounds:
    """Entries that only this recorder stands behind, those of whole hours, and the city's share among scanned ones."""

    subject: Subject
    entries: int
    whole: int
    usual: float


@dataclass(frozen=True, slots=True)
class Unbacked:
    """Entries behind which nothing stands but this recorder."""

    subject: Subject
    entries: int
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Late:
    subject: Subject
    entries: int
    longest_days: int


@dataclass(frozen=True, slots=True)
class Longer:
    """Unproven entries longer than the activity was planned or the stay was scanned."""

    subject: Subject
    entries: int
    most_minutes: int


def bulk(facts: Bulk, limits: Limits) -> Finding | None:
    """Many at once from a desk."""
    if facts.entries < limits["bulk_people"]:
        return None
    return Finding(
        IntegrityRule.BULK, SubjectKind.RECORDER, facts.subject, CaseSeverity.HIGH,
        f"{facts.subject.name} 在 {facts.moment} 起的 {limits['bulk_minutes']} 分钟里录入了 {facts.entries} 条时长，"
        "都没有报名、没有签到，也没有别人核对。",
        "可能是把纸质名单集中补录，还没来得及请本人和第二人确认。",
        {"entries": facts.entries, "minutes": limits["bulk_minutes"], "moment": facts.moment},
    )  # fmt: skip


def batch(facts: Batch, limits: Limits) -> Finding | None:
    """One list copied to several occasions in the same minute."""
    if facts.entries < limits["batch_people"] or facts.occasions < limits["batch_activities"]:
        return None
    return Finding(
        IntegrityRule.BATCH, SubjectKind.RECORDER, facts.subject, CaseSeverity.HIGH,
        f"{facts.subject.name} 在 {facts.moment} 这一分钟里，给 {facts.occasions} 场活动"
        f"入账了 {facts.entries} 条没有到场凭证的时长。",
        "可能是把攒了一阵子的纸质签到表一次导入。",
        {"entries": facts.entries, "occasions": facts.occasions, "moment": facts.moment},
    )  # fmt: skip


def rounds(facts: Rounds, limits: Limits) -> Finding | None:
    """Whole hours far more often than scans give them: a one-sided test against the city's own scanned hours."""
    share = facts.whole / facts.entries if facts.entries else 0.0
    if facts.entries < limits["round_sample"] or share * 100 < limits["round_percent"]:
        return None
    spread = sqrt(max(facts.usual * (1 - facts.usual), 0.01) / facts.entries)
    if (share - facts.usual) / spread < FAR:
        return None
    return Finding(
        IntegrityRule.ROUND, SubjectKind.RECORDER, facts.subject, CaseSeverity.MIDDLE,
        f"{facts.subject.name} 录入的 {facts.entries} 条没人核对的时长里，{facts.whole} 条（{share:.0%}）正好是整小时；"
        f"全市扫码的时长里只有 {facts.usual:.0%} 是整小时。",
        "可能是领队习惯按计划的时长记，而不是按实际的时间。",
        {"entries": facts.entries, "whole": facts.whole, "usual_percent": round(facts.usual * 100)},
    )  # fmt: skip


def unbacked(facts: Unbacked, limits: Limits) -> Finding | None:
    """Hours of people who did not sign up, were not scanned, said nothing, and whom nobody else saw."""
    if facts.entries < limits["unbacked_entries"]:
        return None
    return Finding(
        IntegrityRule.ABSENCE, SubjectKind.RECORDER, facts.subject,
        CaseSeverity.HIGH if facts.entries >= MUCH else CaseSeverity.MIDDLE,
        f"{facts.subject.name} 给 {facts.people} 个人录入了 {facts.entries} 条、共 {hours_words(facts.minutes)}的时长，"
        "这些人没有报名，没有签到，也没有本人或第二人确认。",
        "可能是现场临时来帮忙的人，事后才补上；请本人确认并附上当天的材料就能说清。",
        {"entries": facts.entries, "people": facts.people, "minutes": facts.minutes},
    )  # fmt: skip


def late(facts: Late, limits: Limits) -> Finding | None:
    """Order 67 art. 11 gives ten working days; this looks only at what came far later, unproven and in numbers."""
    if facts.entries < limits["late_entries"]:
        return None
    return Finding(
        IntegrityRule.LATE, SubjectKind.RECORDER, facts.subject, CaseSeverity.LOW,
        f"{facts.subject.name} 有 {facts.entries} 条没有到场凭证的时长在服务后超过 {limits['late_days']} 天才入账，"
        f"最久的隔了 {facts.longest_days} 天。",
        "可能是换了管理员，或者纸质材料找到得晚。",
        {"entries": facts.entries, "days": limits["late_days"], "longest_days": facts.longest_days},
    )  # fmt: skip


def longer(facts: Longer, limits: Limits) -> Finding | None:
    """Somebody typed more than the plan or the scans give."""
    if not facts.entries or facts.most_minutes < limits["longer_minutes"]:
        return None
    return Finding(
        IntegrityRule.LONGER, SubjectKind.RECORDER, facts.subject, CaseSeverity.MIDDLE,
        f"{facts.subject.name} 录入的 {facts.entries} 条时长比活动计划或签到签退的时间长，"
        f"最多的长出 {hours_words(facts.most_minutes)}。",
        "可能是志愿者提前签退后又回来帮忙，或者活动延长了却没有改时间。",
        {"entries": facts.entries, "most_minutes": facts.most_minutes},
    )  # fmt: skip
