"""Rows of the registry for tests, written straight through the ORM: places, people, bodies, grants.

Every function has defaults that fit together, in Xinyu, and can be called again without a clash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from django.contrib.auth.hashers import make_password

from redvest.core.clock import day_of
from redvest.core.identifiers import uuid7
from redvest.registry.choices import (
    BodyKind,
    BodyState,
    CodePurpose,
    DomainScheme,
    IdType,
    RealNameState,
    RegionLevel,
    Role,
    Sex,
    TeamKind,
    VolunteerSource,
    VolunteerState,
)
from redvest.registry.models import (
    Account,
    Body,
    Grant,
    OneTimeCode,
    OutgoingMessage,
    Region,
    ServiceDomain,
    Station,
    Volunteer,
)
from redvest.registry.policy import Standing
from redvest.registry.queries import role as role_query
from redvest.registry.queries import secret
from redvest.registry.rules import credit_code, identity_number, names
from redvest.registry.rules.search_terms import body_terms, volunteer_terms

CITY = "360500"
NOW = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)  # a Thursday, ten in the morning in China
TODAY = day_of(NOW)
PASSWORD = "xiangyang-hua-2026"

_serial = count(1)


@dataclass(frozen=True)
class RegionTree:
    """A small Xinyu: two districts and a zone, two streets, two communities."""

    city: Region
    yushui: Region
    fenyi: Region
    xiannv: Region  # a zone without a statutory code
    chengnan: Region
    qiandong: Region
    baihua: Region
    zhanqian: Region


def _region(
    code: str, name: str, level: RegionLevel, parent: Region | None = None, *, statutory: bool = True
) -> Region:
    path = f"{parent.path if parent else ''}{code}/"
    return Region(
        code=code, city=path.split("/", 1)[0], name=name, level=level, parent=parent, path=path,
        statutory=statutory,
    )  # fmt: skip


def make_region(
    code: str, name: str, level: RegionLevel, parent: Region | None = None, *, statutory: bool = True
) -> Region:
    found = Region.objects.filter(code=code).first()
    if found is None:
        found = _region(code, name, level, parent, statutory=statutory)
        found.save(force_insert=True)
    return found


def make_region_tree() -> RegionTree:
    """The tree, made once a test and then found again, in one query: nearly every test asks for it."""
    city = _region(CITY, "新余市", RegionLevel.CITY)
    yushui = _region("360502", "渝水区", RegionLevel.DISTRICT, city)
    fenyi = _region("360521", "分宜县", RegionLevel.DISTRICT, city)
    xiannv = _region("3605Z1", "仙女湖区", RegionLevel.ZONE, city, statutory=False)
    chengnan = _region("360502001", "城南街道", RegionLevel.STREET, yushui)
    qiandong = _region("360521001", "钤东街道", RegionLevel.STREET, fenyi)
    baihua = _region("360502001001", "百花湖社区", RegionLevel.COMMUNITY, chengnan)
    zhanqian = _region("360502001004", "站前社区", RegionLevel.COMMUNITY, chengnan)
    wanted = [city, yushui, fenyi, xiannv, chengnan, qiandong, baihua, zhanqian]
    found = Region.objects.in_bulk([each.code for each in wanted])
    if missing := [each for each in wanted if each.code not in found]:
        Region.objects.bulk_create(missing)
    return RegionTree(*(found.get(each.code, each) for each in wanted))


def make_other_city() -> Region:
    """Jiaozuo, for tests that must not cross a city's border."""
    return make_region("410800", "焦作市", RegionLevel.CITY)


def make_domain(key: str = "xinyu:02", name: str = "邻里守望") -> ServiceDomain:
    scheme, order = key.split(":")
    found, _ = ServiceDomain.objects.get_or_create(
        key=key, defaults={"scheme": DomainScheme(scheme), "name": name, "order": int(order)}
    )
    return found


def next_phone() -> str:
    """A fresh phone number of a range of its own: those that tests spell out begin with 199, and never meet it."""
    return f"166{next(_serial):08d}"


def next_id_number(birth_on: date = date(1990, 5, 17), sex: Sex = Sex.FEMALE) -> str:
    """A fresh, well-formed resident number; sequence numbers first, then another division."""
    division, sequence = divmod(next(_serial), 499)
    body = f"{110101 + division:06d}{birth_on:%Y%m%d}{2 * sequence + (1 if sex == Sex.MALE else 2):03d}"
    return body + identity_number.check_character(body)


def next_credit_code() -> str:
    body = f"51360500{next(_serial):09d}"
    return body + credit_code.check_character(body)


def make_account(
    *,
    phone: str | None = None,
    name: str = "李明霞",
    city: str = CITY,
    password: str = PASSWORD,
    is_active: bool = True,
    at: datetime = NOW,
) -> Account:
    kept = secret.keep_phone(phone or next_phone(), context=secret.ACCOUNT_PHONE)
    return Account.objects.create(
        city=city, name=name, phone_sealed=kept.sealed, phone_hash=kept.hash, phone_tail=kept.tail,
        password=make_password(password), is_active=is_active, created_at=at,
    )  # fmt: skip


