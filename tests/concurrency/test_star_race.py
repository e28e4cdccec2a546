"""Two at one star: asked for once, decided once, granted once, and no objection is passed by."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.core.models import AuditLine
from redvest.honour.actions import star_publicity
from redvest.honour.actions.star import apply_star, decide_star, withdraw_star
from redvest.honour.actions.star_publicity import grant_due_stars, object_to_star
from redvest.honour.actions.star_review import flag_stars
from redvest.honour.choices import StarState
from redvest.honour.models import StarAward, StarObjection
from redvest.honour.star_errors import StarAlreadyAsked, StarMoved, StarNotPublic
from redvest.registry.actions.leaving import erase_due
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Erasure, Message
from tests.concurrency.moves import later, slowly
from tests.factories.race import at_once
from tests.factories.registry import (
    CITY,
    NOW,
    make_centre,
    make_member,
    make_officer,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.star import DAY, make_star, serve

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NOW + 7 * DAY


def test_asked_for_twice_at_once_it_is_asked_for_once() -> None:
    person = make_volunteer()
    serve(person, 100)
    ask = partial(apply_star, by=volunteer_standing(person), level=1, at=NOW)
    found = at_once(ask, ask, ask)
    assert sum(isinstance(each, StarAward) for each in found) == 1
    assert sum(isinstance(each, StarAlreadyAsked) for each in found) == 2
    assert StarAward.objects.count() == 1


def test_two_officers_decide_once() -> None:
    person = make_volunteer()
    serve(person, 100)
    award = make_star(volunteer=person)
    found = at_once(
        partial(decide_star, by=make_officer(), key=award.pk, grant=True, at=NOW),
        partial(decide_star, by=make_centre(), key=award.pk, grant=False, reason="还要核对", at=NOW),
    )
    assert sum(isinstance(each, StarMoved) for each in found) == 1
    assert AuditLine.objects.filter(verb="decide_star").count() == 1
    assert Message.objects.filter(account=person.account).count() == 1


def test_two_workers_grant_once() -> None:
    people = [make_volunteer() for _ in range(4)]
    for each in people:
        serve(each, 100)
        make_star(volunteer=each, state=StarState.IN_PUBLICITY)
    run = partial(grant_due_stars, city=CITY, at=AFTER)
    assert sum(at_once(run, run, run)) == 4  # type: ignore[arg-type]
    assert AuditLine.objects.filter(verb="grant_star").count() == Message.objects.count() == 4


def test_an_objection_and_a_grant_meet_each_other() -> None:
    """Whichever comes first: nothing is granted while an objection is open, and nothing granted is objected to."""
    for _ in range(4):
        person = make_volunteer()
        serve(person, 100)
        award = make_star(volunteer=person, state=StarState.IN_PUBLICITY)
        said, granted = at_once(
            partial(object_to_star, by=make_member(), key=award.pk, words="那天没来", at=NOW),
            partial(grant_due_stars, city=CITY, at=AFTER),
        )
        award.refresh_from_db()
        if isinstance(said, StarObjection):
            assert award.state == StarState.IN_PUBLICITY and granted == 0
        else:
            assert isinstance(said, StarNotPublic) and award.state == StarState.GRANTED


def test_a_grant_and_a_withdrawal_meet_each_other() -> None:
    person = make_volunteer()
    serve(person, 100)
    award = make_star(volunteer=person, state=StarState.IN_PUBLICITY)
    taken, granted = at_once(
        partial(withdraw_star, by=volunteer_standing(person), key=award.pk, at=AFTER),
        partial(grant_due_stars, city=CITY, at=AFTER),
    )
    award.refresh_from_db()
    if isinstance(taken, StarAward):
        assert award.state == StarState.WITHDRAWN and award.granted_at is None and granted == 0
    else:
        assert isinstance(taken, StarMoved) and award.state == StarState.GRANTED


def test_an_erasing_and_a_grant_meet_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither waits for the other: the person first, then the star."""
    monkeypatch.setattr(star_publicity, "flag_if_short", slowly(star_publicity.flag_if_short, 0.5))
    for wait in (0.0, 0.2):
        person = make_volunteer()
        serve(person, 100)
        award = make_star(volunteer=person, state=StarState.IN_PUBLICITY)
        Erasure.objects.create(city=CITY, volunteer=person, asked_at=NOW, due_at=NOW + DAY)
        erased, granted = at_once(
            later(wait, partial(erase_due, at=AFTER)), partial(grant_due_stars, city=CITY, at=AFTER)
        )
        award.refresh_from_db()
        person.refresh_from_db()
        assert (erased, person.state) == (1, VolunteerState.ERASED)
        assert award.state == (StarState.GRANTED if granted == 1 else StarState.WITHDRAWN), granted


def test_a_flag_is_raised_once() -> None:
    person = make_volunteer()
    make_star(volunteer=person, state=StarState.GRANTED)
    look = partial(flag_stars, volunteer_id=person.pk, at=NOW)
    assert sum(at_once(look, look, look)) == 1  # type: ignore[arg-type]
    assert AuditLine.objects.filter(verb="flag_star").count() == 1
