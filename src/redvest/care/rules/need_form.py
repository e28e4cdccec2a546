"""What is filled in when somebody asks for something, by whatever way it came, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_noop

from redvest.care.choices import NeedChannel, NeedKind, NeedUrgency
from redvest.care.rules.need_private import Private
from redvest.care.rules.need_words import plain, tells_a_door, tells_a_number, tells_too_much
from redvest.registry.rules.availability import ALL
from redvest.registry.rules.phone import PhoneFault, normalise
from redvest.registry.rules.phone import check as check_phone

SHORTEST_TITLE, LONGEST_TITLE = 2, 40
LEAST_MINUTES, MOST_MINUTES = 10, 24 * 60
MOST_HANDS = 200
FURTHEST = timedelta(days=366)
NO_RISKS = "没有"
_LONGEST = {"name": 30, "address": 100, "words": 500, "asked_by": 30, "relation": 30}
# Who can be called back in no other way says where they wait.
_WITHOUT_PHONE = (NeedChannel.KIOSK, NeedChannel.STATION, NeedChannel.VISIT)

Fault = dict[str, str]


@dataclass(frozen=True, slots=True)
class NeedForm:
    """``region`` is a community's code. ``groups_agreed``: the separate yes to keep what is sensitive (PIPL art. 29)."""

    title: str
    domain: str
    region: str
    private: Private
    declared_true: bool
    groups_agreed: bool = False
    kind: NeedKind = NeedKind.HELP
    channel: NeedChannel = NeedChannel.WEB
    urgency: NeedUrgency = NeedUrgency.ORDINARY
    risks: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    slots: int = 0
    minutes: int = 60
    hands: int = 1
    skills: tuple[str, ...] = field(default=())
    qualifications: tuple[str, ...] = field(default=())
    grid: UUID | None = None
    menu_item: UUID | None = None


def end_of(starts_at: datetime | None, ends_at: datetime | None, minutes: int) -> datetime | None:
    """When it ends: as was said, else so many minutes after its start; without it two at one time would not be seen."""
    if starts_at is None or ends_at is not None:
        return ends_at
    return starts_at + timedelta(minutes=minutes)


def tidy_private(private: Private) -> Private:
    """The same with single spaces and the bare digits of the phone."""
    return Private(
        name=plain(private.name), phone=normalise(private.phone), address=plain(private.address),
        words=plain(private.words), lon=private.lon, lat=private.lat, groups=tuple(dict.fromkeys(private.groups)),
        asked_by=plain(private.asked_by), relation=plain(private.relation),
    )  # fmt: skip


def title_fault(title: str) -> str:
    """What is wrong with the words that everybody reads; empty when nothing is."""
    text = plain(title)
    if len(text) < SHORTEST_TITLE:
        return gettext_noop("请用几个字写明要帮什么，例如“陪老人去医院”。")
    if len(text) > LONGEST_TITLE:
        return gettext_noop("“要帮什么”最多 40 个字，细节写在“情况”里。")
    if tells_a_number(text):
        return gettext_noop("“要帮什么”人人能看到，请去掉电话和证件号，写到下面的格子里。")
    if tells_a_door(text):
        return gettext_noop("“要帮什么”人人能看到，请去掉门牌和楼栋号，写到“住址”里。")
    return ""


def need_faults(form: NeedForm, at: datetime) -> list[Fault]:
    """One sentence for each field at fault, in the order of the form."""
    return [{"field": name, "sentence": sentence} for name, sentence in _faults(form, at)]


def _faults(form: NeedForm, at: datetime) -> Iterator[tuple[str, str]]:
    if sentence := title_fault(form.title):
        yield "title", sentence
    yield from _person_faults(form)
    if not form.domain:
        yield "domain", gettext_noop("请选一个服务类别。")
    if not form.region:
        yield "region", gettext_noop("请选在哪个社区。")
    yield from when_faults(form.starts_at, form.ends_at, at)
    yield from size_faults(form.minutes, form.hands)
    if not 0 <= form.slots <= ALL:
        yield "slots", gettext_noop("方便的时间请从表里选。")
    yield from risk_faults(form.risks)
    if form.private.groups and not form.groups_agreed:
        yield "groups_agreed", gettext_noop("关爱群体是敏感信息，要本人或监护人单独同意才能记。")
    if not form.declared_true:
        yield "declared_true", gettext_noop("请确认情况属实，这是《志愿服务条例》第 13 条的要求。")


def _person_faults(form: NeedForm) -> Iterator[tuple[str, str]]:
    private = form.private
    try:
        if private.phone or form.channel not in _WITHOUT_PHONE:
            check_phone(private.phone)
    except PhoneFault as fault:
        yield "phone", fault.source
    if not private.name:
        yield "name", gettext_noop("请写上怎么称呼求助人。")
    for name, most in _LONGEST.items():
        if len(getattr(private, name)) > most:
            yield name, gettext_noop("这一项写得太长了，请简短些。")
    if bool(private.asked_by) != bool(private.relation):
        missing = "relation" if private.asked_by else "asked_by"
        yield missing, gettext_noop("替别人提的，请写上您的称呼和与求助人的关系。")
    if (private.lon is None) != (private.lat is None) or not _on_earth(private):
        yield "lon", gettext_noop("地图上的位置没有读出来，请再点一次，或者不点。")


def _on_earth(private: Private) -> bool:
    if private.lon is None or private.lat is None:
        return True
    return -180 <= private.lon <= 180 and -90 <= private.lat <= 90


def when_faults(
    starts_at: datetime | None, ends_at: datetime | None, at: datetime
) -> Iterator[tuple[str, str]]:
    """A time to come, within a year, that ends after it begins."""
    if starts_at is not None and not at - timedelta(hours=1) <= starts_at <= at + FURTHEST:
        yield "starts_at", gettext_noop("希望的时间要在今天以后、一年以内。")
    if ends_at is not None and starts_at is None:
        yield "starts_at", gettext_noop("写了结束时间，也请写上开始时间。")
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        yield "ends_at", gettext_noop("结束时间要在开始时间以后。")


def size_faults(minutes: int, hands: int) -> Iterator[tuple[str, str]]:
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        yield "minutes", gettext_noop("大约多久，请填 10 到 1440 分钟。")
    if not 1 <= hands <= MOST_HANDS:
        yield "hands", gettext_noop("要几个人，请填 1 到 200。")


def risk_faults(risks: str) -> Iterator[tuple[str, str]]:
    """Who asks says what is risky, "没有" too (《志愿服务条例》第 13 条): the volunteer reads it before saying yes."""
    text = plain(risks)
    if not text:
        yield "risks", gettext_noop("请写明要注意的风险，没有就写“没有”。")
    elif len(text) > 200:
        yield "risks", gettext_noop("风险最多写 200 个字。")
    elif tells_too_much(text):
        yield "risks", gettext_noop("风险里请不要写电话、证件号和门牌。")
