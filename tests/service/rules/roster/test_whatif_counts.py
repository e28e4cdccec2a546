"""What if, in numbers: who is free, who can come at once, near homes and rare skills kept for where they are needed."""

from __future__ import annotations

from datetime import date

from redvest.service.rules.roster.whatif import Kind, Need, Seen, by_skill, by_time, fit, look_ahead

FIRST, SECOND = date(2026, 10, 1), date(2026, 10, 2)
MORNING, AFTERNOON, EVENING = 1, 2, 4
YUSHUI, FENYI = "360500/360502/", "360500/360521/"
AID = frozenset({"aid"})


def need(key: str, people: int = 1, *, day: date = FIRST, bits: int = MORNING, **more: str) -> Need:
    part = {MORNING: "morning", AFTERNOON: "afternoon"}.get(bits, "evening")
    return Need(key, day, part, people, bits, **more)


def counted(needs: list[Need], kinds: list[Kind], most_each: int = 1) -> dict[str, tuple[int, int, int]]:
    return {
        each.need.key: (each.free, each.filled, each.missing)
        for each in look_ahead(needs, kinds, most_each=most_each)
    }


def test_a_kind_fits_with_all_that_a_post_asks() -> None:
    both = Kind(1, MORNING | AFTERNOON, skills=AID, papers=frozenset({"card"}))
    assert fit(both, need("n", skill="aid", paper="card")) and fit(both, need("n"))
    assert not fit(both, need("n", skill="sing")) and not fit(both, need("n", paper="boat"))
    assert not fit(both, need("n", bits=EVENING)) and not fit(both, need("n", bits=MORNING | EVENING))
    assert not fit(Kind(1, 0), need("n"))


def test_free_counts_everybody_and_filled_no_more_than_needed() -> None:
    assert counted([need("n", 3)], [Kind(5, MORNING), Kind(4, AFTERNOON)]) == {"n": (5, 3, 0)}
    assert counted([need("n", 9)], [Kind(5, MORNING)]) == {"n": (5, 5, 4)}


def test_one_person_fills_one_post_a_day_though_free_all_day() -> None:
    found = counted([need("m"), need("a", bits=AFTERNOON), need("e", bits=EVENING)], [Kind(2, 7)], 9)
    assert [each[0] for each in found.values()] == [2, 2, 2]
    assert sum(each[1] for each in found.values()) == 2


def test_on_another_day_the_same_people_come_again_up_to_their_limit() -> None:
    days = [need("one", 2), need("two", 2, day=SECOND)]
    assert sum(each[1] for each in counted(days, [Kind(2, MORNING)], 1).values()) == 2
    assert counted(days, [Kind(2, MORNING)], 2) == {"one": (2, 2, 0), "two": (2, 2, 0)}


def test_who_has_the_skill_is_left_for_where_it_is_asked() -> None:
    kinds = [Kind(1, MORNING, skills=AID), Kind(1, MORNING)]
    assert counted([need("any"), need("aid", skill="aid")], kinds) == {"any": (2, 1, 0), "aid": (1, 1, 0)}
    alone = counted([need("any"), need("aid", skill="aid")], kinds[:1])
    assert alone["any"][1] + alone["aid"][1] == 1


def test_places_are_more_than_near_homes() -> None:
    needs = [need("here", region_path=YUSHUI), need("there", region_path=FENYI)]
    kinds = [Kind(1, MORNING, region_path=FENYI), Kind(1, MORNING, region_path=FENYI)]
    assert counted(needs, kinds) == {"here": (2, 1, 0), "there": (2, 1, 0)}


def test_a_rare_time_is_not_lost_to_who_could_come_at_another() -> None:
    kinds = [Kind(1, MORNING | AFTERNOON), Kind(1, MORNING)]
    assert counted([need("m"), need("a", bits=AFTERNOON)], kinds) == {"m": (2, 1, 0), "a": (1, 1, 0)}


def test_no_kind_that_fits_leaves_all_missing() -> None:
    assert counted([need("n", 4, skill="aid")], [Kind(9, MORNING)]) == {"n": (0, 0, 4)}


def test_a_city_of_people_is_counted_by_kinds() -> None:
    kinds = [Kind(50_000, MORNING), Kind(30_000, AFTERNOON, skills=AID)]
    found = counted([need("m", 999), need("a", 999, bits=AFTERNOON, skill="aid")], kinds, 3)
    assert found == {"m": (50_000, 999, 0), "a": (30_000, 999, 0)}


def test_what_is_missing_is_summed_by_what_is_asked_and_when() -> None:
    seen = [
        Seen(need("a", 5), 2, 2), Seen(need("b", 4, bits=AFTERNOON, skill="aid"), 1, 1),
        Seen(need("c", 2, day=SECOND, paper="card"), 0, 0), Seen(need("d", 2, day=SECOND), 9, 2),
        Seen(need("e", 1, day=SECOND, skill="aid"), 0, 0),
    ]  # fmt: skip
    assert by_skill(seen) == {"": 3, "aid": 4, "card": 2}
    assert by_time(seen) == {(FIRST, "afternoon"): 3, (FIRST, "morning"): 3, (SECOND, "morning"): 3}
    assert by_skill(seen[3:4]) == {} and by_time(seen[3:4]) == {}