def make_volunteer(
    *,
    account: Account | None = None,
    with_account: bool = True,
    name: str = "李明霞",
    phone: str | None = None,
    id_number: str | None = None,
    birth_on: date = date(1990, 5, 17),
    sex: Sex = Sex.FEMALE,
    region: Region | None = None,
    domains: tuple[str, ...] = (),
    number: str | None = None,
    state: VolunteerState = VolunteerState.ACTIVE,
    real_name_state: RealNameState = RealNameState.CHECKED,
    source: VolunteerSource = VolunteerSource.SELF,
    city: str = CITY,
    at: datetime = NOW,
) -> Volunteer:
    """A registered person; ``with_account=False`` makes an imported record that nobody has claimed."""
    phone = phone or next_phone()
    if account is None and with_account:
        account = make_account(phone=phone, name=name, city=city, at=at)
    region = region or make_region_tree().baihua
    id_number = id_number or next_id_number(birth_on, sex)
    number = number or f"3605{next(_serial):08d}"
    kept = secret.keep_phone(phone, context=secret.VOLUNTEER_PHONE)
    volunteer = Volunteer.objects.create(
        city=city, account=account, number=number, name=name, pinyin=names.pinyin(name), sex=sex, birth_on=birth_on,
        id_type=IdType.RESIDENT_CARD, id_sealed=secret.seal_id(id_number),
        id_hash=secret.id_hash(IdType.RESIDENT_CARD, id_number),
        phone_sealed=kept.sealed, phone_hash=kept.hash, phone_tail=kept.tail,
        region=region, region_path=region.path, real_name_state=real_name_state, state=state, source=source,
        registered_at=at, search=volunteer_terms(name, number, kept.tail),
    )  # fmt: skip
    if domains:
        volunteer.domains.set([make_domain(key) for key in domains])
    return volunteer


def make_body(
    *,
    name: str | None = None,
    code: str | None = None,
    kind: BodyKind = BodyKind.REGISTERED,
    region: Region | None = None,
    state: BodyState = BodyState.ACTIVE,
    city: str = CITY,
    at: datetime = NOW,
) -> Body:
    serial = next(_serial)
    name = name or f"暖阳志愿服务队{serial}"
    code = code or f"XY{serial:05d}"
    region = region or make_region_tree().yushui
    consented = kind == BodyKind.CONSENTED_TEAM
    return Body.objects.create(
        city=city, code=code, name=name, kind=kind, team_kind=TeamKind.CIVIC,
        credit_code="" if consented else next_credit_code(),
        consenting_unit="百花湖社区居民委员会" if consented else "",
        region=region, region_path=region.path, responsible_name="周建国", contact_name="陈小梅",
        contact_phone="0790-6440000", address="新余市渝水区抱石大道 1 号", state=state, applied_at=at,
        decided_at=at if state != BodyState.APPLIED else None,
        search=body_terms(name, code),
    )  # fmt: skip


def make_grant(
    *,
    account: Account,
    role: Role,
    region: Region | None = None,
    body: Body | None = None,
    station: Station | None = None,
    starts_on: date = date(2020, 1, 1),
    ends_on: date | None = None,
    at: datetime = NOW,
) -> Grant:
    return Grant.objects.create(
        account=account, role=role, region=region, body=body, station=station,
        starts_on=starts_on, ends_on=ends_on, given_at=at,
    )  # fmt: skip


def make_station(region: Region | None = None, *, name: str = "") -> Station:
    region = region or make_region_tree().baihua
    return Station.objects.create(
        id=uuid7(), city=region.city, region=region, name=name or f"{region.name}志愿服务站",
        address="幸福路 1 号", lon=114.93, lat=27.81, opened_on=date(2015, 3, 5),
    )  # fmt: skip


def make_code(
    phone: str, purpose: CodePurpose, *, code: str = "246810", city: str = CITY, at: datetime = NOW
) -> str:
    """A code as if it had just been sent, for tests that need the digits."""
    OneTimeCode.objects.create(
        city=city, phone_hash=secret.phone_hash(phone), purpose=purpose,
        code_hash=secret.keyring().keyed_hash(f"{phone}:{purpose.value}:{code}", purpose="code"),
        sent_at=at, expires_at=at + timedelta(minutes=10),
    )  # fmt: skip
    return code


def last_text(phone: str) -> str:
    """The last message to a phone; only a test that turned demo mode on has kept any."""
    return OutgoingMessage.objects.filter(phone_tail=phone[-4:]).latest("id").text


def standing_of(account: Account, on: date = TODAY) -> Standing:
    """Who this account is on the tests' day, read as the faces read it."""
    return role_query.standing_of(account, on)


def make_member() -> Standing:
    """Somebody signed in, without a record and without a role."""
    return standing_of(make_account(name="王小路"))


def make_centre() -> Standing:
    """Somebody of the city's volunteer centre."""
    account = make_account(name="张中心")
    make_grant(account=account, role=Role.CENTRE, region=make_region_tree().city)
    return standing_of(account)


def make_officer(region: Region | None = None) -> Standing:
    """An officer of a place, Yushui if none is named."""
    account = make_account(name="刘区域")
    make_grant(account=account, role=Role.REGION_OFFICER, region=region or make_region_tree().yushui)
    return standing_of(account)


def make_body_admin(body: Body) -> Standing:
    account = make_account(name="周建国")
    make_grant(account=account, role=Role.BODY_ADMIN, body=body)
    return standing_of(account)


def make_leader(body: Body) -> Standing:
    account = make_account(name="陈小梅")
    make_grant(account=account, role=Role.ACTIVITY_LEADER, body=body)
    return standing_of(account)


def volunteer_standing(volunteer: Volunteer) -> Standing:
    """The standing of a volunteer's own account."""
    assert volunteer.account is not None
    return standing_of(volunteer.account)
