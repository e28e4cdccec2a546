"""In public: who may object and to what, the answer, and what an upheld objection does and does not do."""

from __future__ import annotations

import pytest

from redvest.core.errors import Unauthenticated
from redvest.core.models import AuditLine
from redvest.honour.actions.award_publicity import answer_award_objection, object_to_award
from redvest.honour.actions.award_result import announce, reopen_judging
from redvest.honour.actions.award_step import call_off_edition
from redvest.honour.award_errors import (
    AwardNotPublic,
    AwardObjectedTwice,
    AwardObjectionAnswered,
    AwardObjectionUnclear,
    AwardObjectionUnknown,
    AwardReasonMissing,
    EditionMoved,
    OwnAwardObjection,
    OwnEdition,
    OwnObjectionAnswer,
)
from redvest.honour.choices import EditionState, NominationState
from redvest.honour.models import AwardCategory, AwardEdition, AwardNomination, AwardObjection
from redvest.honour.queries.award import with_waiting
from redvest.registry.models import Message
from redvest.registry.policy import GUEST_STANDING
from redvest.service.choices import ObjectionState
from tests.factories.award import DAY, make_edition, make_nomination
from tests.factories.registry import CITY, NOW, make_centre, make_member, make_officer, volunteer_standing
from tests.honour.actions.test_award_result import a_centre_that_stands, shown, states
from tests.honour.actions.test_star import told

pytestmark = pytest.mark.django_db
LAST = NOW + 6 * DAY  # 11 March, the last day in public


class TestObjecting:
    def test_to_a_winner_and_to_the_result_and_the_organisers_hear_it(self) -> None:
        edition, (winner, _) = shown()
        centre, by = make_centre(), make_member()
        said = object_to_award(by=by, edition=edition.pk, nomination=winner.pk, words=" 时长  不实 ", at=LAST)
        assert (said.words, said.raised_by_id, said.nomination_id) == ("时长 不实", by.account_id, winner.pk)
        whole = object_to_award(by=by, edition=edition.pk, words="评委没有回避", at=LAST)
        assert whole.nomination_id is None and whole.state == ObjectionState.OPEN
        assert Message.objects.filter(account=centre.account_id, about_id=str(edition.pk)).count() == 2
        assert AuditLine.objects.latest("pk").verb == "object_to_award"

    def test_once_each(self) -> None:
        edition, (winner, _) = shown()
        by = make_member()
        for nomination in (winner.pk, None):
            object_to_award(by=by, edition=edition.pk, nomination=nomination, words="不对", at=NOW)
            with pytest.raises(AwardObjectedTwice):
                object_to_award(by=by, edition=edition.pk, nomination=nomination, words="还是不对", at=NOW)
        assert set(AwardObjection.objects.values_list("words", flat=True)) == {"不对"}

    @pytest.mark.parametrize("words", ["", " 嗯 ", "长" * 401])
    def test_in_words(self, words: str) -> None:
        edition, _ = shown()
        with pytest.raises(AwardObjectionUnclear):
            object_to_award(by=make_member(), edition=edition.pk, words=words, at=NOW)
        assert not AwardObjection.objects.exists()

    def test_not_by_guests_nor_about_oneself_nor_against_who_did_not_win(self) -> None:
        edition, (winner, other) = shown()
        assert winner.volunteer is not None
        with pytest.raises(Unauthenticated):
            object_to_award(by=GUEST_STANDING(CITY), edition=edition.pk, words="不对", at=NOW)
        own = volunteer_standing(winner.volunteer)
        with pytest.raises(OwnAwardObjection):
            object_to_award(by=own, edition=edition.pk, nomination=winner.pk, words="不对", at=NOW)
        for key in (other.pk, make_nomination(state=NominationState.CHOSEN).pk, edition.pk):
            with pytest.raises(AwardNotPublic):
                object_to_award(by=make_member(), edition=edition.pk, nomination=key, words="不对", at=NOW)
        assert not AwardObjection.objects.exists()

    @pytest.mark.parametrize("state", [each for each in EditionState if each != EditionState.PUBLICITY])
    def test_only_to_what_is_in_public(self, state: EditionState) -> None:
        with pytest.raises(AwardNotPublic):
            object_to_award(by=make_member(), edition=make_edition(state=state).pk, words="不对", at=NOW)
        assert not AwardObjection.objects.exists()

    def test_not_after_its_last_day(self) -> None:
        edition, _ = shown()
        with pytest.raises(AwardNotPublic):
            object_to_award(by=make_member(), edition=edition.pk, words="不对", at=LAST + DAY)
        assert not AwardObjection.objects.exists()


