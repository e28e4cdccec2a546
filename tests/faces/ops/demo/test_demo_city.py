"""A whole demo city on paper, in both cities and on awkward days: nothing is written, so every rule can be asked of all."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from redvest.core.clock import CHINA, day_of
from redvest.faces.ops.demo.bodies import body_rows
from redvest.faces.ops.demo.chance import Keys
from redvest.faces.ops.demo.city import APPLICANTS, City, draw_city
from redvest.faces.ops.demo.history import MOST_PEOPLE, OWN_SHARE, SETTLED_DAYS, recent
from redvest.faces.ops.demo.hours import IMPORTED_AS, OwnHours, imported
from redvest.faces.ops.demo.names import person_name, surname_of
from redvest.faces.ops.demo.numbers import LEADER, phone
from redvest.faces.ops.demo.occasions import SLOTS
from redvest.faces.ops.demo.outline import inside
from redvest.faces.ops.demo.people import ADULT, FIRST_DAY, consent_rows, domain_rows
from redvest.faces.ops.demo.places import Place, Places, read_places, station_communities, station_rows
from redvest.faces.ops.demo.projects import project_rows
from redvest.faces.ops.demo.records import guardian_rows
from redvest.faces.ops.demo.size import CITIES, Figures, sized
from redvest.faces.ops.demo.staff import leaders, staff_accounts
from redvest.faces.ops.demo.terrain import rings_of
from redvest.registry.choices import BodyKind, ConsentPurpose, IdType, Role, Sex
from redvest.registry.queries import secret
from redvest.registry.queries.division import divisions_of
from redvest.registry.rules import credit_code, identity_number
from redvest.registry.rules.age import AgeGates, age_on, verdict
from redvest.service.choices import ActivityState, ProjectState

LATE = datetime(2026, 3, 4, 16, 30, tzinfo=UTC)  # half past midnight on the fifth in China
LEAP = datetime(2028, 2, 29, 4, 0, tzinfo=UTC)
NEW_YEAR = datetime(2026, 1, 1, 1, 0, tzinfo=UTC)
WORLDS = [("xinyu", 7, LATE), ("jiaozuo", 11, LEAP), ("xinyu", 3, NEW_YEAR)]
SCALE = 0.004


@cache
def regions(key: str) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (each.code, each.name, each.level.value, each.path) for each in divisions_of(CITIES[key].code)
    )


@cache
def drawn(key: str, seed: int, at: datetime) -> City:
    figures = CITIES[key]
    return draw_city(figures, sized(figures, SCALE), seed, at, regions(key), rings_of(figures))


@pytest.fixture(params=WORLDS, ids=lambda world: f"{world[0]}-{world[1]}-{world[2]:%m%d}")
def city(request: pytest.FixtureRequest) -> City:
    return drawn(*request.param)


def places_of(key: str, seed: int = 7) -> tuple[Figures, Places]:
    figures = CITIES[key]
    return figures, read_places(random.Random(seed), figures, regions(key), rings_of(figures))


# Sameness


def outline(city: City) -> tuple[object, ...]:
    """Enough of a city to tell two apart."""
    return (
        [(each.id, each.name, each.number, each.place.code, each.registered_at) for each in city.people],
        [(each.id, each.name, each.code, each.leader_name, tuple(each.joined)) for each in city.teams],
        [(each.id, each.title, each.starts_at, len(each.people)) for each in city.history],
        [(each.id, each.name, each.starts_on) for each in city.projects.all],
        [(each.account_id, each.name, each.phone) for each in city.officers],
        [(each.code, each.lon, each.lat) for each in city.places.communities], city.memberships,
    )  # fmt: skip


@pytest.mark.parametrize("key", CITIES)
def test_the_same_words_draw_the_same_city_and_another_seed_another(key: str) -> None:
    figures, size = CITIES[key], sized(CITIES[key], SCALE)
    again = draw_city(figures, size, 7, LATE, regions(key), rings_of(figures))
    shuffled = draw_city(figures, size, 7, LATE, regions(key)[::-1], rings_of(figures))
    first = outline(drawn(key, 7, LATE))
    assert outline(again) == first
    assert outline(shuffled) == first  # the database may give the regions in any order
    other = outline(drawn(key, 8, LATE))
    assert all(mine != theirs for mine, theirs in zip(first, other, strict=True))


def test_everything_has_a_key_of_its_own(city: City) -> None:
    keys = [
        each.id for each in (*city.people, *city.teams, *city.applicants, *city.projects.all, *city.history)
    ]
    keys += [each.account_id for each in city.people if each.account_id] + [
        each.account_id for each in city.officers
    ]
    keys += [job.id for each in city.history for job in each.jobs] + [each.leader_id for each in city.teams]
    assert len(set(keys)) == len(keys)


# People


def test_numbers_birth_dates_ages_and_sexes_agree(city: City) -> None:
    on = day_of(city.at)
    for person in city.people:
        facts = identity_number.check(IdType.RESIDENT_CARD, person.number, on)
        assert facts.birth_on == person.birth_on
        assert facts.sex == (Sex.MALE if person.male else Sex.FEMALE)
        assert age_on(person.birth_on, on) == person.age
        assert 8 <= person.age <= 88
        assert person.number[:6] == city.code[:4] + "99"
    assert len({person.number for person in city.people}) == len(city.people) == city.size.volunteers


def test_everybody_was_old_enough_when_they_registered_and_nobody_comes_from_the_future(city: City) -> None:
    for person in city.people:
        day = day_of(person.registered_at)
        assert verdict(AgeGates(), person.birth_on, day).may_register, person
        assert FIRST_DAY <= day <= day_of(city.at)
        assert person.registered_at < city.at


def test_people_are_counted_in_the_order_of_registration_and_keys_tell_the_moment(city: City) -> None:
    moments = [person.registered_at for person in city.people]
    assert moments == sorted(moments)
    assert [person.serial for person in city.people] == list(range(len(city.people)))
    for person in city.people:
        assert person.id.int >> 80 == int(person.registered_at.timestamp() * 1000)
        assert person.hex == person.id.hex


def test_consents_follow_the_age(city: City) -> None:
    given: dict[str, set[str]] = defaultdict(set)
    for who, purpose, _, _, by_guardian in consent_rows(random.Random(1), city.people):
        given[who].add(purpose)
        assert by_guardian == (next(each for each in city.people if each.hex == who).age < ADULT)
    for person in city.people:
        mine = given[person.hex]
        assert "registration" in mine
        assert ("guardian" in mine) == (person.age < 18)
        assert ("minor-data" in mine) == (person.age < 14)
        assert person.age >= 18 or mine <= {"registration", "guardian", "minor-data"}
        assert mine <= {purpose.value for purpose in ConsentPurpose}


def test_domains_are_one_to_four_and_never_twice(city: City) -> None:
    keys = [f"xinyu:{turn:02d}" for turn in range(1, 13)]
    counts: Counter[str] = Counter()
    rows = list(domain_rows(random.Random(2), city.people, keys))
    assert len(set(rows)) == len(rows)
    counts.update(who for who, _ in rows)
    assert set(counts) == {person.hex for person in city.people}
    assert set(counts.values()) <= {1, 2, 3, 4}


def test_guardians_are_there_for_minors_only_and_fathers_share_the_whole_family_name(city: City) -> None:
    by_id = {person.id: person for person in city.people}
    rows = list(guardian_rows(random.Random(3), city.people))
    assert {row[0] for row in rows} == {person.id for person in city.people if person.age < ADULT}
    for who, name, relation, sealed, _, tail, agreed_at in rows:
        child = by_id[who]
        assert relation in {"父亲", "母亲"}
        if relation == "父亲":
            assert surname_of(name) == surname_of(child.name)
        number = secret.open_sealed(sealed, context=secret.GUARDIAN_PHONE)
        assert (number[:4], number[-4:]) == ("1990", tail)
        assert agreed_at == child.registered_at


def test_the_father_of_a_child_with_a_compound_name_has_it_too(city: City) -> None:
    children = [replace(person, name="欧阳明霞") for person in city.people if person.age < ADULT]
    fathers = [row[1] for row in guardian_rows(random.Random(3), children) if row[2] == "父亲"]
    assert fathers
    assert all(name.startswith("欧阳") and len(name) == 3 for name in fathers)


@pytest.mark.parametrize(
    ("name", "surname"),
    [("欧阳明霞", "欧阳"), ("上官云", "上官"), ("李明霞", "李"), ("习远", "习"), ("司马林", "司马")],
)
def test_compound_family_names_stay_whole(name: str, surname: str) -> None:
    assert surname_of(name) == surname


def test_names_of_men_and_women_differ_in_kind() -> None:
    men = {person_name(random.Random(turn), True)[0][-1] for turn in range(400)}
    women = {person_name(random.Random(turn), False)[0][-1] for turn in range(400)}
    assert len(men & women) < min(len(men), len(women)) / 3


# Places


@pytest.mark.parametrize("key", CITIES)
def test_every_place_has_a_point_inside_the_outline_of_its_district(key: str) -> None:
    figures, places = places_of(key)
    rings = rings_of(figures)
    for place in (*places.districts, *places.streets, *places.communities):
        assert inside(rings.get(place.district, rings[figures.code]), place.lon, place.lat), place


@pytest.mark.parametrize("key", CITIES)
def test_every_region_is_a_place_once_and_paths_lead_to_the_city(key: str) -> None:
    figures, places = places_of(key)
    every = [places.city, *places.districts, *places.streets, *places.communities]
    assert Counter(place.code for place in every) == Counter(code for code, *_ in regions(key))
    for place in every:
        assert place.path.startswith(f"{figures.code}/")
        assert place.path.endswith(f"{place.code}/")
        assert place.district in place.path


@pytest.mark.parametrize("key", CITIES)
def test_communities_in_town_lie_near_their_street(key: str) -> None:
    _, places = places_of(key)
    streets = {place.code: place for place in places.streets}
    for place in places.communities:
        street = streets[place.path.strip("/").split("/")[-2]]
        spread = 0.0121 if place.urban else 0.0301
        assert abs(place.lon - street.lon) <= spread
        assert abs(place.lat - street.lat) <= spread


@pytest.mark.parametrize(("key", "seed"), [("xinyu", 1), ("jiaozuo", 1), ("xinyu", 99)])
def test_stations_stand_in_different_communities_town_first_never_in_a_village(key: str, seed: int) -> None:
    figures, places = places_of(key)
    sites = station_communities(random.Random(seed), places, figures.stations)
    assert len({site.code for site in sites}) == len(sites) == 58
    assert all("村民" not in site.name for site in sites)
    town = sum(1 for place in places.communities if place.urban)
    assert sum(1 for site in sites if site.urban) == min(58, town)
    assert [site.code for site in sites] == sorted(site.code for site in sites)


def test_a_station_stands_in_each_chosen_community_and_all_have_opened() -> None:
    _, places = places_of("xinyu")
    today = date(2026, 3, 5)
    sites = station_communities(random.Random(5), places, 58)
    rows = station_rows(random.Random(6), Keys(random.Random(7)), sites, today)
    assert len(rows) == 58
    for row, site in zip(rows, sites, strict=True):
        assert (row[1], row[2], row[5], row[6]) == ("360500", site.code, site.lon, site.lat)
        assert site.short in row[3]
        assert date(2012, 3, 5) <= row[7] <= today


def test_more_happens_in_town_than_in_the_country_and_a_leaf_is_near_itself() -> None:
    _, places = places_of("xinyu")
    near = Counter(place.code for place in places.near(places.city))
    assert {near[place.code] for place in places.communities if place.urban} == {8}
    assert {near[place.code] for place in places.communities if not place.urban} == {1}
    empty = Place("3605Z9", "新区", "zone", "360500/3605Z9/", "3605Z9", 114.9, 27.8, False)
    assert places.near(empty) == [empty]


# Organisations


def test_credit_codes_belong_to_legal_persons_only_and_none_comes_twice(city: City) -> None:
    rows = list(body_rows(random.Random(4), city.teams, city.applicants, city.code, city.at))
    codes = [row[6] for row in rows if row[6]]
    assert len(set(codes)) == len(codes)
    for row in rows:
        kind, credit, unit = row[4], row[6], row[7]
        if kind == BodyKind.CONSENTED_TEAM.value:
            assert (credit, bool(unit)) == ("", True)
        else:
            assert credit_code.check(credit) == credit
            assert credit[2:8] == city.code[:4] + "99"
            assert credit.startswith("52" if kind == BodyKind.LEGAL_PERSON.value else "51")
            assert unit == ""


def test_applicants_wait_and_the_others_were_decided_before_now(city: City) -> None:
    rows = list(body_rows(random.Random(4), city.teams, city.applicants, city.code, city.at))
    waiting = rows[len(city.teams) :]
    assert len(waiting) == APPLICANTS
    assert {(row[15], row[18]) for row in waiting} == {("applied", None)}
    for row in rows:
        assert row[17] <= city.at
    for row in rows[: len(city.teams)]:
        assert row[15] == "active"
        assert row[17] < row[18] <= city.at


def test_no_two_teams_of_a_place_have_one_name_and_all_were_founded(city: City) -> None:
    names = [(team.place.code, team.name) for team in (*city.teams, *city.applicants)]
    assert len(set(names)) == len(names)
    assert len({team.code for team in (*city.teams, *city.applicants)}) == len(names)
    for team in city.teams:
        assert date(2006, 1, 1) <= team.founded_on < day_of(city.at)


def test_nobody_joined_before_registering_or_before_there_was_a_team(city: City) -> None:
    by_hex = {person.hex: person for person in city.people}
    founded = {team.id.hex: team.founded_on for team in city.teams}
    belongs: dict[str, list[str]] = defaultdict(list)
    for where, team, who, joined, *_consent in city.memberships:
        assert where == city.code
        assert date.fromisoformat(joined) <= day_of(city.at)
        assert date.fromisoformat(joined) >= founded[team]
        assert date.fromisoformat(joined) > by_hex[who].registered_at.date() or date.fromisoformat(
            joined
        ) == day_of(city.at) - timedelta(days=1)
        belongs[who].append(team)
    assert set(belongs) == set(by_hex)
    assert all(len(set(teams)) == len(teams) <= 2 for teams in belongs.values())


def test_members_stand_in_the_order_of_joining(city: City) -> None:
    for team in city.teams:
        assert team.joined == sorted(team.joined)
        assert len(team.joined) == len(team.members)


def test_leaders_and_officers_have_phones_of_their_own_ranges(city: City) -> None:
    staff = [*city.officers, *leaders(city.teams)]
    assert len({each.phone for each in staff}) == len(staff)
    assert [each.role for each in city.officers] == [
        Role.CENTRE,
        *[Role.REGION_OFFICER] * len(city.places.districts),
    ]
    assert [each.phone for each in leaders(city.teams)] == [
        phone(LEADER + turn) for turn in range(len(city.teams))
    ]
    rows = list(staff_accounts(staff, city.code, "hash"))
    assert [row[0] for row in rows] == [each.account_id for each in staff]
    assert {row[1] for row in rows} == {city.code}
    assert {(row[3], row[8]) for row in rows} == {("hash", True)}


# Projects, activities, hours


def test_every_team_has_a_project_and_projects_begin_after_their_team(city: City) -> None:
    assert len(city.projects.all) == city.size.projects
    assert {each.team.turn for each in city.projects.all} == set(range(len(city.teams)))
    for each in city.projects.all:
        assert each.team.founded_on <= each.starts_on <= day_of(city.at)


def test_projects_that_have_ended_end_after_they_began_and_codes_are_one_each(city: City) -> None:
    key = city.figures.scheme
    domains = {each.topic.names[key]: f"{key}:01" for each in city.projects.all}
    rows = list(project_rows(city.projects.all, city.code, domains, key, day_of(city.at)))
    assert len({row[2] for row in rows}) == len(rows)
    for row in rows:
        assert (row[13] == ProjectState.CLOSED.value) == (row[12] is not None)
        assert row[12] is None or row[11] < row[12] <= day_of(city.at)


def test_activities_fit_their_slots_and_lie_in_the_past(city: City) -> None:
    lengths = dict(SLOTS)
    last = day_of(city.at) - timedelta(days=SETTLED_DAYS)
    for each in city.history:
        begins = each.starts_at.astimezone(CHINA)
        assert each.minutes <= lengths[begins.time().replace(tzinfo=None)]
        assert day_of(each.starts_at) <= last
        assert each.created_at < each.starts_at
        assert each.state == ActivityState.CLOSED
        assert each.recorded_at is not None
        assert each.ends_at < each.recorded_at < city.at
        assert 1 <= len(each.people) <= MOST_PEOPLE
        assert each.jobs[0].places >= len(each.people)


def test_nobody_is_in_two_places_at_once_or_serves_with_a_team_before_joining(city: City) -> None:
    seen: set[tuple[int, datetime]] = set()
    joined = {
        (team.turn, person.serial): day
        for team in city.teams
        for day, person in zip(reversed(team.joined), reversed(team.members), strict=True)
    }
    for each in city.history:
        for person in each.people:
            assert (person.serial, each.starts_at) not in seen
            seen.add((person.serial, each.starts_at))
            assert joined[each.team.turn, person.serial] <= day_of(each.starts_at).toordinal()


def test_own_hours_stay_below_their_share_and_imported_ones_fill_it_exactly(city: City) -> None:
    assert 0.5 * city.size.minutes < city.own_minutes <= OWN_SHARE * city.size.minutes
    missing = city.size.minutes - city.own_minutes
    salts = {person.id: bytes(16) for person in city.people}
    by = city.officers[0].account_id
    batches = list(imported(random.Random(9), city.teams, missing, city.code, by, day_of(city.at), salts))
    assert sum(batch.alike.minutes for batch in batches) == missing
    for batch in batches:
        assert batch.alike.title == IMPORTED_AS
        assert batch.alike.minutes > 0
        assert batch.alike.service_on < batch.recorded_at.date()
        assert batch.recorded_at < city.at
        assert [(line.grade, line.proofs) for line in batch.lines] == [("D", ("imported",))]


def test_each_entry_of_an_activity_has_the_proofs_of_its_grade_and_c_a_second_officer(city: City) -> None:
    salts = {person.id: bytes(16) for person in city.people}
    own = OwnHours(random.Random(8), city.code, city.second_officers, salts)
    officers = {each.account_id.hex for each in city.officers}
    grades: Counter[str] = Counter()
    for each in city.history:
        batch = own.of(each)
        assert [line.volunteer for line in batch.lines] == [person.hex for person in each.people]
        for line in batch.lines:
            grades[line.grade] += 1
            assert len(line.proofs) == {"A": 2, "B": 1, "C": 1}[line.grade]
            assert (line.proofs == ("leader-tick",)) == (line.grade == "C")
            assert (line.second_officer in officers) == (line.grade == "C")
    assert set(grades) == {"A", "B", "C"}
    assert grades["A"] > grades["B"] > grades["C"]


def test_recent_activities_are_those_of_the_last_ninety_days(city: City) -> None:
    new = recent(city.history, city.at)
    for each in city.history:
        assert (each.id in new) == (each.starts_at >= city.at - timedelta(days=90))


def test_the_second_officer_is_the_districts_own_and_elsewhere_the_centres(city: City) -> None:
    found = city.second_officers
    assert found[""] == city.officers[0].account_id
    for officer, place in zip(city.officers[1:], city.places.districts, strict=True):
        assert found[place.code] == officer.account_id
