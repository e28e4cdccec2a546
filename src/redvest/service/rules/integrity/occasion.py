"""What is odd about an activity as a whole: nobody signed up, nobody came, all came and went at once, too many. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from redvest.service.choices import CaseSeverity, IntegrityRule, SubjectKind
from redvest.service.rules.integrity.finding import Finding, Limits, Subject, hours_words

FEW = 0.1  # up to a tenth signed up or scanned is as good as nobody
MOST = 0.5  # so large a part of an activity moved as one
CROWD = 50


@dataclass(frozen=True, slots=True)
class Attended:
    """People with hours of an activity, and what stands behind them. Scans and second officers are counted by person."""

    subject: Subject
    people: int
    signed: int
    proven: int
    vouched: int
    minutes: int
    places: int


@dataclass(frozen=True, slots=True)
class Together:
    """The largest group of one activity that came in the same minute and left in the same minute, by scans."""

    subject: Subject
    group: int
    people: int


def fiction(facts: Attended, limits: Limits) -> Finding | None:
    """Hours of many people for an activity that hardly anybody signed up for and where hardly anybody was scanned."""
    if facts.people < limits["fiction_people"]:
        return None
    if facts.signed > FEW * facts.people or facts.proven > FEW * facts.people:
        return None
    return Finding(
        IntegrityRule.FICTION, SubjectKind.ACTIVITY, facts.subject,
        CaseSeverity.HIGH if facts.people >= CROWD else CaseSeverity.MIDDLE,
        f"“{facts.subject.name}”有 {facts.people} 个人的时长，但开始前只有 {facts.signed} 个人报名，{facts.proven} 个人扫过码。",
        "可能是线下组织的活动，报名用的是纸质表或微信群。",
        {"people": facts.people, "signed": facts.signed, "scanned": facts.proven},
    )  # fmt: skip


def nobody_seen(facts: Attended, limits: Limits) -> Finding | None:
    """Days after the end nobody of those with hours was scanned, has confirmed, or was seen by a second officer."""
    if not facts.people or facts.proven or facts.vouched:
        return None
    return Finding(
        IntegrityRule.ABSENCE, SubjectKind.ACTIVITY, facts.subject,
        CaseSeverity.HIGH if facts.people >= limits["fiction_people"] else CaseSeverity.LOW,
        f"“{facts.subject.name}”记了 {facts.people} 个人共 {hours_words(facts.minutes)}的时长，结束 {limits['grace_days']} 天后"
        "还没有一个人扫过码，也没有一个人确认过。",
        "可能是现场没有网络、参加的都是不用手机的老人，确认单还没收回来。",
        {"people": facts.people, "minutes": facts.minutes, "days": limits["grace_days"]},
    )  # fmt: skip


def over_places(facts: Attended, limits: Limits) -> Finding | None:
    """More people with hours than the posts have places."""
    if not facts.places or facts.people * 100 < facts.places * limits["over_places_percent"]:
        return None
    if facts.people - facts.places < MIN_OVER:
        return None
    return Finding(
        IntegrityRule.CAPS, SubjectKind.ACTIVITY, facts.subject, CaseSeverity.MIDDLE,
        f"“{facts.subject.name}”的岗位一共 {facts.places} 个名额，却有 {facts.people} 个人的时长。",
        "可能是现场来的人多，没有回头把名额加上。",
        {"people": facts.people, "places": facts.places},
    )  # fmt: skip


def together(facts: Together, limits: Limits) -> Finding | None:
    """One person scans a stack of screenshots: all in within a minute, all out within a minute."""
    if facts.group < limits["batch_people"] or facts.group < MOST * facts.people:
        return None
    return Finding(
        IntegrityRule.BATCH, SubjectKind.ACTIVITY, facts.subject, CaseSeverity.HIGH,
        f"“{facts.subject.name}”有 {facts.group} 个人在同一分钟签到，又在同一分钟签退，一共 {facts.people} 个人到场。",
        "可能是坐同一辆车到、同一辆车走，几台手机一起扫的。",
        {"group": facts.group, "people": facts.people},
    )  # fmt: skip


MIN_OVER = 3
