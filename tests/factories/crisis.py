"""Crises for tests: one that is on, people in it, areas, needs."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from redvest.care.actions.crisis import CrisisForm, open_crisis
from redvest.care.actions.crisis_need import NeedReport, Verified, report_crisis_need, verify_crisis_need
from redvest.care.actions.crisis_people import CrisisRegistration, register_for_crisis
from redvest.care.actions.crisis_staging import AreaForm, open_area
from redvest.care.choices import CrisisVia
from redvest.care.models import Crisis, CrisisNeed, CrisisVolunteer, StagingArea
from redvest.registry.models import Region
from redvest.registry.policy import GUEST_STANDING, Standing
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW

GUEST = GUEST_STANDING(CITY)
BRIEF = "听现场指挥。两人一组，不单独下水。穿救生衣。累了就说。"
_serial = count(1)


def make_crisis(
    region: Region | None = None, *, name: str = "渝水区防汛", at: datetime = NOW, by: Standing | None = None
) -> Crisis:
    make.make_domain()  # every city has its kinds of service
    form = CrisisForm(name, "flood", "渝水区应急管理局", BRIEF, "0790-12345")
    by = by or make.make_officer(region)
    return open_crisis(by=by, region=region or make.make_region_tree().yushui, form=form, at=at)


def registration(
    *,
    name: str = "王小路",
    phone: str = "",
    born: str = "19900517",
    brief: int | None = 1,
    skills: tuple[str, ...] = ("boat",),
    equipment: str = "皮划艇一条",
    stays_on: bool = False,
) -> CrisisRegistration:
    return CrisisRegistration(name, phone or make.next_phone(), born, brief, skills, equipment, stays_on)


def make_person(
    crisis: Crisis, *, name: str = "王小路", phone: str = "", at: datetime = NOW, brief: int | None = 1
) -> CrisisVolunteer:
    form = registration(name=name, phone=phone, brief=brief)
    return register_for_crisis(by=GUEST, crisis=crisis, form=form, at=at).person


def make_area(
    crisis: Crisis, by: Standing, *, name: str = "", capacity: int = 100, at: datetime = NOW
) -> StagingArea:
    form = AreaForm(name or f"集结点{next(_serial)}", "北湖公园南门", capacity, "会驾船的")
    return open_area(by=by, crisis=crisis, form=form, at=at)


def report(
    crisis: Crisis,
    words: str = "三号楼二单元老人被困，需要船",
    *,
    place: str = "幸福里小区 3 号楼",
    phone: str = "",
    lon: float | None = None,
    lat: float | None = None,
    at: datetime = NOW,
) -> CrisisNeed:
    form = NeedReport("rescue", words, place, phone, lon, lat)
    return report_crisis_need(by=GUEST, crisis=crisis, form=form, at=at, via=CrisisVia.WEB)


def verified(
    crisis: Crisis, by: Standing, *, wanted: int = 2, at: datetime = NOW, words: str = "老人被困，需要船"
) -> CrisisNeed:
    need = report(crisis, words, at=at)
    said = Verified("城南街道幸福里一带", "转移行动不便的老人，要会驾船的", wanted)
    verify_crisis_need(by=by, need=need, said=said, at=at)
    need.refresh_from_db()
    return need
