"""The register of a loaded demo city: exact counts, valid people, bodies and stations."""

from __future__ import annotations

from collections import Counter

import pytest
from django.contrib.auth.hashers import check_password
from django.db.models import Count, F, Q

from redvest.core.clock import day_of
from redvest.core.models import AuditLine, Installation
from redvest.faces.ops.demo.logins import PASSWORD
from redvest.faces.ops.demo.outline import inside
from redvest.faces.ops.demo.size import XINYU
from redvest.faces.ops.demo.terrain import rings_of
from redvest.registry.actions.number import number_key, take_numbers
from redvest.registry.choices import (
    BodyKind,
    BodyState,
    ConsentPurpose,
    IdType,
    RealNameState,
    Role,
    TeamKind,
)
from redvest.registry.models import (
    Account,
    Body,
    Consent,
    Grant,
    Guardian,
    Membership,
    Region,
    Station,
    Volunteer,
)
from redvest.registry.queries import secret
from redvest.registry.rules import credit_code, identity_number
from redvest.registry.rules.age import age_on
from redvest.registry.rules.search_terms import body_terms
from redvest.registry.rules.volunteer_number import is_valid

pytestmark = pytest.mark.django_db


def test_the_counts_are_exact(xinyu):
    assert Volunteer.objects.filter(state="active", real_name_state=RealNameState.CHECKED).count() == 2_355
    assert Volunteer.objects.count() == 2_355
    assert Body.objects.filter(state=BodyState.ACTIVE).count() == 15
    assert Station.objects.count() == 58
    assert Station.objects.values("region").distinct().count() == 58


def test_loading_answers_with_the_headline_numbers(xinyu):
    told = {
        key: xinyu.answer[key]
        for key in ("volunteers", "organizations", "projects", "service_hours", "stations")
    }
    assert told == {
        "volunteers": 2_355,
        "organizations": 15,
        "projects": 105,
        "service_hours": 57_325,
        "stations": 58,
    }
    assert xinyu.answer["city"] == "360500"
    assert xinyu.answer["population"] == 1_178_000


def test_the_installation_knows_what_it_holds_and_the_load_is_on_record(xinyu):
    assert Installation.objects.get().demo
    assert Installation.objects.get().loaded == {"city": "xinyu", "seed": 7, "volunteers": 2_355}
    assert AuditLine.objects.filter(verb="load_demo").count() == 1


def test_id_numbers_are_valid_fictitious_and_agree_with_birth_and_sex(xinyu):
    for person in Volunteer.objects.all()[:400]:
        number = secret.open_sealed(person.id_sealed, context=secret.VOLUNTEER_ID)
        facts = identity_number.check(IdType.RESIDENT_CARD, number, day_of(xinyu.at))
        assert (facts.birth_on, facts.sex) == (person.birth_on, person.sex)
        assert number.startswith("360599")
        assert bytes(person.id_hash) == secret.id_hash(IdType.RESIDENT_CARD, number)


def test_phones_open_with_their_own_context_and_are_found_by_their_hash(xinyu):
    for person in Volunteer.objects.select_related("account")[:100]:
        phone = secret.open_sealed(person.phone_sealed, context=secret.VOLUNTEER_PHONE)
        assert phone.startswith("1990")
        assert bytes(person.phone_hash) == secret.phone_hash(phone)
        assert person.phone_tail == phone[-4:]
        assert secret.open_sealed(person.account.phone_sealed, context=secret.ACCOUNT_PHONE) == phone


def test_nothing_that_must_be_one_of_a_kind_repeats(xinyu):
    for field in ("id_hash", "number", "phone_hash", "account"):
        assert Volunteer.objects.values(field).distinct().count() == 2_355, field
    assert Account.objects.values("phone_hash").distinct().count() == Account.objects.count()


def test_volunteer_numbers_are_valid_and_go_on_where_the_load_ended(xinyu):
    numbers = set(Volunteer.objects.values_list("number", flat=True))
    assert all(is_valid(number) and number.startswith("3605") for number in numbers)
    assert not numbers & set(take_numbers(city="360500", count=50))
    assert len(number_key()) == 32


def test_ages_run_from_eight_to_eighty_eight_and_most_are_grown_up(xinyu):
    today = day_of(xinyu.at)
    ages = [age_on(person.birth_on, today) for person in Volunteer.objects.only("birth_on")]
    assert min(ages) >= 8
    assert max(ages) <= 88
    assert 0.04 < sum(age < 18 for age in ages) / len(ages) < 0.13
    assert sum(age >= 60 for age in ages) > 100


def test_nobody_registered_before_the_age_of_six_or_in_the_future(xinyu):
    for person in Volunteer.objects.only("birth_on", "registered_at"):
        assert age_on(person.birth_on, day_of(person.registered_at)) >= 6
        assert person.registered_at < xinyu.at
        assert person.registered_at.year >= 2012