class TestAnswering:
    def objected(self, *, against: bool = True) -> tuple[AwardEdition, AwardNomination, AwardObjection]:
        edition, (winner, _) = shown()
        key = winner.pk if against else None
        said = object_to_award(by=make_member(), edition=edition.pk, nomination=key, words="材料不实", at=NOW)
        return edition, winner, said

    def test_not_upheld_and_it_goes_on(self) -> None:
        edition, winner, said = self.objected()
        by = make_centre()
        answer_award_objection(by=by, key=said.pk, upheld=False, answer="核对过签到，属实", at=NOW)
        said.refresh_from_db()
        assert (said.state, said.answer, said.answered_by_id) == (
            ObjectionState.DISMISSED,
            "核对过签到，属实",
            by.account_id,
        )
        assert states([winner]) == ["chosen"] and AwardCategory.objects.get().chosen == 1
        heard = Message.objects.filter(account=said.raised_by_id).get()
        assert "核对过签到" in heard.text and heard.about_id == str(edition.pk)

    def test_upheld_the_winner_is_struck_and_nobody_follows_by_itself(self) -> None:
        _, winner, said = self.objected()
        answer_award_objection(by=make_centre(), key=said.pk, upheld=True, answer="确有不实", at=NOW)
        assert states([winner]) == ["struck"] and winner.reason == "确有不实"
        assert AwardCategory.objects.get().chosen == 0
        assert not AwardNomination.objects.filter(state=NominationState.CHOSEN).exists()
        assert winner.volunteer is not None and "取消了：确有不实" in told(winner.volunteer)[-1]

    def test_upheld_against_a_winner_who_is_already_struck(self) -> None:
        edition, winner, said = self.objected()
        second = object_to_award(
            by=make_member(), edition=edition.pk, nomination=winner.pk, words="时长也不对", at=NOW
        )
        for each in (said, second):
            answer_award_objection(by=make_centre(), key=each.pk, upheld=True, answer="确有不实", at=NOW)
        assert AwardCategory.objects.get().chosen == 0 and states([winner]) == ["struck"]

    def test_upheld_against_the_result_it_is_answered_and_people_decide_on(self) -> None:
        edition, winner, said = self.objected(against=False)
        answer_award_objection(by=make_centre(), key=said.pk, upheld=True, answer="退回重新评", at=NOW)
        edition.refresh_from_db()
        assert edition.state == EditionState.PUBLICITY and states([winner]) == ["chosen"]

    def test_once_and_in_words(self) -> None:
        _, _, said = self.objected()
        by = make_centre()
        with pytest.raises(AwardReasonMissing):
            answer_award_objection(by=by, key=said.pk, upheld=True, answer="", at=NOW)
        answer_award_objection(by=by, key=said.pk, upheld=False, answer="查过了，属实", at=NOW)
        with pytest.raises(AwardObjectionAnswered):
            answer_award_objection(by=by, key=said.pk, upheld=True, answer="改主意了", at=NOW)
        said.refresh_from_db()
        assert said.answer == "查过了，属实"

    def test_not_by_others_nor_by_who_said_it_nor_with_a_stake_nor_later(self) -> None:
        edition, winner, said = self.objected()
        with pytest.raises(AwardObjectionUnknown):
            answer_award_objection(by=make_officer(), key=said.pk, upheld=True, answer="不实", at=NOW)
        by = make_centre()
        own = object_to_award(by=by, edition=edition.pk, words="我也觉得不对", at=NOW)
        with pytest.raises(OwnObjectionAnswer):
            answer_award_objection(by=by, key=own.pk, upheld=True, answer="不实", at=NOW)
        standing = a_centre_that_stands(edition, state=NominationState.NOT_CHOSEN)
        with pytest.raises(OwnEdition):
            answer_award_objection(by=standing, key=said.pk, upheld=True, answer="不实", at=NOW)
        AwardEdition.objects.update(state=EditionState.JUDGING)
        with pytest.raises(EditionMoved):
            answer_award_objection(by=by, key=said.pk, upheld=True, answer="不实", at=NOW)
        said.refresh_from_db()
        assert said.state == ObjectionState.OPEN and states([winner]) == ["chosen"]


class TestAnewInPublic:
    def test_a_result_judged_anew_closes_what_was_said_and_may_be_doubted_again(self) -> None:
        edition, (winner, other) = shown()
        centre, by = make_centre(), make_member()
        object_to_award(by=by, edition=edition.pk, words="评委没有回避", at=NOW)
        reopen_judging(by=centre, key=edition.pk, reason="有评委没有回避", at=NOW)
        first = AwardObjection.objects.get()
        assert (first.state, first.answer) == (ObjectionState.CLOSED, "结果退回重评：有评委没有回避")
        heard = Message.objects.filter(account=by.account_id).latest("pk").text
        assert "有答复了" in heard and "退回重评" in heard
        for each in (winner, other):
            assert any("退回重评" in text for text in told(each.volunteer)), "both heard of the first result"
        announce(by=centre, key=edition.pk, at=NOW + DAY)
        again = object_to_award(by=by, edition=edition.pk, words="还是不对", at=NOW + DAY)
        assert again.announced == first.announced + 1
        with pytest.raises(AwardObjectedTwice):
            object_to_award(by=by, edition=edition.pk, words="第三次", at=NOW + DAY)
        assert AwardObjection.objects.count() == 2

    def test_what_is_called_off_leaves_nothing_open(self) -> None:
        edition, _ = shown()
        object_to_award(by=make_member(), edition=edition.pk, words="不对", at=NOW)
        call_off_edition(by=make_centre(), key=edition.pk, reason="经费没有着落", at=NOW)
        assert AwardObjection.objects.get().answer == "评选取消了：经费没有着落"
        assert not with_waiting(AwardEdition.objects.filter(pk=edition.pk)).get().objected  # type: ignore[attr-defined]
