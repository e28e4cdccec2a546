"""What stands against one person on one shift: which reason is told first, and the edges of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from redvest.registry.rules.availability import encode
from redvest.service.rules.roster.fit import against, beside_apart, bound_together, price, steps_between
from redvest.service.rules.roster.problem import Person, Shift, Terms, Weights, Wish
from tests.service.rules.roster.worlds import (
    FAR_OFF,
    HOME,
    MONDAY,
    NEXT_DOOR,
    at,
    person,
    problem,
    shift,
)

MORNING = shift("morning")
CARD = frozenset({"card"})


def told(who: Person, what: Shift = MORNING, **more: object) -> str:
    asked = problem([what], [who], **more)
    return against(asked, who, what)


def test_a_former_no_is_told_before_anything_else_and_only_for_that_shift() -> None:
    who = person("a", slots=encode(["tue-morning"]), wishes={"morning": Wish.CANNOT})
    assert told(who, refused=frozenset({("a", "morning")})) == "declined"
    assert told(who, refused=frozenset({("a", "evening"), ("b", "morning")})) == "said-no"


def test_ones_own_no_is_told_before_age_and_plans() -> None:
    busy = person(
        "a",
        wishes={"morning": Wish.CANNOT},
        held=((at(0, 9), at(0, 12)),),
        born_on=date(2020, 1, 1),
    )
    assert told(busy, replace(MORNING, min_age=18)) == "said-no"
    assert told(replace(busy, wishes={}), replace(MORNING, min_age=18)) == "too-young"
    assert told(replace(busy, wishes={})) == "busy"


def test_a_birthday_on_the_day_of_the_shift_counts() -> None:
    grown = replace(MORNING, min_age=18)
    assert told(person("a", born_on=date(2008, 9, 7)), grown) == ""
    assert told(person("a", born_on=date(2008, 9, 8)), grown) == "too-young"
    spry = replace(MORNING, max_age=70)
    assert told(person("a", born_on=date(1955, 9, 8)), spry) == ""
    assert told(person("a", born_on=date(1955, 9, 7)), spry) == "too-old"


def test_who_told_no_birthday_serves_where_no_age_is_asked() -> None:
    nameless = person("a", born_on=None)
    assert told(nameless) == ""
    assert told(nameless, replace(MORNING, max_age=70)) == "too-old"


def test_each_paper_is_asked_for_and_counts_to_its_last_day() -> None:
    both = replace(MORNING, papers=frozenset({"card", "course:1"}))
    assert told(person("a", papers={"card": None}), both) == "papers"
    assert told(person("a", papers={"card": None, "course:1": MONDAY}), both) == ""
    tomorrow = shift("tomorrow", 1, papers=CARD)
    assert told(person("a", papers={"card": MONDAY}), tomorrow) == "papers"


def test_what_ends_when_the_shift_begins_is_the_same_occasion() -> None:
    terms = Terms(rest_minutes=600)
    assert told(person("a", held=((at(0, 7), at(0, 9)),)), terms=terms) == ""
    assert told(person("a", held=((at(0, 7), at(0, 8, 59)),)), terms=terms) == "rest-time"
    assert told(person("a", held=((at(0, 11, 59), at(0, 13)),)), terms=terms) == "busy"


def test_rest_is_kept_from_the_evening_before() -> None:
    late = person("a", held=((at(-1, 18), at(-1, 23)),))
    assert told(late, terms=Terms(rest_minutes=600)) == ""  # ten hours until nine
    assert told(late, terms=Terms(rest_minutes=601)) == "rest-time"


def test_a_long_shift_alone_breaks_no_daily_limit() -> None:
    long = shift("long", hour=8, hours=10)
    terms = Terms(daily_minutes=480)
    assert told(person("a"), long, terms=terms) == ""
    assert told(person("a", held=((at(0, 19), at(0, 20)),)), long, terms=terms) == "daily-limit"
    assert told(person("a", held=((at(1, 8), at(1, 12)),)), long, terms=terms) == ""


def test_of_a_night_only_the_minutes_of_the_day_count() -> None:
    night = shift("night", hour=22, hours=6)  # two hours on Monday, four on Tuesday
    tuesday = person("a", held=((at(1, 10), at(1, 15)),))
    assert told(tuesday, night, terms=Terms(daily_minutes=540)) == ""
    assert told(tuesday, night, terms=Terms(daily_minutes=539)) == "daily-limit"


def test_the_grid_has_to_cover_all_parts_of_the_day_that_a_shift_touches() -> None:
    across = shift("across", hour=11, hours=2)
    assert told(person("a", slots=encode(["mon-morning"])), across) == "not-free"
    assert told(person("a", slots=encode(["mon-morning", "mon-afternoon"])), across) == ""


def test_on_a_holiday_the_holiday_row_of_the_grid_counts() -> None:
    on_mondays, on_holidays = (
        person("a", slots=encode(["mon-morning"])),
        person("b", slots=encode(["holiday-morning"])),
    )
    assert (told(on_mondays), told(on_holidays)) == ("", "not-free")
    off = frozenset({MONDAY})
    assert (told(on_mondays, holidays=off), told(on_holidays, holidays=off)) == ("not-free", "")


def test_a_word_of_ones_own_outweighs_the_grid_but_no_plans() -> None:
    eager = person("a", slots=encode(["tue-morning"]), wishes={"morning": Wish.CAN})
    assert told(eager) == ""
    assert told(replace(eager, held=((at(0, 9), at(0, 10)),))) == "busy"


def test_an_empty_grid_is_no_refusal() -> None:
    assert told(person("a", slots=0)) == ""


def test_who_is_apart_from_somebody_settled_cannot_come_in_either_order() -> None:
    settled = frozenset({("x", "morning")})
    for pair in (("a", "x"), ("x", "a")):
        assert told(person("a"), apart=(pair,), settled=settled) == "apart"
    assert told(person("a"), apart=(("a", "x"),), settled=frozenset({("x", "evening")})) == ""
    assert told(person("b"), apart=(("a", "x"),), settled=settled) == ""


def test_two_are_bound_until_one_of_them_is_there() -> None:
    asked = problem([MORNING], [person("a"), person("b")], settled=frozenset({("a", "morning")}))
    assert not bound_together(asked, "a", "b", "morning") and not bound_together(asked, "b", "a", "morning")
    assert bound_together(asked, "a", "b", "evening")
    assert not beside_apart(asked, "b", "morning")  # no pair is apart


def test_the_price_is_the_sum_of_what_speaks_against_somebody() -> None:
    weights = Weights(unsaid=1, free=10, skill=100, far=1000)
    photo = replace(MORNING, skills=frozenset({"photo", "drive"}))
    assert price(person("a", wishes={"morning": Wish.CAN}), MORNING, weights) == 0
    assert price(person("a"), MORNING, weights) == 10
    assert price(person("a", slots=0), MORNING, weights) == 1
    assert price(person("a"), photo, weights) == 110
    assert price(person("a", skills=frozenset({"drive"})), photo, weights) == 10
    assert price(person("a", region_path=NEXT_DOOR), MORNING, weights) == 1010
    assert price(person("a", slots=0, region_path=FAR_OFF), photo, weights) == 3101


def test_a_wish_for_another_shift_makes_this_one_no_cheaper() -> None:
    assert price(person("a", wishes={"evening": Wish.CAN}), MORNING, Weights()) == Weights().free


def test_steps_are_counted_from_the_place_not_from_the_home() -> None:
    district = "360500/360502/"
    assert steps_between(HOME, district) == 0  # who lives inside the district is there
    assert steps_between(district, HOME) == 2
    assert steps_between("410800/", HOME) == 4 and steps_between(HOME, "") == 4
