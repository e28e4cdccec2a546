"""Requests about one's own data: the clock, the answer by a law, who may, and what goes upward."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from redvest.core.models import AuditLine
from redvest.registry.actions.forgetting import forget_record
from redvest.registry.actions.retention import apply_retention
from redvest.registry.actions.rights_request import answer_right, ask_right, escalate_rights, take_back_right
from redvest.registry.choices import RefusalGround, RightKind, RightState, Role
from redvest.registry.guardian_errors import NotTheGuardian
from redvest.registry.models import Account, OutgoingMessage, RightsRequest, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.rights_request import open_rights, people_to_ask_for, right_due, rights_of
from redvest.registry.rights_errors import (
    OwnRight,
    RefusalGroundMissing,
    RightAlreadyAsked,
    RightAnswerWrong,
    RightDecided,
    RightUnknown,
    RightWordsWrong,
)
from redvest.service.queries.portability import whole_copy
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.registry.actions.test_child import parent, registered

pytestmark = pytest.mark.django_db
WORDS = "出生日期登记错了，应该是 1990-05-06"
KEPT = RefusalGround.KEPT_BY_LAW.value


@pytest.fixture
def person() -> Volunteer:
    return make.make_volunteer(name="李明霞", region=make.make_region_tree().baihua)


@pytest.fixture
def officer() -> Standing:
    return make.make_officer()


def own(volunteer: Volunteer) -> Standing:
    return make.standing_of(volunteer.account)


def ask(volunteer: Volunteer, kind: str = "correction") -> RightsRequest:
    return ask_right(by=own(volunteer), volunteer=volunteer, kind=kind, words=WORDS, at=NOW)


class TestAsking:
    def test_it_is_due_after_fifteen_working_days_and_on_the_audit_trail(self, person: Volunteer) -> None:
        asked = ask(person)
        assert (asked.state, asked.due_on) == (RightState.OPEN, date(2026, 3, 26))
        assert asked.region_path == person.region_path and asked.asked_by_id == person.account_id
        line = AuditLine.objects.get(verb="ask_right")
        assert line.target_id == str(asked.pk) and WORDS not in str(line.details)

    def test_the_holidays_of_the_year_are_left_out(self) -> None:
        assert right_due("360500/", date(2026, 2, 12)) > date(2026, 2, 12) + timedelta(days=25)

    def test_one_of_a_kind_waits_at_a_time(self, person: Volunteer) -> None:
        ask(person)
        with pytest.raises(RightAlreadyAsked):
            ask(person)
        ask(person, "deletion")
        assert RightsRequest.objects.count() == 2

    @pytest.mark.parametrize(("kind", "words"), [("all", WORDS), ("copy", "  嗯 "), ("copy", "多" * 301)])
    def test_it_says_what_and_of_which_kind(self, person: Volunteer, kind: str, words: str) -> None:
        with pytest.raises(RightWordsWrong):
            ask_right(by=own(person), volunteer=person, kind=kind, words=words, at=NOW)
        assert not RightsRequest.objects.exists()

    def test_nobody_asks_in_anothers_name(self, person: Volunteer, officer: Standing) -> None:
        for by in (officer, own(make.make_volunteer())):
            with pytest.raises(NotTheGuardian):
                ask_right(by=by, volunteer=person, kind="access", words=WORDS, at=NOW)
        assert not RightsRequest.objects.exists()

    def test_a_record_without_a_home_lies_on_the_citys_desk(self) -> None:
        imported = make.make_volunteer(name="王大山")
        Volunteer.objects.filter(pk=imported.pk).update(region_path="", region=None)
        imported.refresh_from_db()
        assert ask(imported).region_path == f"{imported.city}/"
        assert open_rights(make.make_centre()).count() == 1

    def test_it_is_taken_back_once_and_may_be_asked_again(self, person: Volunteer) -> None:
        asked = ask(person)
        take_back_right(by=own(person), asked=asked, at=NOW)
        with pytest.raises(RightDecided):
            take_back_right(by=own(person), asked=asked, at=NOW)
        assert ask(person).pk != asked.pk
        with pytest.raises(NotTheGuardian):
            take_back_right(by=own(make.make_volunteer()), asked=asked, at=NOW)


class TestAnswering:
    def test_the_person_hears_that_it_is_done(
        self, person: Volunteer, officer: Standing, settings: object
    ) -> None:
        settings.REDVEST_DEMO = True  # type: ignore[attr-defined]
        done = answer_right(
            by=officer, key=ask(person).pk, grant=True, ground="", answer="出生日期改好了", at=NOW
        )
        assert (done.state, done.answer, done.ground) == ("granted", "出生日期改好了", "")
        assert done.decided_by_id == officer.account_id and done.decided_at == NOW
        assert "有答复了" in OutgoingMessage.objects.order_by("id").last().text  # type: ignore[union-attr]
        assert AuditLine.objects.get(verb="answer_right").reason == "出生日期改好了"

    @pytest.mark.parametrize(
        ("ground", "answer"), [("", "服务记录要留着"), ("because", "服务记录要留着"), (KEPT, " ")]
    )
    def test_a_refusal_names_a_law_and_a_reason(
        self, person: Volunteer, officer: Standing, ground: str, answer: str
    ) -> None:
        asked = ask(person, "deletion")
        with pytest.raises(RefusalGroundMissing):
            answer_right(by=officer, key=asked.pk, grant=False, ground=ground, answer=answer, at=NOW)
        asked.refresh_from_db()
        assert asked.state == RightState.OPEN and not AuditLine.objects.filter(verb="answer_right").exists()

    def test_the_table_itself_refuses_a_refusal_without_a_law(self, person: Volunteer) -> None:
        asked = ask(person)
        with pytest.raises(IntegrityError), transaction.atomic():
            RightsRequest.objects.filter(pk=asked.pk).update(state="refused", decided_at=NOW)

    def test_a_refusal_stands_with_its_law(self, person: Volunteer, officer: Standing) -> None:
        asked = ask(person, "deletion")
        said = answer_right(
            by=officer, key=asked.pk, grant=False, ground=KEPT, answer="服务记录要保存", at=NOW
        )
        assert (said.state, said.ground) == ("refused", KEPT)
        with pytest.raises(RightDecided):
            answer_right(by=officer, key=asked.pk, grant=True, ground="", answer="还是删了", at=NOW)
        with pytest.raises(RightAnswerWrong):
            answer_right(by=officer, key=asked.pk, grant=True, ground="", answer="好", at=NOW)
        asked.refresh_from_db()
        assert asked.answer == "服务记录要保存"

    def test_another_district_and_people_without_a_place_know_nothing_of_it(self, person: Volunteer) -> None:
        asked, tree = ask(person), make.make_region_tree()
        far = make.make_account()
        make.make_grant(account=far, role=Role.REGION_OFFICER, region=tree.fenyi)
        leader = make.make_account()
        make.make_grant(account=leader, role=Role.BODY_ADMIN, body=make.make_body())
        for account in (far, leader, person.account):
            with pytest.raises(RightUnknown):
                answer_right(
                    by=make.standing_of(account),
                    key=asked.pk,
                    grant=True,
                    ground="",
                    answer="办好了啊",
                    at=NOW,
                )
        asked.refresh_from_db()
        assert asked.state == RightState.OPEN

    def test_nobody_answers_their_own(self, person: Volunteer) -> None:
        asked = ask(person)
        make.make_grant(
            account=person.account, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui
        )
        with pytest.raises(OwnRight):
            answer_right(by=own(person), key=asked.pk, grant=True, ground="", answer="自己办好了", at=NOW)


class TestLateness:
    def test_the_centre_is_told_once_when_nobody_answered(self, person: Volunteer, settings: object) -> None:
        settings.REDVEST_DEMO = True  # type: ignore[attr-defined]
        make.make_centre()
        asked = ask(person)
        in_time, late = NOW + timedelta(days=21), NOW + timedelta(days=22)
        assert escalate_rights(city=person.city, at=in_time) == 0
        assert [escalate_rights(city=person.city, at=late) for _ in range(2)] == [1, 0]
        assert OutgoingMessage.objects.filter(text__contains="没有答复，请督促办理").count() == 1
        asked.refresh_from_db()
        assert asked.escalated_at == late

    def test_what_was_answered_is_not_sent_upward(self, person: Volunteer, officer: Standing) -> None:
        answer_right(by=officer, key=ask(person).pk, grant=True, ground="", answer="改好了，请看", at=NOW)
        assert escalate_rights(city=person.city, at=NOW + timedelta(days=60)) == 0


def test_it_is_in_the_copy_and_goes_three_years_after_the_answer(
    person: Volunteer, officer: Standing
) -> None:
    asked = ask(person)
    assert people_to_ask_for(own(person), NOW) == [person] and list(rights_of([person])) == [asked]
    (row,) = whole_copy(person, NOW)["rights"]
    assert (row["kind"], row["words"], row["state"]) == (RightKind.CORRECTION, WORDS, "open")
    assert "rights" not in apply_retention(city=person.city, at=NOW) or RightsRequest.objects.exists()
    answer_right(by=officer, key=asked.pk, grant=True, ground="", answer="改好了，请看", at=NOW)
    assert apply_retention(city=person.city, at=NOW + timedelta(days=1090))["rights"] == 0
    assert apply_retention(city=person.city, at=NOW + timedelta(days=1100))["rights"] == 1


class TestGuardians:
    """A parent asks for a child from the own account, and stops at the eighteenth birthday as with everything else."""

    def child_of(self, account: Account) -> Volunteer:
        return registered(account)

    def test_a_guardian_asks_and_takes_back_for_the_child(self) -> None:
        account = parent()
        child, by = self.child_of(account), make.standing_of(account)
        assert people_to_ask_for(by, NOW) == [child]

        asked = ask_right(by=by, volunteer=child, kind="deletion", words="请删除孩子的技能", at=NOW)
        assert (asked.volunteer_id, asked.asked_by_id) == (child.pk, account.pk)
        take_back_right(by=by, asked=asked, at=NOW)
        assert list(rights_of([child]).values_list("state", flat=True)) == ["taken-back"]

    def test_an_officer_does_not_answer_for_the_own_child(self) -> None:
        account = parent()
        make.make_grant(account=account, role=Role.CENTRE, region=make.make_region_tree().city)
        child, by = self.child_of(account), make.standing_of(account)
        asked = ask_right(by=by, volunteer=child, kind="deletion", words="请删除孩子的技能", at=NOW)
        with pytest.raises(OwnRight):
            answer_right(by=by, key=asked.pk, grant=True, ground="", answer="删好了，请看", at=NOW)
        asked.refresh_from_db()
        assert asked.state == RightState.OPEN

    def test_a_grown_up_child_asks_alone(self) -> None:
        account = parent()
        child, by = self.child_of(account), make.standing_of(account)
        grown = NOW + timedelta(days=20 * 366)
        assert people_to_ask_for(by, grown) == []
        with pytest.raises(NotTheGuardian):
            ask_right(by=by, volunteer=child, kind="access", words="想看看都有什么", at=grown)
        assert not RightsRequest.objects.exists()


def test_who_is_forgotten_leaves_no_request_behind(person: Volunteer) -> None:
    ask(person)
    forget_record(volunteer=person, at=NOW)
    assert not RightsRequest.objects.exists()
    line = AuditLine.objects.get(verb="ask_right")
    assert "1990" not in f"{line.reason}{line.details}"
