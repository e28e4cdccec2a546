"""The parts of a demo city without a database: chance, names, numbers, points, places, words."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.faces.ops.demo.chance import Keys, Weighted, array, source
from redvest.faces.ops.demo.names import person_name
from redvest.faces.ops.demo.numbers import CONTACT, GUARDIAN, LEADER, VOLUNTEER, CreditCodes, IdNumbers, phone
from redvest.faces.ops.demo.outline import inside, point_anywhere, point_near
from redvest.faces.ops.demo.people import SKILLS
from redvest.faces.ops.demo.places import Place
from redvest.faces.ops.demo.records import search_terms
from redvest.faces.ops.demo.size import CITIES
from redvest.faces.ops.demo.terrain import rings_of
from redvest.faces.ops.demo.topics import TOPICS
from redvest.registry.choices import IdType, Sex
from redvest.registry.queries.division import domain_lines
from redvest.registry.rules import credit_code, identity_number, names
from redvest.registry.rules import phone as phone_rule
from redvest.registry.rules.search_terms import volunteer_terms

SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
HOOK = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (3.0, 4.0), (3.0, 1.0), (0.0, 1.0)]


def test_the_same_seed_gives_the_same_stream_and_parts_do_not_share_one():
    assert source(7, "people").random() == source(7, "people").random()
    assert source(7, "people").random() != source(7, "teams").random()
    assert source(7, "people").random() != source(8, "people").random()


def test_keys_are_version_seven_rise_with_time_and_repeat_with_the_seed():
    first = [Keys(random.Random(1)).at_ms(ms) for ms in (1_000, 2_000, 3_000)]
    assert first == [Keys(random.Random(1)).at_ms(ms) for ms in (1_000, 2_000, 3_000)]
    keys = Keys(random.Random(1))
    rising = [keys.at_ms(ms) for ms in range(1, 2_000)]
    assert rising == sorted(set(rising))
    assert {key.version for key in rising} == {7}
    assert {key.variant for key in rising} == {"specified in RFC 4122"}


def test_a_key_as_text_is_the_same_key():
    assert (
        Keys(random.Random(3)).hex_at_ms(1_700_000_000_000)
        == Keys(random.Random(3)).at_ms(1_700_000_000_000).hex
    )


def test_weights_show_in_what_is_picked():
    counts = Counter(Weighted([("often", 9.0), ("seldom", 1.0)]).picks(random.Random(5), 10_000))
    assert 8_700 < counts["often"] < 9_300


def test_an_array_is_written_as_the_database_reads_it():
    assert array(["李", "lmx", "1990"]) == '{"李","lmx","1990"}'
    assert array([]) == "{}"


def test_names_are_han_with_the_pinyin_that_the_registry_would_give():
    rng = random.Random(11)
    for _ in range(400):
        name, reading = person_name(rng, rng.random() < 0.5)
        assert 2 <= len(name) <= 4
        assert reading.split()[0] == names.pinyin(name).split()[0]
        assert len(reading.split()) == len(name)


def test_many_people_are_called_differently():
    rng = random.Random(12)
    assert len({person_name(rng, True)[0] for _ in range(2_000)}) > 1_200


def test_search_terms_are_those_of_the_registry():
    rng, same = random.Random(13), 0
    for _ in range(300):
        name, reading = person_name(rng, rng.random() < 0.5)
        if reading == names.pinyin(name):  # a few pairs of characters are read otherwise together
            same += 1
            assert search_terms(name, reading, "360522104471", "0001") == volunteer_terms(
                name, "360522104471", "0001"
            )
    assert same > 280


def test_phones_are_well_formed_and_their_ranges_do_not_touch():
    for number in (1, LEADER, VOLUNTEER, GUARDIAN, CONTACT, 9_999_999):
        assert phone_rule.check(phone(number)) == phone(number)
        assert phone(number).startswith("1990")
    assert LEADER + 10 * 729 < VOLUNTEER
    assert VOLUNTEER + 10 * 186_000 < GUARDIAN
    assert GUARDIAN + 10 * 186_000 < CONTACT


@given(birth=st.dates(date(1930, 1, 1), date(2020, 12, 31)), male=st.booleans())
def test_id_numbers_pass_the_check_and_say_what_is_true(birth: date, male: bool):
    number, told = IdNumbers("360500").next(birth, male)
    facts = identity_number.check(IdType.RESIDENT_CARD, number, date(2026, 11, 22))
    assert facts.birth_on == told == birth
    assert facts.sex == (Sex.MALE if male else Sex.FEMALE)
    assert number.startswith("360599")  # a division that was never given out


def test_id_numbers_never_repeat_even_on_a_day_with_too_many_births():
    numbers = IdNumbers("360500")
    given_out = [numbers.next(date(1990, 5, 17), True) for _ in range(1_200)]
    assert len({number for number, _ in given_out}) == 1_200
    assert {born for _, born in given_out} == {date(1990, 5, 17), date(1990, 5, 16), date(1990, 5, 15)}


def test_credit_codes_pass_the_check_and_belong_to_nobody():
    codes, rng = CreditCodes("410800"), random.Random(2)
    given_out = [codes.next(rng, "51") for _ in range(500)]
    assert len(set(given_out)) == 500
    assert all(credit_code.check(code) == code and code[2:8] == "410899" for code in given_out)


def test_inside_follows_the_outline():
    assert inside(SQUARE, 2, 2)
    assert not inside(SQUARE, 5, 2)
    assert inside(HOOK, 3.5, 3)
    assert not inside(HOOK, 1, 3)


@given(seed=st.integers(0, 2_000))
def test_points_lie_in_the_outline(seed: int):
    rng = random.Random(seed)
    assert inside(HOOK, *point_anywhere(rng, HOOK))
    assert inside(HOOK, *point_near(rng, HOOK, (3.5, 3.0), 3.0))


def test_a_point_near_an_impossible_middle_is_the_middle():
    assert point_near(random.Random(1), SQUARE, (40.0, 40.0), 0.1) == (40.0, 40.0)


@pytest.mark.parametrize("city", sorted(CITIES))
def test_district_seats_lie_in_their_districts(city: str):
    figures = CITIES[city]
    rings = rings_of(figures)
    assert figures.code in rings
    assert all(inside(rings[code], *seat) for code, seat in figures.seats.items())


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("百花湖社区居民委员会", "百花湖社区"),
        ("龙州社区居委会", "龙州社区"),
        ("苗圃星城居民委员会", "苗圃星城社区"),
        ("平安路社区", "平安路社区"),
        ("下村村村民委员会", "下村村"),
        ("刘家村民委员会", "刘家村"),
        ("渝水区", "渝水区"),
    ],
)
def test_places_are_called_as_people_call_them(name: str, short: str):
    assert Place("1", name, "community", "360500/1/", "1", 0.0, 0.0, True).short == short


def test_every_topic_has_words_and_a_domain_in_both_cities():
    known = {line.key.split(":")[0]: set[str]() for line in domain_lines()}
    for line in domain_lines():
        known[line.key.split(":")[0]].add(line.name)
    assert {topic.names["xinyu"] for topic in TOPICS} == known["xinyu"]
    assert {topic.names["henan"] for topic in TOPICS} <= known["henan"]
    for topic in TOPICS:
        assert topic.projects
        assert topic.posts
        assert topic.risk.endswith("。")
        assert len(topic.occasions) >= 3
        assert all(len(title) <= 20 and what.endswith("。") for title, what in topic.occasions)


def test_skills_fit_their_column():
    assert all(len(skill) <= 200 for skill in SKILLS.things)
