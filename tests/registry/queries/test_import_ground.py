"""What an import of members starts from: the organisations somebody may fill, the people whom a file names."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.registry.choices import BodyState, Role, VolunteerState
from redvest.registry.models import Account
from redvest.registry.policy import GUEST_STANDING, SYSTEM_STANDING
from redvest.registry.queries.import_ground import Person, header_in, people_named, run_bodies
from redvest.registry.rules.sheet_members import SHAPE
from redvest.registry.rules.volunteer_number import grouped
from tests.factories import registry as make
from tests.factories.registry import CITY
from tests.factories.workbook import workbook
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db
TITLES = ["志愿者编号", "姓名"]


def named(tmp_path: Path, *numbers: str) -> dict[str, Person]:
    path = workbook(tmp_path / "成员.xlsx", TITLES, [[number, "某某"] for number in numbers])
    return people_named(CITY, path, header_in(path, SHAPE))


def test_the_people_of_a_file_and_no_others(tmp_path: Path) -> None:
    here, rests = make.make_volunteer(), make.make_volunteer(state=VolunteerState.SUSPENDED)
    make.make_volunteer()
    abroad = make.make_volunteer(city="410800", region=make.make_other_city())
    found = named(tmp_path, here.number, grouped(rests.number), abroad.number, "360599999999", "", "无")
    assert found.keys() == {here.number, rests.number}
    assert found[here.number] == Person(here.pk, frozenset({here.name}), True, here.region_path)
    assert not found[rests.number].active


def test_a_merged_number_leads_to_who_lives_on(tmp_path: Path) -> None:
    old, kept = two_records()
    merged(old, kept)
    found = named(tmp_path, old.number, kept.number)
    assert {each.key for each in found.values()} == {kept.pk}
    assert found[old.number].active and found[old.number].names == {old.name, kept.name}


def test_who_lives_nowhere_counts_for_the_city(tmp_path: Path) -> None:
    person = make.make_volunteer()
    person.region, person.region_path = None, ""
    person.save()
    assert named(tmp_path, person.number)[person.number].path == f"{CITY}/"


@pytest.mark.parametrize("count", [1, 3])
def test_they_are_read_at_once(tmp_path: Path, count: int) -> None:
    numbers = [make.make_volunteer().number for _ in range(count)]
    with CaptureQueriesContext(connection) as spent:
        assert len(named(tmp_path, *numbers)) == count
    assert len(spent) == 1


def test_the_organisations_that_somebody_may_fill() -> None:
    tree = make.make_region_tree()
    here, far = make.make_body(region=tree.baihua), make.make_body(region=tree.fenyi)
    make.make_body(region=tree.baihua, state=BodyState.SUSPENDED)
    make.make_body(city="410800", region=make.make_other_city())
    every = {here.code: here.pk, far.code: far.pk}
    assert run_bodies(SYSTEM_STANDING(CITY)) == run_bodies(make.make_centre()) == every
    assert run_bodies(make.make_officer()) == {here.code: here.pk}
    assert run_bodies(make.make_body_admin(far)) == {far.code: far.pk}
    for nobody in (make.make_leader(far), make.make_member(), GUEST_STANDING(CITY)):
        assert run_bodies(nobody) == {}


def test_a_head_who_is_an_officer_too_fills_both() -> None:
    tree = make.make_region_tree()
    here, far = make.make_body(region=tree.baihua), make.make_body(region=tree.fenyi)
    account = make.make_account()
    make.make_grant(account=account, role=Role.BODY_ADMIN, body=far)
    make.make_grant(account=account, role=Role.REGION_OFFICER, region=tree.yushui)
    by = make.standing_of(Account.objects.get(pk=account.pk))
    assert run_bodies(by) == {here.code: here.pk, far.code: far.pk}
