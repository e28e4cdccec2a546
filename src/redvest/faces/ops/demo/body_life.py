"""The life of the demo city's organisations: brands, marks, who asks to come in, reports of last year."""

from __future__ import annotations

from datetime import date, datetime

from redvest.core.clock import day_of
from redvest.oversight.actions.annual_report import hand_in_annual_report
from redvest.registry.actions.body_facts import set_mark
from redvest.registry.actions.brand import register_brand
from redvest.registry.actions.joining import ask_to_join
from redvest.registry.choices import BodyKind, BodyState, BrandKind, Role
from redvest.registry.models import Body, Grant, Volunteer
from redvest.registry.policy import SYSTEM_STANDING
from redvest.registry.queries.role import standing_of

MOST = 40  # organisations that are looked at
BRANDS = (
    (BrandKind.TEAM, "黎明脚步", "每天清晨到街上捡拾垃圾", date(2012, 3, 5)),
    (BrandKind.PROJECT, "四点半课堂", "放学后陪孩子写作业", date(2015, 9, 1)),
    (BrandKind.PROJECT, "银发理发店", "每月给老人免费理发", date(2014, 6, 1)),
)
_NARRATIVE = "这一年，我们按计划在社区开展服务，重点陪伴老人和放学后的孩子，还参加了文明交通劝导。"
_RECORDING = "活动现场签到，按实际时间记录；有人提出异议的，核对后作了更正。志愿者需要时为其开具证明。"
_WORDS = ("住得近，周末都有空。", "会理发，想来帮忙。", "参加过你们的活动，想长期做。")


def enliven_bodies(*, city: str, at: datetime) -> None:
    """Two in three organisations handed in last year's report, a few have brands and marks, three people apply."""
    officer = SYSTEM_STANDING(city)
    bodies = list(Body.objects.filter(city=city, state=BodyState.ACTIVE).order_by("code")[:MOST])
    for body, (kind, name, about, began_on) in zip(bodies, BRANDS, strict=False):
        register_brand(
            by=officer, body=body, kind=kind, name=name, about=about, at=at,
            began_on=max(began_on, body.founded_on or began_on),
        )  # fmt: skip
    registered = [body for body in bodies if body.kind == BodyKind.REGISTERED]
    for turn, body in enumerate(registered[::2]):
        set_mark(
            by=officer, body=body, number=f"志标{city}{turn + 1:05d}", on=min(date(2021, 10, 1), day_of(at)), at=at
        )  # fmt: skip
    for turn, body in enumerate(bodies):
        if turn % 3:
            _report(body, at)
    if bodies:
        _apply(bodies[0], at)


def _report(body: Body, at: datetime) -> None:
    """By its head, for the year before this one."""
    grant = Grant.objects.filter(body=body, role=Role.BODY_ADMIN).select_related("account").first()
    head = standing_of(grant.account, day_of(at)) if grant is not None else None
    if head is None or not head.leads(body.pk):
        return
    hand_in_annual_report(
        by=head, body=body, year=day_of(at).year - 1, narrative=_NARRATIVE, recording=_RECORDING, at=at
    )


def _apply(body: Body, at: datetime) -> None:
    """A few people of the city who are not in it yet."""
    people = Volunteer.objects.filter(city=body.city, account__isnull=False, state="active")
    others = people.select_related("account").exclude(memberships__body=body).order_by("-number")
    for words, person in zip(_WORDS, others[: len(_WORDS)], strict=False):
        if person.account is not None:
            ask_to_join(by=standing_of(person.account, day_of(at)), body=body, words=words, at=at)
