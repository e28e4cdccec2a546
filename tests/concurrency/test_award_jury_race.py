"""Two at one vote, one seat, one seal, one result: each happens once, and nothing slips in after it."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.core.models import AuditLine
from redvest.honour.actions.award_freeze import freeze_result
from redvest.honour.actions.award_jury import (
    appoint_juror,
    declare_recusal,
    release_juror,
    score_entry,
    seal_scores,
)
from redvest.honour.actions.award_vote import cast_vote, decide_vote, set_votes_aside
from redvest.honour.award_jury_errors import DossierUnknown, JurorTwice, JuryReasonMissing, ScoresSealed
from redvest.honour.award_vote_errors import VotedAlready, VoteNotOpen, VoteSettled
from redvest.honour.choices import EditionState
from redvest.honour.models import AwardEdition, AwardFreeze, AwardJuror, AwardScore, AwardVote
from redvest.registry.actions.merge import ask_merge, confirm_merge
from tests.factories.award_jury import (
    DAY,
    end_vote,
    juror_account,
    juror_standing,
    make_category,
    make_entry,
    make_judged,
    make_juror,
    make_vote,
)
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_centre, make_officer, make_volunteer, volunteer_standing
from tests.honour.actions.test_award_vote import foreigner

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_person_votes_once_at_once() -> None:
    category = make_category(make_judged(state=EditionState.VOTING))
    by = volunteer_standing(make_volunteer())
    cast = partial(cast_vote, by=by, network=b"n", device=b"d", at=NOW)
    found = at_once(*(partial(cast, nomination_id=make_entry(category).pk) for _ in range(3)))
    assert sum(isinstance(each, AwardVote) for each in found) == 1
    assert sum(isinstance(each, VotedAlready) for each in found) == 2
    assert AwardVote.objects.count() == AuditLine.objects.filter(verb="cast_vote").count() == 1


def test_two_records_that_become_one_count_once() -> None:
    """Both vote while they are merged: whatever comes first, one vote counts in the end."""
    for _ in range(3):
        entry = make_entry(make_category(make_judged(state=EditionState.VOTING)))
        old, lives = foreigner(), make_volunteer()
        link = ask_merge(
            by=make_officer(), merged_id=old.pk, survivor_id=lives.pk, reason="同名同电话", at=NOW
        )
        cast = partial(cast_vote, nomination_id=entry.pk, network=b"n", device=b"d", at=NOW)
        at_once(
            partial(cast, by=volunteer_standing(old)),
            partial(confirm_merge, by=volunteer_standing(lives), merge_id=link.pk, at=NOW),
            partial(cast, by=volunteer_standing(lives)),
        )
        set_votes_aside(edition_id=entry.edition_id, at=NOW)
        assert AwardVote.objects.filter(nomination=entry, set_aside="").count() == 1


def test_a_vote_and_the_end_of_the_vote_meet_each_other() -> None:
    for _ in range(4):
        entry = make_entry(make_category(make_judged(state=EditionState.VOTING)))
        rows = AwardEdition.objects.filter(pk=entry.edition_id)
        cast, _closed = at_once(
            partial(
                cast_vote, by=volunteer_standing(make_volunteer()), nomination_id=entry.pk, network=b"n", device=b"d", at=NOW
            ),
            partial(rows.update, state=EditionState.JUDGING),
        )  # fmt: skip
        assert isinstance(cast, AwardVote | VoteNotOpen)
        assert AwardVote.objects.filter(nomination=entry).count() == isinstance(cast, AwardVote)


def test_points_and_the_seal_meet_each_other() -> None:
    """Either the other thought is in what was sealed, or it is refused."""
    for _ in range(4):
        entry = make_entry(make_category(make_judged()))
        juror = make_juror(entry.edition)
        by, where = juror_standing(juror), {"edition_id": entry.edition_id, "at": NOW}
        score_entry(by=by, nomination_id=entry.pk, points={"deeds": 1, "effect": 1}, **where)  # type: ignore[arg-type]
        scored, sealed = at_once(
            partial(score_entry, by=by, nomination_id=entry.pk, points={"deeds": 9, "effect": 1}, **where),
            partial(seal_scores, by=by, **where),
        )
        assert isinstance(sealed, AwardJuror)
        assert AwardScore.objects.filter(juror=juror).count() == (
            2 if isinstance(scored, ScoresSealed) else 3
        )


def test_points_and_a_recusal_meet_each_other() -> None:
    for _ in range(3):
        entry = make_entry(make_category(make_judged()))
        juror = make_juror(entry.edition)
        by, where = juror_standing(juror), {"edition_id": entry.edition_id, "at": NOW}
        scored, _stepped = at_once(
            partial(score_entry, by=by, nomination_id=entry.pk, points={"deeds": 9, "effect": 1}, **where),
            partial(declare_recusal, by=by, nomination_id=entry.pk, reason="同事", **where),
        )
        assert AwardScore.objects.filter(juror=juror).count() == (
            0 if isinstance(scored, DossierUnknown) else 2
        )


def test_points_and_a_release_meet_each_other() -> None:
    for nth in range(6):
        entry = make_entry(make_category(make_judged()))
        juror = make_juror(entry.edition)
        scored, released = at_once(
            partial(
                score_entry, by=juror_standing(juror), edition_id=entry.edition_id, nomination_id=entry.pk,
                points={"deeds": nth, "effect": 1}, at=NOW,
            ),
            partial(release_juror, by=make_centre(), juror_id=juror.pk, reason="住院了", at=NOW),
        )  # fmt: skip
        assert isinstance(released, AwardJuror)
        assert AwardScore.objects.filter(juror=juror).count() == (
            0 if isinstance(scored, ScoresSealed) else 2
        )


def test_one_seat_and_one_release() -> None:
    edition, person = make_judged(), juror_account()
    seat = partial(appoint_juror, edition_id=edition.pk, account_id=person.pk, at=NOW)
    found = at_once(partial(seat, by=make_centre()), partial(seat, by=make_centre()))
    assert sum(isinstance(each, JurorTwice) for each in found) == 1
    juror = AwardJuror.objects.get()
    release = partial(release_juror, juror_id=juror.pk, reason="住院了", at=NOW)
    found = at_once(partial(release, by=make_centre()), partial(release, by=make_centre()))
    assert sum(isinstance(each, ScoresSealed) for each in found) == 1
    assert AuditLine.objects.filter(verb="release_juror").count() == 1


def test_different_people_at_once_get_different_pseudonyms() -> None:
    edition = make_judged()
    seats = [
        partial(appoint_juror, by=make_centre(), edition_id=edition.pk, account_id=juror_account().pk, at=NOW)
        for _ in range(3)
    ]
    at_once(*seats)
    assert set(AwardJuror.objects.values_list("pseudonym", flat=True)) == {"评委1", "评委2", "评委3"}


def test_a_result_is_frozen_once() -> None:
    entry = make_entry(make_category(make_judged()))
    for _ in range(3):
        by = juror_standing(make_juror(entry.edition))
        score_entry(
            by=by,
            edition_id=entry.edition_id,
            nomination_id=entry.pk,
            points={"deeds": 9, "effect": 1},
            at=NOW,
        )
        seal_scores(by=by, edition_id=entry.edition_id, at=NOW)
    freeze = partial(freeze_result, edition_id=entry.edition_id, at=NOW)
    found = at_once(partial(freeze, by=make_centre()), partial(freeze, by=make_centre()))
    assert sum(isinstance(each, AwardFreeze) for each in found) == 1
    assert sum(isinstance(each, JuryReasonMissing) for each in found) == 1
    assert AwardFreeze.objects.count() == 1


def test_a_decision_on_a_vote_and_the_freeze_meet_each_other() -> None:
    for _ in range(3):
        edition = make_judged(state=EditionState.VOTING)
        entry = make_entry(make_category(edition))
        vote = make_vote(entry, at=NOW - DAY)
        jurors = [make_juror(edition) for _ in range(3)]
        end_vote(edition)
        for juror in jurors:
            by = juror_standing(juror)
            score_entry(
                by=by, edition_id=edition.pk, nomination_id=entry.pk, points={"deeds": 9, "effect": 1}, at=NOW
            )
            seal_scores(by=by, edition_id=edition.pk, at=NOW)
        freeze, decided = at_once(
            partial(freeze_result, by=make_centre(), edition_id=edition.pk, at=NOW),
            partial(decide_vote, by=make_centre(), key=vote.pk, count=False, words="不是本人", at=NOW),
        )
        assert isinstance(freeze, AwardFreeze)
        assert freeze.results.get().votes == (1 if isinstance(decided, VoteSettled) else 0)
        vote.refresh_from_db()
        assert (vote.set_aside == "") == isinstance(decided, VoteSettled)
