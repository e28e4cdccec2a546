"""Several at one award: one nomination each, no more winners than places, and no step passes another by."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.core.models import AuditLine
from redvest.honour.actions.award_publicity import object_to_award
from redvest.honour.actions.award_result import choose_winners, decide_edition
from redvest.honour.actions.award_step import close_nominations
from redvest.honour.actions.nomination import nominate, stand, withdraw_nomination
from redvest.honour.award_errors import AwardNotPublic, EditionMoved, EditionNotReady
from redvest.honour.choices import EditionState, NominationState
from redvest.honour.models import (
    AwardCategory,
    AwardEdition,
    AwardNomination,
    AwardObjection,
    AwardSeconding,
)
from redvest.honour.nomination_errors import NominatedAlready, NominationMoved, NominationsClosed
from redvest.honour.queries.nomination import Named
from tests.factories.award import DAY, WORDS, make_category, make_edition, make_nomination
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_centre, make_member, make_volunteer, volunteer_standing

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "余文明办〔2026〕3 号"


def test_nominated_by_several_at_once_it_is_one_nomination_with_seconds() -> None:
    person, category = make_volunteer(), make_category()
    named = Named(person.number, person.name)
    put = [
        partial(
            nominate, by=volunteer_standing(make_volunteer()), edition=category.edition_id, category=category.pk,
            named=named, words=WORDS, at=NOW,
        )
        for _ in range(4)
    ]  # fmt: skip
    found = at_once(*put)
    assert len({each.pk for each in found if isinstance(each, AwardNomination)}) == 1
    assert AwardNomination.objects.count() == 1 and AwardSeconding.objects.count() == 3


def test_standing_twice_at_once_is_standing_once() -> None:
    person, category = make_volunteer(), make_category()
    put = partial(
        stand, by=volunteer_standing(person), edition=category.edition_id, category=category.pk, nominee=person,
        words=WORDS, at=NOW,
    )  # fmt: skip
    found = at_once(put, put, put)
    assert sum(isinstance(each, NominatedAlready) for each in found) == 2
    assert AwardNomination.objects.count() == 1


def test_closing_and_a_nomination_meet_each_other() -> None:
    """The last day is over for one and not for the other clock: nothing comes in after it was closed."""
    for _ in range(3):
        person, category = make_volunteer(), make_category()
        stood, closed = at_once(
            partial(
                stand, by=volunteer_standing(person), edition=category.edition_id, category=category.pk,
                nominee=person, words=WORDS, at=NOW,
            ),
            partial(close_nominations, by=make_centre(), key=category.edition_id, at=NOW + 9 * DAY),
        )  # fmt: skip
        assert isinstance(closed, AwardEdition)
        came = AwardNomination.objects.filter(category=category).exists()
        assert came == isinstance(stood, AwardNomination) and (came or isinstance(stood, NominationsClosed))


def test_winners_chosen_by_two_at_once_are_one_choice() -> None:
    """Never a mixture of both, never more than places, and the count tells the rows."""
    edition = make_edition(state=EditionState.JUDGING)
    category = make_category(edition=edition, places=2)
    rows = [make_nomination(category=category, state=NominationState.QUALIFIED).pk for _ in range(4)]
    centres = [make_centre(), make_centre()]
    at_once(
        partial(choose_winners, by=centres[0], key=edition.pk, nominations=rows[:2], at=NOW),
        partial(choose_winners, by=centres[1], key=edition.pk, nominations=rows[2:], at=NOW),
    )
    chosen = set(AwardNomination.objects.filter(state=NominationState.CHOSEN).values_list("pk", flat=True))
    assert chosen in (set(rows[:2]), set(rows[2:]))
    assert AwardCategory.objects.get().chosen == 2


def test_a_choice_and_a_withdrawal_meet_each_other() -> None:
    edition = make_edition(state=EditionState.JUDGING)
    category, person = make_category(edition=edition, places=1), make_volunteer()
    made = make_nomination(category=category, volunteer=person, state=NominationState.QUALIFIED)
    at_once(
        partial(choose_winners, by=make_centre(), key=edition.pk, nominations=[made.pk], at=NOW),
        partial(withdraw_nomination, by=volunteer_standing(person), key=made.pk, at=NOW),
    )
    made.refresh_from_db()
    assert made.state == NominationState.WITHDRAWN and AwardCategory.objects.get().chosen == 0


def test_withdrawn_twice_at_once_frees_one_place() -> None:
    edition = make_edition(state=EditionState.PUBLICITY)
    category, person = make_category(edition=edition, places=3), make_volunteer()
    made = make_nomination(category=category, volunteer=person, state=NominationState.CHOSEN)
    make_nomination(category=category, state=NominationState.CHOSEN)
    take = partial(withdraw_nomination, by=volunteer_standing(person), key=made.pk, at=NOW)
    found = at_once(take, take, take)
    assert sum(isinstance(each, NominationMoved) for each in found) == 2
    assert AwardCategory.objects.get().chosen == 1


def test_an_objection_and_a_decision_meet_each_other() -> None:
    """Whichever comes first: nothing is decided while an objection is open, and nothing decided is objected to."""
    for _ in range(4):
        edition = make_edition(state=EditionState.PUBLICITY)
        winner = make_nomination(category=make_category(edition=edition), state=NominationState.CHOSEN)
        said, decided = at_once(
            partial(
                object_to_award,
                by=make_member(),
                edition=edition.pk,
                nomination=winner.pk,
                words="不实",
                at=NOW,
            ),
            partial(
                decide_edition, by=make_centre(), key=edition.pk, document_number=NUMBER, at=NOW + 7 * DAY
            ),
        )
        edition.refresh_from_db()
        if isinstance(said, AwardObjection):
            assert isinstance(decided, EditionNotReady) and edition.state == EditionState.PUBLICITY
        else:
            assert isinstance(said, AwardNotPublic) and edition.state == EditionState.DECIDED


def test_decided_once() -> None:
    edition = make_edition(state=EditionState.PUBLICITY)
    make_nomination(category=make_category(edition=edition), state=NominationState.CHOSEN)
    step = [
        partial(decide_edition, by=make_centre(), key=edition.pk, document_number=NUMBER, at=NOW + 7 * DAY)
        for _ in range(3)
    ]
    found = at_once(*step)
    assert sum(isinstance(each, EditionMoved) for each in found) == 2
    assert AuditLine.objects.filter(verb="decide_edition").count() == 1
