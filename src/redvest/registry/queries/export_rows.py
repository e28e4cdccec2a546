"""Reads people and organisations as rows of a sheet, in the shape in which they can be imported again. Numbers are
hidden unless asked for whole; ``actions/export_people.py`` is who may ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Prefetch

from redvest.core.clock import day_of
from redvest.registry.choices import BodyState, MembershipConsent
from redvest.registry.models import Body, Guardian, Membership, Region, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.team_kind import team_kind_name
from redvest.registry.rules import identity_number
from redvest.registry.rules import phone as phone_rules
from redvest.registry.rules.sheet_bodies import SHAPE as BODIES
from redvest.registry.rules.sheet_members import SHAPE as MEMBERS
from redvest.registry.rules.sheet_volunteers import SHAPE as VOLUNTEERS

AT_ONCE = 2_000
# The sheet has columns for one: of two guardians the one entered first.
_GUARDIANS = Prefetch(
    "guardians",
    Guardian.objects.filter(ended_at__isnull=True).order_by("place"),
    to_attr="acting",
)
_NOT_KEPT = {"consent", "guardian_consent"}
VOLUNTEER_TITLES = (
    "志愿者编号",
    *(each.title for each in VOLUNTEERS.columns if each.key not in _NOT_KEPT),
    "实名状态",
    "状态",
)
MEMBER_TITLES = (*(each.title for each in MEMBERS.columns), "依据")
BODY_TITLES = (*(each.title for each in BODIES.columns), "状态")


def place_names(city: str) -> dict[str, str]:
    """Every place's names from the district down: 渝水区/城南街道/百花湖社区."""
    rows = {
        code: (name, path)
        for code, name, path in Region.objects.filter(city=city).values_list("code", "name", "path")
    }
    found: dict[str, str] = {}
    for code, (name, path) in rows.items():
        above = [rows[each][0] for each in path.strip("/").split("/")[1:] if each in rows]
        found[code] = "/".join(above) or name
    return found


def volunteer_sheet(city: str, body: Body | None, *, whole: bool) -> Iterator[Sequence[str]]:
    """Everybody of a city, or the members of an organisation, by number of registration."""
    people = Volunteer.objects.filter(city=city).prefetch_related("domains", _GUARDIANS)
    if body is not None:
        people = people.filter(memberships__body=body, memberships__left_on__isnull=True)
    names = place_names(city)
    for person in people.order_by("id").iterator(chunk_size=AT_ONCE):
        yield _volunteer_row(person, names, whole)


def _volunteer_row(person: Volunteer, names: dict[str, str], whole: bool) -> tuple[str, ...]:
    guardian = next(iter(person.acting), None)  # type: ignore[attr-defined]
    return (
        person.number,
        person.name,
        str(person.get_sex_display()),
        str(person.get_id_type_display()),
        _id_number(person, whole),
        person.birth_on.isoformat() if person.birth_on else "",
        _phone(person.phone_sealed, secret.VOLUNTEER_PHONE, whole),
        names.get(person.region_id or "", ""),
        "、".join(domain.name for domain in person.domains.all()),
        person.skills,
        day_of(person.registered_at).isoformat(),
        guardian.name if guardian else "",
        _phone(guardian.phone_sealed, secret.GUARDIAN_PHONE, whole) if guardian else "",
        guardian.relation if guardian else "",
        str(person.get_real_name_state_display()),
        str(person.get_state_display()),
    )


def _id_number(person: Volunteer, whole: bool) -> str:
    if person.id_sealed is None:
        return ""
    number = secret.open_sealed(person.id_sealed, context=secret.VOLUNTEER_ID)
    return number if whole else identity_number.mask(number)


def _phone(sealed: bytes | memoryview | None, context: str, whole: bool) -> str:
    if sealed is None:
        return ""
    number = secret.open_sealed(sealed, context=context)
    return number if whole else phone_rules.mask(number)


def body_sheet(city: str) -> Iterator[Sequence[str]]:
    """Every organisation that was not refused, by code."""
    names = place_names(city)
    bodies = (
        Body.objects.filter(city=city)
        .exclude(state=BodyState.REFUSED)
        .prefetch_related("domains")
        .order_by("code")
    )
    for body in bodies.iterator(chunk_size=AT_ONCE):
        yield (
            body.code, body.name, str(body.get_kind_display()), team_kind_name(body.team_kind), body.credit_code,
            body.consenting_unit, names.get(body.region_id, ""), body.responsible_name, body.contact_name,
            body.contact_phone, body.address, body.founded_on.isoformat() if body.founded_on else "",
            "、".join(domain.name for domain in body.domains.all()), str(body.get_state_display()),
        )  # fmt: skip


def member_sheet(city: str, body: Body | None) -> Iterator[Sequence[str]]:
    """Everybody who belongs to an organisation now, by organisation and day of joining."""
    rows = Membership.objects.filter(city=city, left_on__isnull=True).select_related("body", "volunteer")
    if body is not None:
        rows = rows.filter(body=body)
    for row in rows.order_by("body__code", "joined_on", "id").iterator(chunk_size=AT_ONCE):
        yield (
            row.volunteer.number, row.volunteer.name, row.body.code, row.joined_on.isoformat(),
            "" if row.consent == MembershipConsent.EARLIER else "是", str(row.get_consent_display()),
        )  # fmt: skip
