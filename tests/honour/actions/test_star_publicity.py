"""In public: who may object, the answer, and the grant that waits for all of it and happens once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from redvest.core.errors import Unauthenticated
from redvest.core.models import AuditLine
from redvest.honour import jobs
from redvest.honour.actions import star_publicity
from redvest.honour.actions.star import withdraw_star
from redvest.honour.actions.star_publicity import (
    answer_star_objection,
    grant_due_stars,
    grant_star,
    object_to_star,
)
from redvest.honour.choices import StarState
from redvest.honour.models import StarAward, StarObjection
from redvest.honour.star_errors import (
    OwnStar,
    OwnStarObjection,
    StarMoved,
    StarNotPublic,
    StarObjectedTwice,
    StarObjectionAnswered,
    StarObjectionUnclear,
    StarObjectionUnknown,
    StarReasonMissing,
)
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Message, Volunteer
from redvest.registry.policy import GUEST_STANDING
from redvest.service.choices import CaseOutcome, CaseState, ObjectionState
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
from tests.honour.actions.test_star import a_guardian_of, finding, told

pytestmark = pytest.mark.django_db
LAST = NOW + 6 * DAY  # 11 March, the last day in public
AFTER = NOW + 7 * DAY


def shown(*, hours: int = 100, **more: Any) -> StarAward:
    person = more.pop("volunteer", None) or make_volunteer()
    serve(person, hours)
    return make_star(volunteer=person, state=StarState.IN_PUBLICITY, **more)


class TestObjecting:
    def test_the_approver_hears_it(self) -> None:
        award, officer, by = shown(), make_officer(), make_member()
        said = object_to_star(by=by, key=award.pk, words="  那几次  他没来 ", at=LAST)
        assert (said.words, said.raised_by_id, said.state) == (
            "那几次 他没来",
            by.account_id,
            ObjectionState.OPEN,
        )
        assert Message.objects.get(account=officer.account_id).about_id == str(award.pk)
        assert AuditLine.objects.latest("pk").verb == "object_to_star"

    def test_once_each(self) -> None:
        award, by = shown(), make_member()
        object_to_star(by=by, key=award.pk, words="那天没来", at=NOW)
        with pytest.raises(StarObjectedTwice):
            object_to_star(by=by, key=award.pk, words="还有一次", at=NOW)
        assert StarObjection.objects.get().words == "那天没来"

    @pytest.mark.parametrize("words", ["", " 嗯 ", "长" * 401])
    def test_in_words(self, words: str) -> None:
        with pytest.raises(StarObjectionUnclear):
            object_to_star(by=make_member(), key=shown().pk, words=words, at=NOW)
        assert not StarObjection.objects.exists()

    def test_not_by_guests_nor_about_oneself_or_ones_child(self) -> None:
        person = make_volunteer()
        award = shown(volunteer=person)
        with pytest.raises(Unauthenticated):
            object_to_star(by=GUEST_STANDING(CITY), key=award.pk, words="不对", at=NOW)
        with pytest.raises(OwnStarObjection):
            object_to_star(by=volunteer_standing(person), key=award.pk, words="不对", at=NOW)
        child, _, guardian = a_guardian_of()
        with pytest.raises(OwnStarObjection):
            object_to_star(by=guardian, key=shown(volunteer=child).pk, words="不对", at=NOW)
        assert not StarObjection.objects.exists()

    @pytest.mark.parametrize("state", [each for each in StarState if each != StarState.IN_PUBLICITY])
    def test_only_to_what_is_in_public(self, state: StarState) -> None:
        with pytest.raises(StarNotPublic):
            object_to_star(by=make_member(), key=make_star(state=state).pk, words="不对", at=NOW)
        assert not StarObjection.objects.exists()

    def test_not_after_its_last_day(self) -> None:
        with pytest.raises(StarNotPublic):
            object_to_star(by=make_member(), key=shown().pk, words="不对", at=AFTER)
        assert not StarObjection.objects.exists()


class TestAnswering:
    def objected(self, **more: Any) -> tuple[StarAward, StarObjection]:
        award = shown(**more)
        return award, object_to_star(by=make_member(), key=award.pk, words="那天没来", at=NOW)

    def test_not_upheld_and_it_goes_on(self) -> None:
        award, said = self.objected()
        answer_star_objection(by=make_officer(), key=said.pk, upheld=False, answer="查过签到，都在", at=NOW)
        said.refresh_from_db()
        award.refresh_from_db()
        assert (said.state, said.answer) == (ObjectionState.DISMISSED, "查过签到，都在")
        assert award.state == StarState.IN_PUBLICITY
        assert "查过签到" in Message.objects.filter(account=said.raised_by).latest("pk").text
        assert grant_due_stars(city=CITY, at=AFTER) == 1

    def test_upheld_and_it_ends(self) -> None:
        person = make_volunteer()
        award, said = self.objected(volunteer=person)
        answer_star_objection(by=make_officer(), key=said.pk, upheld=True, answer="两次没有到场", at=NOW)
        award.refresh_from_db()
        assert (award.state, award.reason) == (StarState.REFUSED, "两次没有到场")
        assert "两次没有到场" in told(person)[-1]
        assert grant_due_stars(city=CITY, at=AFTER) == 0

    def test_by_who_decides_on_it(self) -> None:
        _, said = self.objected(level=3, hours=600)
        for by in (make_officer(), make_member()):
            with pytest.raises(StarObjectionUnknown):
                answer_star_objection(by=by, key=said.pk, upheld=True, answer="不够", at=NOW)
        said.refresh_from_db()
        assert said.state == ObjectionState.OPEN
        assert answer_star_objection(by=make_centre(), key=said.pk, upheld=False, answer="核对过了", at=NOW)

    def test_not_by_who_objected(self) -> None:
        award, officer = shown(), make_officer()
        said = object_to_star(by=officer, key=award.pk, words="那天没来", at=NOW)
        with pytest.raises(OwnStar):
            answer_star_objection(by=officer, key=said.pk, upheld=True, answer="不够", at=NOW)
        said.refresh_from_db()
        assert said.state == ObjectionState.OPEN

    def test_in_words_and_once(self) -> None:
        award, said = self.objected()
        with pytest.raises(StarReasonMissing):
            answer_star_objection(by=make_officer(), key=said.pk, upheld=True, answer="", at=NOW)
        answer_star_objection(by=make_officer(), key=said.pk, upheld=False, answer="都在", at=NOW)
        with pytest.raises(StarObjectionAnswered):
            answer_star_objection(by=make_officer(), key=said.pk, upheld=True, answer="不够", at=NOW)
        award.refresh_from_db()
        assert award.state == StarState.IN_PUBLICITY

    def test_of_what_was_taken_back_there_is_nothing_to_answer(self) -> None:
        award, said = self.objected()
        StarAward.objects.filter(pk=award.pk).update(state=StarState.WITHDRAWN)
        with pytest.raises(StarMoved):
            answer_star_objection(by=make_officer(), key=said.pk, upheld=True, answer="不够", at=NOW)
        said.refresh_from_db()
        assert said.state == ObjectionState.OPEN

    def test_what_its_owner_takes_back_closes_what_was_said(self) -> None:
        award, said = self.objected()
        withdraw_star(by=volunteer_standing(award.volunteer), key=award.pk, at=NOW)
        said.refresh_from_db()
        assert (said.state, said.answer) == (ObjectionState.CLOSED, "本人撤回了申请")
        assert said.raised_by is not None
        assert "本人撤回了申请" in Message.objects.filter(account=said.raised_by).latest("pk").text

    def test_upheld_once_what_others_said_is_closed_with_it(self) -> None:
        award, said = self.objected()
        other = object_to_star(by=make_member(), key=award.pk, words="我也看见了", at=NOW)
        answer_star_objection(by=make_officer(), key=said.pk, upheld=True, answer="那天没来", at=NOW)
        other.refresh_from_db()
        assert (other.state, other.answer) == (ObjectionState.CLOSED, "那天没来")


def state_of(award: StarAward) -> str:
    award.refresh_from_db()
    return award.state


class TestGranting:
    @pytest.mark.parametrize(("at", "granted"), [(NOW, 0), (LAST, 0), (AFTER, 1)])
    def test_after_the_last_day(self, at: datetime, granted: int) -> None:
        award = shown()
        assert grant_due_stars(city=CITY, at=at) == granted
        assert state_of(award) == (StarState.GRANTED if granted else StarState.IN_PUBLICITY)
        assert award.granted_at == (at if granted else None)

    def test_once_and_the_person_hears_it(self) -> None:
        person = make_volunteer()
        shown(volunteer=person)
        assert jobs.grant_due_stars(AFTER) == 1
        assert jobs.grant_due_stars(AFTER) == 0
        assert [text for text in told(person) if "恭喜" in text and "一星" in text] == told(person)
        assert AuditLine.objects.filter(verb="grant_star").count() == 1

    def test_not_of_another_city(self) -> None:
        award = shown()
        assert grant_due_stars(city="410800", at=AFTER) == 0
        assert state_of(award) == StarState.IN_PUBLICITY

    def test_an_open_objection_holds_it_up(self) -> None:
        award = shown()
        object_to_star(by=make_member(), key=award.pk, words="那天没来", at=LAST)
        assert grant_due_stars(city=CITY, at=AFTER) == 0
        assert not grant_star(star_id=award.pk, at=AFTER)
        assert state_of(award) == StarState.IN_PUBLICITY

    def test_so_does_an_open_finding_until_it_is_settled(self) -> None:
        award = shown()
        case = finding(award.volunteer, CaseState.APPEALED)
        assert grant_due_stars(city=CITY, at=AFTER) == 0
        case.outcome, case.state = CaseOutcome.DISMISSED, CaseState.FINAL
        case.save()
        assert grant_due_stars(city=CITY, at=AFTER) == 1

    def test_and_a_suspension(self) -> None:
        award = shown()
        Volunteer.objects.filter(pk=award.volunteer_id).update(state=VolunteerState.SUSPENDED)
        assert grant_due_stars(city=CITY, at=AFTER) == 0
        assert state_of(award) == StarState.IN_PUBLICITY

    def test_hours_that_fell_short_meanwhile_raise_a_flag(self) -> None:
        award = shown(hours=99)
        assert grant_due_stars(city=CITY, at=AFTER) == 0
        assert state_of(award) == StarState.IN_PUBLICITY
        assert award.flagged_at == AFTER and "99 小时" in award.flag_reason
        assert grant_due_stars(city=CITY, at=AFTER) == 0

    def test_what_one_of_them_meets_does_not_undo_the_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A worker that dies between two has granted the first for good; the next run grants the rest."""
        first, second = sorted((shown(), shown()), key=lambda award: award.pk)
        whole = star_publicity.grant_star

        def dies(*, star_id: Any, at: datetime) -> bool:
            if star_id == second.pk:
                raise KeyboardInterrupt
            return whole(star_id=star_id, at=at)

        monkeypatch.setattr(star_publicity, "grant_star", dies)
        with pytest.raises(KeyboardInterrupt):
            grant_due_stars(city=CITY, at=AFTER)
        monkeypatch.undo()
        assert (state_of(first), state_of(second)) == (StarState.GRANTED, StarState.IN_PUBLICITY)
        assert grant_due_stars(city=CITY, at=AFTER) == 1
        assert (
            state_of(second) == StarState.GRANTED and AuditLine.objects.filter(verb="grant_star").count() == 2
        )
