"""What a certificate is worth: by its entries and the log, never by what its own row says."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.registry.models import Body, Volunteer
from redvest.service.actions.certificate import issue_certificate, revoke_certificate
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.actions.ledger import erase_salt
from redvest.service.actions.log import beat
from redvest.service.choices import Grade
from redvest.service.models import Certificate, HoursEntry
from redvest.service.queries.certificate_truth import Truth, stands, truth_of
from redvest.service.queries.erasure import erasures_of, left_behind, soundly_erased
from redvest.service.queries.log import facts_of
from redvest.service.rules.ledger import canonical, digest_of
from tests.factories import registry
from tests.factories.log import tamper
from tests.factories.registry import CITY, NOW
from tests.factories.service import HOUR, make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Volunteer:
    return registry.make_volunteer(name="李明霞")


@pytest.fixture
def team() -> Body:
    return registry.make_body(name="黎明脚步志愿队")


def recorded(person: Volunteer, team: Body, *minutes: int, grade: Grade = Grade.B) -> list[HoursEntry]:
    """Entries of one person, each on its own afternoon."""
    return [
        make_entry(
            volunteer=person, body=team, minutes=each, grade=grade, starts_at=NOW - (48 + 24 * day) * HOUR
        )
        for day, each in enumerate(minutes)
    ]


def issued(person: Volunteer, team: Body) -> Certificate:
    by = registry.volunteer_standing(person)
    return issue_certificate(by=by, volunteer=person, body=team, at=NOW)


def rewritten(certificate: Certificate, **changed: Any) -> Certificate:
    """The row as whoever rules the database wrote it anew."""
    Certificate.objects.filter(pk=certificate.pk).update(**changed)
    return Certificate.objects.get(pk=certificate.pk)


def test_entries_that_wait_for_the_sealer_are_neither_proven_nor_wrong(person: Volunteer, team: Body) -> None:
    recorded(person, team, 41, 60)
    certificate = issued(person, team)
    truth = truth_of(certificate)
    assert (truth.waiting, truth.wrong, truth.voided) == (2, 0, 0)
    assert truth.sound and truth.in_log is None
    assert stands(certificate, truth)  # it can be relied on before the next head


def test_sealed_entries_are_in_the_log_and_summed_by_grade(person: Volunteer, team: Body) -> None:
    recorded(person, team, 41, 60)
    make_entry(volunteer=person, body=team, minutes=30, grade=Grade.D, starts_at=NOW - 200 * HOUR)
    certificate = issued(person, team)
    beat(city=CITY, at=NOW)
    truth = truth_of(certificate)
    assert truth == Truth({"B": 101, "D": 30}, voided=0, waiting=0, wrong=0, agrees=True)
    assert truth.in_log is True and stands(certificate, truth)


def test_one_that_waits_makes_the_whole_wait(person: Volunteer, team: Body) -> None:
    recorded(person, team, 41)
    beat(city=CITY, at=NOW)
    make_entry(volunteer=person, body=team, minutes=60, starts_at=NOW - 100 * HOUR)
    truth = truth_of(issued(person, team))
    assert truth.waiting == 1 and truth.in_log is None


@pytest.mark.parametrize(
    "typed",
    [{"A": 0, "B": 42, "C": 0, "D": 0}, {"A": 41}, {"B": 41, "A": 1}, {}, {"B": 0}],
)
def test_minutes_typed_into_the_row_are_not_believed(
    person: Volunteer, team: Body, typed: dict[str, int]
) -> None:
    recorded(person, team, 41)
    certificate = rewritten(issued(person, team), minutes_by_grade=typed)
    beat(city=CITY, at=NOW)
    truth = truth_of(certificate)
    assert (truth.agrees, truth.wrong, truth.in_log) == (False, 0, False)
    assert truth.minutes_by_grade == {"B": 41}  # what the ledger has, whatever the row says
    assert not stands(certificate, truth)


def test_a_grade_without_minutes_need_not_be_written_in_the_row(person: Volunteer, team: Body) -> None:
    recorded(person, team, 41)
    assert truth_of(rewritten(issued(person, team), minutes_by_grade={"B": 41})).agrees


def test_a_certificate_that_was_given_to_somebody_else_is_worth_nothing(
    person: Volunteer, team: Body
) -> None:
    recorded(person, team, 41)
    certificate = issued(person, team)
    for changed in ({"volunteer": registry.make_volunteer()}, {"body": registry.make_body()}):
        moved = rewritten(certificate, **changed)
        truth = truth_of(moved)
        assert truth.minutes_by_grade == {"B": 41} and not truth.agrees
        assert truth.in_log is False and not stands(moved, truth)
        rewritten(certificate, volunteer=person, body=team)
    assert stands(rewritten(certificate, volunteer=person, body=team), truth_of(certificate))


def test_a_certificate_without_entries_is_worth_nothing(person: Volunteer, team: Body) -> None:
    recorded(person, team, 41)
    certificate = issued(person, team)
    certificate.lines.all().delete()
    for said in ({"B": 41}, {}):
        found = rewritten(certificate, minutes_by_grade=said)
        truth = truth_of(found)
        assert truth.minutes_by_grade == {} and not truth.sound and not stands(found, truth)


def test_a_void_stays_a_void_after_the_row_was_made_valid_again(person: Volunteer, team: Body) -> None:
    first, _second = recorded(person, team, 41, 60)
    certificate = issued(person, team)
    void_entry(by=registry.make_body_admin(team), entry=first, reason="没有到场", at=NOW)
    beat(city=CITY, at=NOW)

    forged = rewritten(certificate, state="valid", revoked_at=None, revoked_reason="")
    truth = truth_of(forged)
    assert truth.voided == 1 and truth.in_log is True  # each entry is in the log, one is taken back
    assert not stands(forged, truth)


def test_a_corrected_entry_counts_as_voided_and_a_new_certificate_stands(
    person: Volunteer, team: Body
) -> None:
    (entry,) = recorded(person, team, 60)
    old = issued(person, team)
    by = registry.make_body_admin(team)
    correct_entry(by=by, entry=entry, minutes=50, reason="早走了", at=NOW)
    old.refresh_from_db()
    assert truth_of(old).voided == 1 and not stands(old, truth_of(old))
    new = issued(person, team)
    assert truth_of(new).minutes_by_grade == {"B": 50} and stands(new, truth_of(new))


def test_one_taken_back_by_hand_does_not_stand_though_its_entries_are_sound(
    person: Volunteer, team: Body
) -> None:
    recorded(person, team, 41)
    certificate = issued(person, team)
    revoke_certificate(by=registry.make_officer(), certificate=certificate, reason="开错了单位", at=NOW)
    certificate.refresh_from_db()
    truth = truth_of(certificate)
    assert truth.sound and not truth.voided and not stands(certificate, truth)


@pytest.mark.parametrize("sealed", [False, True])
def test_an_altered_entry_is_wrong_even_where_the_row_was_altered_to_fit(
    person: Volunteer, team: Body, sealed: bool
) -> None:
    recorded(person, team, 41)
    certificate = issued(person, team)
    if sealed:
        beat(city=CITY, at=NOW)
    tamper("UPDATE service_hoursentry SET minutes = 4000")
    forged = rewritten(certificate, minutes_by_grade={"B": 4000})
    truth = truth_of(forged)
    assert (truth.agrees, truth.wrong, truth.sound, truth.in_log) == (True, 1, False, False)
    assert not stands(forged, truth)


@pytest.mark.parametrize("count", [1, 3])
def test_the_truth_of_few_and_of_more_entries_takes_the_same_queries(
    person: Volunteer, team: Body, django_assert_num_queries: Any, count: int
) -> None:
    recorded(person, team, *range(41, 41 + count))
    certificate = issued(person, team)
    with django_assert_num_queries(6):
        truth_of(certificate)


# ---- after an erasure


def erased(person: Volunteer) -> HoursEntry:
    assert erase_salt(by=registry.make_centre(), volunteer=person, reason="本人要求", at=NOW)
    return HoursEntry.objects.get(kind="erasure", volunteer=person)


def test_an_erasure_holds_the_digest_of_what_stays_behind(person: Volunteer, team: Body) -> None:
    entries = recorded(person, team, 41, 60, 75)
    recorded(registry.make_volunteer(), team, 20)  # somebody else's hours are not in it
    in_order = sorted(
        HoursEntry.objects.filter(pk__in=[each.pk for each in entries]), key=lambda each: each.pk
    )
    expected = digest_of(canonical(facts_of(each)) for each in in_order)

    said = erased(person)

    assert said.source == expected == left_behind(person.pk)
    assert (said.minutes, said.kind, soundly_erased(person.pk)) == (0, "erasure", True)


def test_who_was_never_erased_is_not_soundly_erased(person: Volunteer, team: Body) -> None:
    assert not soundly_erased(person.pk) and left_behind(person.pk) == digest_of([])
    recorded(person, team, 41)
    assert not soundly_erased(person.pk) and erasures_of(CITY) == {}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE service_hoursentry SET minutes = minutes + 1 WHERE kind <> 'erasure'",
        "UPDATE service_hoursentry SET title = '陪诊' WHERE kind <> 'erasure'",
        "DELETE FROM service_hoursentry WHERE minutes = 60",
        "UPDATE service_hoursentry SET source = repeat('0', 64) WHERE kind = 'erasure'",
        "DELETE FROM service_hoursentry WHERE kind = 'erasure'",
    ],
)
def test_what_an_erased_person_left_behind_is_held_to_its_digest(
    person: Volunteer, team: Body, change: str
) -> None:
    recorded(person, team, 41, 60)
    erased(person)
    assert soundly_erased(person.pk)
    assert tamper(change)
    assert not soundly_erased(person.pk)


def test_a_certificate_outlives_the_erasure_and_not_a_change_behind_it(person: Volunteer, team: Body) -> None:
    recorded(person, team, 41)
    certificate = issued(person, team)
    beat(city=CITY, at=NOW)
    erased(person)
    assert truth_of(certificate).sound and truth_of(certificate).in_log is True

    tamper("UPDATE service_hoursentry SET grade = 'A' WHERE kind <> 'erasure'")
    forged = rewritten(certificate, minutes_by_grade={"A": 41})
    assert (truth_of(forged).agrees, truth_of(forged).wrong) == (True, 1)
    assert not stands(forged, truth_of(forged))


def test_erasures_are_listed_by_person_and_by_city(person: Volunteer, team: Body) -> None:
    other = registry.make_volunteer()
    for each in (person, other):
        recorded(each, team, 41)
    assert erasures_of(CITY) == {}
    said = {each.pk: erased(each) for each in (person, other)}
    assert erasures_of(CITY) == said
    assert erasures_of("410800") == {}
