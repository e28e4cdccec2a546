"""How the demo city is governed: which departments lead since when, three administrators apart, the agreement signed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from redvest.faces.ops.demo.chance import Keys
from redvest.faces.ops.demo.names import person_name
from redvest.faces.ops.demo.numbers import OFFICER, phone
from redvest.faces.ops.demo.staff import SINCE, Officer
from redvest.registry.actions.department import appoint_department, load_departments
from redvest.registry.actions.pledge import load_pledge
from redvest.registry.choices import DepartmentDuty, Role
from redvest.registry.models import Department, Region
from redvest.registry.policy import SYSTEM_STANDING

APART = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
FIRST_APART = 80  # their phones follow those of the officers, of whom no city has so many
FIRST_JUROR, JURORS = 93, 3
# Who led and administered (domain 3.1, 3.4): the office of the civilisation committee until the opinion of 2024.
DUTIES = (
    ("civilisation-office", DepartmentDuty.LEAD, date(2012, 3, 1), "文明委〔2014〕3号"),
    ("civil-affairs", DepartmentDuty.ADMINISTERS, date(2017, 12, 1), "国务院令第685号第五条"),
    ("social-work", DepartmentDuty.LEAD, date(2024, 4, 12), "中办、国办《关于健全新时代志愿服务体系的意见》"),
    ("civilisation-committee", DepartmentDuty.MEMBER, date(2012, 3, 1), ""),
    ("youth-league", DepartmentDuty.MEMBER, date(2012, 3, 1), ""),
    ("women-federation", DepartmentDuty.MEMBER, date(2012, 3, 1), ""),
    ("trade-union", DepartmentDuty.MEMBER, date(2012, 3, 1), ""),
    ("red-cross", DepartmentDuty.MEMBER, date(2012, 3, 1), ""),
    ("education", DepartmentDuty.MEMBER, date(2015, 9, 1), ""),
)
AGREEMENT = """我受托管理志愿服务，郑重承诺：
一、不替人录时长，不买卖时长，不为考核编造活动和记录。
二、不泄露、不倒卖志愿者和服务对象的个人信息；确需查看，写明理由。
三、不以志愿服务的名义牟利，不收取服务对象和志愿者的财物。
四、与自己、亲友有关的申请和记录，请别人审核。
五、账号只由本人使用；离开岗位，当天交还角色。
如有违反，愿意承担责任，接受处理。"""


def draw_apart(rng: random.Random, city: str) -> list[Officer]:
    """The three separated administrators: three people."""
    keys, found = Keys(rng), list[Officer]()
    for turn, role in enumerate(APART):
        name, _ = person_name(rng, rng.random() < 0.5)
        found.append(Officer(keys.at(SINCE), name, phone(OFFICER + FIRST_APART + turn), role, city))
    return found


def draw_jurors(rng: random.Random, city: str) -> list[Officer]:
    """Three people who judge awards and nothing else."""
    keys, found = Keys(rng), list[Officer]()
    for turn in range(JURORS):
        name, _ = person_name(rng, rng.random() < 0.5)
        found.append(Officer(keys.at(SINCE), name, phone(OFFICER + FIRST_JUROR + turn), Role.JUROR, city))
    return found


def govern(*, city: str, staff: Sequence[Officer], keepers: Sequence[UUID] = (), at: datetime) -> None:
    """The departments' duties at the city and its districts, and the agreement with everybody's signature."""
    load_departments(city=city)
    found = {row.key: row for row in Department.objects.filter(city=city)}
    by = SYSTEM_STANDING(city)
    for region in Region.objects.filter(city=city, level__in=["city", "district", "zone"]).order_by("path"):
        for key, duty, since, basis in DUTIES:
            appoint_department(
                by=by, department=found[key], region=region, duty=duty, starts_on=since, basis=basis, at=at
            )
    signed = [*(each.account_id for each in staff), *keepers]
    load_pledge(city=city, text=AGREEMENT, since=SINCE.date(), signed_by=signed, at=at)
