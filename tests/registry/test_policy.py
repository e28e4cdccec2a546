"""Who may do what: an outsider, a member, an officer of the place, of another place, above it, and the centre."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from redvest.core.audit import GUEST, SYSTEM, Actor
from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.registry import policy
from redvest.registry.choices import Role
from redvest.registry.errors import NoVolunteerRecord
from redvest.registry.policy import GUEST_STANDING, SYSTEM_STANDING, GrantAt, Standing

CITY, YUSHUI, STREET, FENYI = "360500/", "360500/360502/", "360500/360502/360502001/", "360500/360521/"
BODY, OTHER_BODY = uuid4(), uuid4()


def standing(*grants: GrantAt, volunteer: UUID | None = None) -> Standing:
    return Standing(uuid4(), volunteer, "360500", "某人", grants)


MEMBER = standing()
CENTRE = standing(GrantAt(Role.CENTRE, region_path=CITY))
OFFICER = standing(GrantAt(Role.REGION_OFFICER, region_path=YUSHUI))
STREET_OFFICER = standing(GrantAt(Role.REGION_OFFICER, region_path=STREET))
NEIGHBOUR = standing(GrantAt(Role.REGION_OFFICER, region_path=FENYI))
HEAD = standing(GrantAt(Role.BODY_ADMIN, body_id=BODY, body_path=YUSHUI))
LEADER = standing(GrantAt(Role.ACTIVITY_LEADER, body_id=BODY, body_path=YUSHUI))
STRANGER = standing(GrantAt(Role.BODY_ADMIN, body_id=OTHER_BODY, body_path=YUSHUI))
GUEST_HERE = GUEST_STANDING("360500")
HOUSE = SYSTEM_STANDING("360500")
EVERYBODY = {
    "guest": GUEST_HERE, "member": MEMBER, "centre": CENTRE, "officer": OFFICER, "street": STREET_OFFICER,
    "neighbour": NEIGHBOUR, "head": HEAD, "leader": LEADER, "stranger": STRANGER, "house": HOUSE,
}  # fmt: skip


def those_who(may: object) -> set[str]:
    assert callable(may)
    return {name for name, by in EVERYBODY.items() if may(by)}


def test_a_place_is_governed_from_itself_and_from_above() -> None:
    assert those_who(lambda by: by.governs(STREET)) == {"centre", "officer", "street", "house"}
    assert those_who(lambda by: by.governs(YUSHUI)) == {"centre", "officer", "house"}
    assert those_who(lambda by: by.governs(CITY)) == {"centre", "house"}


def test_a_code_that_only_begins_alike_is_another_place() -> None:
    assert not OFFICER.governs("360500/3605021/")
    assert not OFFICER.governs("")
    assert not CENTRE.governs("410800/")


def test_a_body_is_administered_by_its_head_and_by_officers_of_its_place() -> None:
    assert those_who(lambda by: by.administers(BODY, YUSHUI)) == {"centre", "officer", "head", "house"}


def test_a_body_is_led_by_its_own_people_only() -> None:
    assert those_who(lambda by: by.leads(BODY)) == {"head", "leader"}


def test_staff_is_whoever_has_a_role() -> None:
    assert those_who(lambda by: by.is_staff) == set(EVERYBODY) - {"guest", "member"}
    assert those_who(lambda by: by.is_centre) == {"centre", "house"}


def test_signed_in_is_neither_the_guest_nor_the_house() -> None:
    assert those_who(lambda by: by.signed_in) == set(EVERYBODY) - {"guest", "house"}


def test_places_and_bodies_come_once_each() -> None:
    both = GrantAt(Role.BODY_ADMIN, body_id=BODY), GrantAt(Role.ACTIVITY_LEADER, body_id=BODY)
    many = standing(GrantAt(Role.REGION_OFFICER, region_path=YUSHUI), *both, GrantAt(Role.CENTRE, CITY))

    assert many.regions() == (YUSHUI, CITY)
    assert many.bodies() == (BODY,)


def test_how_the_audit_trail_names_them() -> None:
    assert MEMBER.account_id is not None
    assert Actor.person(MEMBER.account_id) == MEMBER.actor
    assert GUEST_HERE.actor == GUEST
    assert HOUSE.actor == SYSTEM


def test_a_guest_is_asked_to_sign_in_and_a_member_to_register() -> None:
    with pytest.raises(Unauthenticated):
        policy.require_member(GUEST_HERE)
    with pytest.raises(Unauthenticated):
        policy.require_volunteer(GUEST_HERE)
    with pytest.raises(NoVolunteerRecord):
        policy.require_volunteer(MEMBER)
    record = uuid4()
    assert policy.require_volunteer(standing(volunteer=record)) == record


@pytest.mark.parametrize(
    ("refused", "let_in"),
    [
        (lambda by: policy.require_staff(by), {"member", "guest"}),
        (lambda by: policy.require_centre(by), set(EVERYBODY) - {"centre", "house"}),
        (lambda by: policy.require_governs(by, YUSHUI), set(EVERYBODY) - {"centre", "officer", "house"}),
        (lambda by: policy.require_leads(by, BODY), set(EVERYBODY) - {"head", "leader"}),
        (
            lambda by: policy.require_administers(by, BODY, YUSHUI),
            set(EVERYBODY) - {"centre", "officer", "head", "house"},
        ),
    ],
)
def test_the_others_are_refused(refused: object, let_in: set[str]) -> None:
    assert callable(refused)
    for name, by in EVERYBODY.items():
        if name in let_in:
            with pytest.raises(NotAllowed):
                refused(by)
        else:
            refused(by)


def test_a_record_is_its_persons_and_the_officers_of_where_they_live() -> None:
    record = uuid4()
    policy.require_self_or_governs(standing(volunteer=record), record, STREET)
    policy.require_self_or_governs(OFFICER, record, STREET)
    for by in (GUEST_HERE, MEMBER, NEIGHBOUR, HEAD, standing(volunteer=uuid4())):
        with pytest.raises(NotAllowed):
            policy.require_self_or_governs(by, record, STREET)


@pytest.mark.parametrize(
    ("role", "path", "body", "givers"),
    [
        (Role.CENTRE, CITY, None, {"centre", "house"}),
        (Role.REGION_OFFICER, CITY, None, {"centre", "house"}),
        (Role.REGION_OFFICER, YUSHUI, None, {"centre", "house"}),
        (Role.REGION_OFFICER, STREET, None, {"centre", "house", "officer"}),
        (Role.REGION_OFFICER, None, None, set()),
        (Role.BODY_ADMIN, None, (BODY, YUSHUI), {"centre", "house", "officer", "head"}),
        (Role.ACTIVITY_LEADER, None, (BODY, YUSHUI), {"centre", "house", "officer", "head"}),
        (Role.ACTIVITY_LEADER, None, None, set()),
    ],
)
def test_roles_are_given_from_above(
    role: Role, path: str | None, body: tuple[UUID, str] | None, givers: set[str]
) -> None:
    assert those_who(lambda by: policy.may_give(by, role, region_path=path, body=body)) == givers


def test_a_head_speaks_for_the_body_and_no_officer_does() -> None:
    head = standing(GrantAt(Role.BODY_ADMIN, body_id=BODY, body_path=YUSHUI))
    policy.require_heads(head, BODY)
    for other in (
        standing(GrantAt(Role.BODY_ADMIN, body_id=OTHER_BODY, body_path=YUSHUI)),
        standing(GrantAt(Role.ACTIVITY_LEADER, body_id=BODY, body_path=YUSHUI)),
        standing(GrantAt(Role.REGION_OFFICER, YUSHUI)),
        standing(GrantAt(Role.CENTRE, CITY)),
        SYSTEM_STANDING("360500"),
        GUEST_STANDING("360500"),
    ):
        with pytest.raises(NotAllowed):
            policy.require_heads(other, BODY)