def test_every_minor_and_nobody_else_has_a_guardian_who_agreed(xinyu):
    today = day_of(xinyu.at)
    minors = {
        person.pk for person in Volunteer.objects.only("birth_on") if age_on(person.birth_on, today) < 18
    }
    assert set(Guardian.objects.values_list("volunteer_id", flat=True)) == minors
    assert not Guardian.objects.filter(agreed_at__isnull=True).exists()
    agreed = Consent.objects.filter(purpose=ConsentPurpose.GUARDIAN, given_by_guardian=True)
    assert set(agreed.values_list("volunteer_id", flat=True)) == minors


def test_children_under_fourteen_have_the_separate_consent_for_their_data(xinyu):
    today = day_of(xinyu.at)
    young = {
        person.pk for person in Volunteer.objects.only("birth_on") if age_on(person.birth_on, today) < 14
    }
    assert young
    agreed = Consent.objects.filter(purpose=ConsentPurpose.MINOR_DATA)
    assert set(agreed.values_list("volunteer_id", flat=True)) == young


def test_everybody_agreed_to_be_registered_and_minors_are_never_published(xinyu):
    assert Consent.objects.filter(purpose=ConsentPurpose.REGISTRATION).count() == 2_355
    published = Consent.objects.filter(purpose=ConsentPurpose.PUBLISH_NAME)
    assert published.count() > 300
    assert not published.filter(volunteer__guardians__isnull=False).exists()


def test_people_live_in_communities_of_both_districts_most_of_them_in_town(xinyu):
    homes = Counter(Volunteer.objects.values_list("region__path", flat=True))
    assert all(path.count("/") == 4 for path in homes)
    yushui = sum(count for path, count in homes.items() if path.startswith("360500/360502/"))
    assert 0.55 < yushui / 2_355 < 0.9
    assert not Volunteer.objects.exclude(region_path=F("region__path")).exists()


def test_everybody_names_one_to_four_domains_of_the_citys_own(xinyu):
    counted = Volunteer.objects.annotate(n=Count("domains"))
    assert not counted.filter(Q(n__lt=1) | Q(n__gt=4)).exists()
    assert not Volunteer.objects.exclude(domains__scheme="xinyu").exists()


def test_bodies_are_of_all_nine_kinds_and_legal_ones_have_valid_codes(xinyu):
    assert set(Body.objects.filter(state=BodyState.ACTIVE).values_list("team_kind", flat=True)) == set(
        TeamKind.values
    )
    for body in Body.objects.all():
        if body.kind == BodyKind.CONSENTED_TEAM:
            assert body.credit_code == ""
            assert body.consenting_unit
        else:
            assert credit_code.check(body.credit_code)[2:8] == "360599"
        assert body.search == body_terms(body.name, body.code)
        assert body.region_path == body.region.path


def test_some_bodies_wait_for_an_answer_beside_those_that_count(xinyu):
    waiting = Body.objects.filter(state=BodyState.APPLIED)
    assert waiting.count() == 3
    assert all(body.applied_at < xinyu.at and body.decided_at is None for body in waiting)


def test_each_active_body_has_one_leader_and_the_places_have_their_officers(xinyu):
    led = Grant.objects.filter(role=Role.BODY_ADMIN)
    assert set(led.values_list("body_id", flat=True)) == set(
        Body.objects.filter(state=BodyState.ACTIVE).values_list("id", flat=True)
    )
    districts = Region.objects.filter(city="360500", level__in=("district", "zone"))
    officers = Grant.objects.filter(role=Role.REGION_OFFICER)
    assert set(officers.values_list("region_id", flat=True)) == set(districts.values_list("code", flat=True))
    assert Grant.objects.get(role=Role.CENTRE).region_id == "360500"


def test_everybody_at_this_scale_can_sign_in(xinyu):
    assert not Volunteer.objects.filter(account__isnull=True).exists()
    account = Account.objects.filter(volunteer__isnull=False).first()
    assert account is not None
    assert check_password(PASSWORD, account.password)
    assert not check_password("something-else", account.password)


def test_everybody_belongs_somewhere_and_nobody_joined_before_registering(xinyu):
    assert set(Membership.objects.values_list("volunteer_id", flat=True)) == set(
        Volunteer.objects.values_list("id", flat=True)
    )
    for member in Membership.objects.select_related("volunteer", "body")[:500]:
        assert member.joined_on >= member.volunteer.registered_at.date()
        assert member.joined_on >= member.body.founded_on


def test_stations_stand_in_their_communities_districts(xinyu):
    rings = rings_of(XINYU)
    for station in Station.objects.select_related("region"):
        assert station.region.level == "community"
        assert "村民" not in station.region.name
        assert inside(rings[station.region.path.split("/")[1]], station.lon, station.lat)
        assert station.opened_on < day_of(xinyu.at)
