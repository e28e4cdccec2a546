"""An edition goes from step to step, each when what it promised holds; a step out of turn changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redvest.core.models import AuditLine
from redvest.honour.actions.award_step import (
    archive_edition,
    call_off_edition,
    close_nominations,
    open_edition,
    open_judging,
    open_voting,
)
from redvest.honour.award_errors import AwardReasonMissing, EditionMoved, EditionNotReady, EditionUnknown
from redvest.honour.choices import EditionState, NominationState
from redvest.honour.models import AwardEdition
from redvest.honour.rules.award_edition import BEFORE_DECISION
from redvest.registry.models import Message
from tests.factories.award import DAY, make_category, make_edition, make_nomination
from tests.factories.registry import NOW, make_body, make_body_admin, make_centre, make_member, make_officer

pytestmark = pytest.mark.django_db
Step = Callable[..., AwardEdition]
STEPS: dict[Step, tuple[EditionState, ...]] = {
    open_edition: (EditionState.DRAFT,),
    close_nominations: (EditionState.NOMINATING,),
    open_voting: (EditionState.CHECKING,),
    open_judging: (EditionState.CHECKING, EditionState.VOTING),
    archive_edition: (EditionState.CONFERRED,),
}


def state_of(edition: AwardEdition) -> str:
    edition.refresh_from_db()
    return edition.state


@pytest.mark.parametrize("step", STEPS, ids=lambda each: each.__name__)
def test_no_step_out_of_turn_and_none_by_who_does_not_run_it(step: Step) -> None:
    by = make_centre()
    for state in EditionState:
        edition = make_edition(state=state)
        if state not in STEPS[step]:
            with pytest.raises(EditionMoved):
                step(by=by, key=edition.pk, at=NOW)
        for other in (make_officer(), make_member()):
            with pytest.raises(EditionUnknown):
                step(by=other, key=edition.pk, at=NOW)
        assert state_of(edition) == state
    assert not AuditLine.objects.exists()


class TestOpening:
    def test_with_a_category_and_days_to_come(self) -> None:
        edition = make_edition(state=EditionState.DRAFT)
        make_category(edition=edition)
        assert open_edition(by=make_centre(), key=edition.pk, at=NOW).state == EditionState.NOMINATING
        assert state_of(edition) == EditionState.NOMINATING
        assert AuditLine.objects.get().verb == "open_edition"

    def test_not_without_a_category(self) -> None:
        edition = make_edition(state=EditionState.DRAFT)
        with pytest.raises(EditionNotReady):
            open_edition(by=make_centre(), key=edition.pk, at=NOW)
        assert state_of(edition) == EditionState.DRAFT

    def test_not_when_its_days_are_over(self) -> None:
        edition = make_edition(state=EditionState.DRAFT)
        make_category(edition=edition)
        with pytest.raises(EditionNotReady):
            open_edition(by=make_centre(), key=edition.pk, at=NOW + 11 * DAY)
        assert state_of(edition) == EditionState.DRAFT


class TestOnward:
    def test_nominations_stay_open_through_their_last_day(self) -> None:
        edition, by = make_edition(), make_centre()
        with pytest.raises(EditionNotReady) as early:
            close_nominations(by=by, key=edition.pk, at=NOW + 8 * DAY)
        assert "3月13日" in early.value.message
        assert state_of(edition) == EditionState.NOMINATING
        close_nominations(by=by, key=edition.pk, at=NOW + 9 * DAY)
        assert state_of(edition) == EditionState.CHECKING

    @pytest.mark.parametrize("votes", [True, False])
    def test_everything_is_checked_first(self, votes: bool) -> None:
        step = open_voting if votes else open_judging
        edition, by = make_edition(state=EditionState.CHECKING, votes=votes), make_centre()
        category = make_category(edition=edition)
        with pytest.raises(EditionNotReady):  # nobody stands
            step(by=by, key=edition.pk, at=NOW)
        make_nomination(category=category, state=NominationState.QUALIFIED)
        waiting = make_nomination(category=category)
        with pytest.raises(EditionNotReady):
            step(by=by, key=edition.pk, at=NOW)
        assert state_of(edition) == EditionState.CHECKING
        waiting.state, waiting.reason = NominationState.REFUSED, "时长不够"
        waiting.save()
        step(by=by, key=edition.pk, at=NOW)
        assert state_of(edition) == (EditionState.VOTING if votes else EditionState.JUDGING)

    def test_a_vote_that_was_promised_is_held_and_none_that_was_not(self) -> None:
        by = make_centre()
        promised = make_edition(state=EditionState.CHECKING, votes=True)
        unheard = make_edition(state=EditionState.CHECKING)
        for each in (promised, unheard):
            make_nomination(category=make_category(edition=each), state=NominationState.QUALIFIED)
        with pytest.raises(EditionNotReady):
            open_judging(by=by, key=promised.pk, at=NOW)
        with pytest.raises(EditionNotReady):
            open_voting(by=by, key=unheard.pk, at=NOW)
        with pytest.raises(EditionNotReady):
            open_voting(by=by, key=promised.pk, at=NOW + 6 * DAY)  # its days are over
        assert state_of(promised) == state_of(unheard) == EditionState.CHECKING

    def test_the_vote_runs_through_its_last_day(self) -> None:
        edition, by = make_edition(state=EditionState.VOTING, votes=True), make_centre()
        with pytest.raises(EditionNotReady):
            open_judging(by=by, key=edition.pk, at=NOW + 3 * DAY)
        assert state_of(edition) == EditionState.VOTING
        open_judging(by=by, key=edition.pk, at=NOW + 4 * DAY)
        assert state_of(edition) == EditionState.JUDGING

    def test_archived_at_the_end(self) -> None:
        edition = make_edition(state=EditionState.CONFERRED)
        archive_edition(by=make_centre(), key=edition.pk, at=NOW)
        assert state_of(edition) == EditionState.ARCHIVED


class TestCallingOff:
    @pytest.mark.parametrize("state", BEFORE_DECISION)
    def test_before_the_decision_with_a_reason_that_who_stands_hears(self, state: EditionState) -> None:
        edition = make_edition(state=state)
        category = make_category(edition=edition, subject="body")
        body = make_body()
        head = make_body_admin(body)
        make_nomination(category=category, body=body)
        gone = make_body()
        other = make_body_admin(gone)
        make_nomination(category=category, body=gone, state=NominationState.WITHDRAWN)
        call_off_edition(by=make_centre(), key=edition.pk, reason=" 参评的  太少 ", at=NOW)
        edition.refresh_from_db()
        assert (edition.state, edition.reason) == (EditionState.CALLED_OFF, "参评的 太少")
        assert "参评的 太少" in Message.objects.get(account=head.account_id).text
        assert not Message.objects.filter(account=other.account_id).exists()
        assert AuditLine.objects.get().reason == "参评的 太少"

    @pytest.mark.parametrize("reason", ["", "少", "长" * 201])
    def test_not_without_a_reason(self, reason: str) -> None:
        edition = make_edition()
        with pytest.raises(AwardReasonMissing):
            call_off_edition(by=make_centre(), key=edition.pk, reason=reason, at=NOW)
        assert state_of(edition) == EditionState.NOMINATING

    @pytest.mark.parametrize("state", [each for each in EditionState if each not in BEFORE_DECISION])
    def test_not_after_the_decision_nor_twice(self, state: EditionState) -> None:
        edition = make_edition(state=state)
        with pytest.raises(EditionMoved):
            call_off_edition(by=make_centre(), key=edition.pk, reason="参评的太少", at=NOW)
        assert state_of(edition) == state
