"""Nobody is in a class without a yes: a grown-up's own, a guardian's for a child; and out of it without a reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.core.errors import TooManyTries, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.school import renew_class_code
from redvest.registry.actions.school_pupil import (
    answer_class,
    end_pupil,
    invite_pupils,
    join_class,
    leave_class,
)
from redvest.registry.actions.school_sharing import share_credits
from redvest.registry.choices import ClassState, PupilState, VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.guardian_errors import GuardianCodeNeeded, NotTheGuardian
from redvest.registry.models import ClassPupil, Message, RecipientConsent, SchoolClass, Volunteer
from redvest.registry.policy import GUEST_STANDING
from redvest.registry.privacy_errors import ConsentNotGiven
from redvest.registry.queries.school import (
    asked_into,
    class_now,
    family_of,
    pupils_between,
    pupils_of,
    sharing_with_school,
)
from redvest.registry.school_errors import (
    ClassClosed,
    ClassCodeWrong,
    ClassNeedsGuardian,
    ClassUnknown,
    InClassAlready,
    NotInClass,
    PupilAgeWrong,
    PupilListWrong,
    PupilMoved,
    PupilReasonMissing,
    PupilUnknown,
)
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW, TODAY, standing_of, volunteer_standing
from tests.factories.school import (
    GROWN,
    make_child,
    make_class,
    make_guardian,
    make_pupil,
    make_school,
    share,
)
from tests.service.actions.test_person import merged as join_records
from tests.service.actions.test_person import two_records

pytestmark = pytest.mark.django_db


class TestInvite:
    def test_guardians_of_a_child_are_asked_and_a_grown_up_is(self) -> None:
        school = make_school("渝水一小")
        child, grown = make_child(), make_child(name="高大山", birth_on=GROWN, with_account=True)
        mother = make_guardian(child)
        text = f"{child.number} 李小禾\n{grown.number}\n"
        assert invite_pupils(by=school.by, key=school.found.pk, text=text, at=NOW) == 2
        assert set(ClassPupil.objects.values_list("state", flat=True)) == {"asked"}
        told = {each.account_id: each.text for each in Message.objects.all()}
        assert set(told) == {mother.pk, grown.account_id}
        assert "请李小禾加入班级" in told[mother.pk] and "“渝水一小”三年级二班" in told[mother.pk]
        assert invite_pupils(by=school.by, key=school.found.pk, text=text, at=NOW) == 0
        assert Message.objects.count() == 2
        assert [
            each.details["pupils"] for each in AuditLine.objects.filter(verb="invite_pupils").order_by("id")
        ] == [2, 0]

    def test_who_said_no_is_not_asked_again(self) -> None:
        school, child = make_school(), make_child()
        mother = standing_of(make_guardian(child))
        ask: dict[str, Any] = {"by": school.by, "key": school.found.pk, "text": child.number}
        invite_pupils(at=NOW, **ask)
        answer_class(by=mother, pupil_id=ClassPupil.objects.get().pk, yes=False, at=NOW)
        for days in (0, 8, 100):
            assert invite_pupils(at=NOW + timedelta(days=days), **ask) == 0
        assert ClassPupil.objects.count() == Message.objects.count() == 1
        code = SchoolClass.objects.get(pk=school.found.pk).code
        assert join_class(by=mother, volunteer=child, code=code, at=NOW).state == PupilState.IN_CLASS

    def test_who_was_let_go_is_asked_anew_after_a_week(self) -> None:
        school, child = make_school(), make_child()
        make_guardian(child)
        ask: dict[str, Any] = {"by": school.by, "key": school.found.pk, "text": child.number}
        invite_pupils(at=NOW, **ask)
        end_pupil(by=school.by, key=school.found.pk, pupil_id=ClassPupil.objects.get().pk, reason="", at=NOW)
        assert invite_pupils(at=NOW + timedelta(days=6), **ask) == 0
        assert invite_pupils(at=NOW + timedelta(days=7), **ask) == 1

    def test_one_bad_line_and_nobody_is_asked(self) -> None:
        school = make_school()
        child, left = make_child(), make_child(state=VolunteerState.LEFT)
        text = f"{child.number} 李小禾\n{child.number}\n{left.number}\n小明\n360599999999\n{make_child().number} 张三"
        with pytest.raises(PupilListWrong) as fault:
            invite_pupils(by=school.by, key=school.found.pk, text=text, at=NOW)
        lines = fault.value.details["lines"]
        assert [each["line"] for each in lines] == [2, 3, 4, 5, 6]
        assert "第 1 行" in lines[0]["sentence"] and "对不上" in lines[4]["sentence"]
        for empty in ("", " \n", "\n".join(["360500000001"] * 201)):
            with pytest.raises(PupilListWrong):
                invite_pupils(by=school.by, key=school.found.pk, text=empty, at=NOW)
        assert not ClassPupil.objects.exists() and not Message.objects.exists()
        assert not AuditLine.objects.filter(verb="invite_pupils").exists()

    def test_only_who_teaches_or_heads_it(self) -> None:
        school, other, child = make_school(), make_school(), make_child()
        for by in (other.by, other.as_head, make.make_officer(), make.make_centre(), make.make_member()):
            with pytest.raises(ClassUnknown):
                invite_pupils(by=by, key=school.found.pk, text=child.number, at=NOW)
        assert not ClassPupil.objects.exists()
        assert invite_pupils(by=school.as_head, key=school.found.pk, text=child.number, at=NOW) == 1


class TestAnswer:
    def test_a_guardians_yes_brings_a_child_in(self) -> None:
        school, child = make_school(), make_child()
        mother = standing_of(make_guardian(child))
        asked = make_pupil(school.found, child, state=PupilState.ASKED)
        assert [each.pk for each in asked_into(child.pk)] == [asked.pk]
        assert [each.pk for each in family_of(mother, NOW)] == [child.pk]
        found = answer_class(by=mother, pupil_id=asked.pk, yes=True, at=NOW)
        assert (found.state, found.agreed_by_id, found.since) == (
            PupilState.IN_CLASS,
            mother.account_id,
            TODAY,
        )
        assert class_now(child.pk) == found and not asked_into(child.pk).exists()
        with pytest.raises(InClassAlready):
            answer_class(by=mother, pupil_id=asked.pk, yes=True, at=NOW)
        with pytest.raises(PupilMoved):
            answer_class(by=mother, pupil_id=asked.pk, yes=False, at=NOW)
        assert AuditLine.objects.get(verb="answer_class").details["yes"] is True

    def test_nobody_else_says_yes_for_a_child(self) -> None:
        school, child = make_school(), make_child(with_account=True)
        make_guardian(child)
        asked = make_pupil(school.found, child, state=PupilState.ASKED)
        for by, fault in (
            (volunteer_standing(child), ClassNeedsGuardian), (school.by, NotTheGuardian),
            (make.make_officer(), NotTheGuardian), (GUEST_STANDING(CITY), Unauthenticated),
        ):  # fmt: skip
            with pytest.raises(fault):
                answer_class(by=by, pupil_id=asked.pk, yes=True, at=NOW)
        asked.refresh_from_db()
        assert asked.state == PupilState.ASKED and not AuditLine.objects.filter(verb="answer_class").exists()

    def test_a_grown_up_answers_for_themselves(self) -> None:
        school, grown = make_school(), make_child(birth_on=GROWN, with_account=True)
        asked = make_pupil(school.found, grown, state=PupilState.ASKED)
        answer_class(by=volunteer_standing(grown), pupil_id=asked.pk, yes=False, at=NOW)
        asked.refresh_from_db()
        assert asked.state == PupilState.DECLINED and class_now(grown.pk) is None

    def test_neither_a_second_class_nor_one_that_is_over(self) -> None:
        school, child = make_school(), make_child()
        mother = standing_of(make_guardian(child))
        here = make_pupil(school.found, child)
        second = make_class(body=school.body, name="一班")
        asked = make_pupil(second, child, state=PupilState.ASKED)
        with pytest.raises(InClassAlready):
            answer_class(by=mother, pupil_id=asked.pk, yes=True, at=NOW)
        SchoolClass.objects.filter(pk=second.pk).update(state=ClassState.CLOSED, closed_at=NOW, code="")
        with pytest.raises(ClassClosed):
            answer_class(by=mother, pupil_id=asked.pk, yes=True, at=NOW)
        with pytest.raises(PupilUnknown):
            answer_class(by=mother, pupil_id=make.make_body().pk, yes=True, at=NOW)
        assert class_now(child.pk) == here and ClassPupil.objects.get(pk=asked.pk).state == PupilState.ASKED

    def test_who_is_suspended_waits(self) -> None:
        school, child = make_school(), make_child(state=VolunteerState.SUSPENDED)
        mother = standing_of(make_guardian(child))
        asked = make_pupil(school.found, child, state=PupilState.ASKED)
        with pytest.raises(VolunteerNotActive):
            answer_class(by=mother, pupil_id=asked.pk, yes=True, at=NOW)
        assert class_now(child.pk) is None


class TestCode:
    def test_a_guardian_types_it(self) -> None:
        school, child = make_school(), make_child()
        mother = standing_of(make_guardian(child))
        code = f"{school.found.code[:4].lower()} {school.found.code[4:]}"
        found = join_class(by=mother, volunteer=child, code=code, at=NOW)
        assert found.state == PupilState.IN_CLASS and found.school_class_id == school.found.pk
        with pytest.raises(InClassAlready):
            join_class(by=mother, volunteer=child, code=code, at=NOW)
        assert AuditLine.objects.filter(verb="join_class").count() == 1

    def test_an_open_question_becomes_the_yes(self) -> None:
        school, child = make_school(), make_child()
        mother = standing_of(make_guardian(child))
        asked = make_pupil(school.found, child, state=PupilState.ASKED)
        assert join_class(by=mother, volunteer=child, code=school.found.code, at=NOW).pk == asked.pk
        assert ClassPupil.objects.count() == 1

    def test_a_child_alone_or_a_stranger_does_not(self) -> None:
        school, child = make_school(), make_child(with_account=True)
        make_guardian(child)
        with pytest.raises(ClassNeedsGuardian):
            join_class(by=volunteer_standing(child), volunteer=child, code=school.found.code, at=NOW)
        with pytest.raises(NotTheGuardian):
            join_class(by=make.make_member(), volunteer=child, code=school.found.code, at=NOW)
        assert not ClassPupil.objects.exists()

    def test_codes_are_not_guessed(self) -> None:
        school, grown = make_school(), make_child(birth_on=GROWN, with_account=True)
        by, code = volunteer_standing(grown), school.found.code
        renew_class_code(by=school.by, key=school.found.pk, on=False, at=NOW)
        for typed in ("", " ", code, "AAAA3333"):
            with pytest.raises(ClassCodeWrong):
                join_class(by=by, volunteer=grown, code=typed, at=NOW)
        for _each in range(6):
            with pytest.raises(ClassCodeWrong):
                join_class(by=by, volunteer=grown, code="AAAA3333", at=NOW)
        with pytest.raises(TooManyTries):
            join_class(by=by, volunteer=grown, code="AAAA3333", at=NOW)
        assert not ClassPupil.objects.exists()


class TestOut:
    def test_a_family_leaves_without_a_reason_and_the_figures_stop(self) -> None:
        school, child = make_school(), make_child()
        mother = standing_of(make_guardian(child))
        make_pupil(school.found, child, shares=True)
        leave_class(by=mother, volunteer=child, at=NOW)
        found = ClassPupil.objects.get()
        assert (found.state, found.until) == (PupilState.LEFT, TODAY)
        assert sharing_with_school(school.body, [child.pk], TODAY) == set()
        with pytest.raises(NotInClass):
            leave_class(by=mother, volunteer=child, at=NOW)
        with pytest.raises(NotTheGuardian):
            leave_class(by=school.by, volunteer=child, at=NOW)
        assert AuditLine.objects.filter(verb="leave_class").count() == 1

    def test_a_teacher_says_why(self) -> None:
        school, child = make_school(), make_child()
        mother = make_guardian(child)
        pupil = make_pupil(school.found, child, shares=True)
        with pytest.raises(PupilReasonMissing):
            end_pupil(by=school.by, key=school.found.pk, pupil_id=pupil.pk, reason=" ", at=NOW)
        assert ClassPupil.objects.get().state == PupilState.IN_CLASS
        end_pupil(by=school.by, key=school.found.pk, pupil_id=pupil.pk, reason="转学了", at=NOW)
        pupil.refresh_from_db()
        assert (pupil.state, pupil.reason) == (PupilState.LEFT, "转学了")
        assert "转学了" in Message.objects.get(account=mother).text
        assert not RecipientConsent.objects.filter(withdrawn_at__isnull=True).exists()
        with pytest.raises(PupilMoved):
            end_pupil(by=school.by, key=school.found.pk, pupil_id=pupil.pk, reason="转学了", at=NOW)

    def test_a_question_is_taken_back_in_silence(self) -> None:
        school, other = make_school(), make_school()
        pupil = make_pupil(school.found, state=PupilState.ASKED)
        with pytest.raises(PupilUnknown):
            end_pupil(by=other.by, key=other.found.pk, pupil_id=pupil.pk, reason="错", at=NOW)
        end_pupil(by=school.by, key=school.found.pk, pupil_id=pupil.pk, reason="", at=NOW)
        pupil.refresh_from_db()
        assert pupil.state == PupilState.TAKEN_BACK and not Message.objects.exists()


class TestSharing:
    def test_a_guardian_lets_the_school_have_the_figures_and_stops_it(self) -> None:
        school, child = make_school(), make_child(with_account=True)
        mother = standing_of(make_guardian(child))
        with pytest.raises(NotInClass):
            share_credits(by=mother, volunteer=child, yes=True, at=NOW)
        make_pupil(school.found, child)
        with pytest.raises(GuardianCodeNeeded):
            share_credits(by=volunteer_standing(child), volunteer=child, yes=True, at=NOW)
        assert not RecipientConsent.objects.exists()
        share_credits(by=mother, volunteer=child, yes=True, at=NOW)
        assert sharing_with_school(school.body, [child.pk], TODAY) == {child.pk}
        assert sharing_with_school(make_school().body, [child.pk], TODAY) == set()
        assert sharing_with_school(school.body, [child.pk], TODAY + timedelta(days=2000)) == set()
        share_credits(by=mother, volunteer=child, yes=False, at=NOW)
        assert sharing_with_school(school.body, [child.pk], TODAY) == set()
        with pytest.raises(ConsentNotGiven):
            share_credits(by=mother, volunteer=child, yes=False, at=NOW)


class TestMerge:
    def test_of_two_classes_the_surviving_records_stays(self) -> None:
        merged, survivor = two_records()
        here, there = make_class(name="一班"), make_class(name="二班")
        stays, goes = make_pupil(here, survivor), make_pupil(there, merged)
        share(merged, here.body)
        join_records(merged, survivor)
        goes.refresh_from_db()
        assert goes.state == PupilState.LEFT and class_now(survivor.pk) == stays
        assert sharing_with_school(here.body, [survivor.pk], TODAY) == {survivor.pk}

    def test_a_class_follows_the_person(self) -> None:
        merged, survivor = two_records()
        here, there = make_class(name="一班"), make_class(name="二班")
        inside = make_pupil(here, merged)
        twice = make_pupil(here, survivor, state=PupilState.ASKED)
        both = [make_pupil(there, each, state=PupilState.ASKED) for each in (merged, survivor)]
        join_records(merged, survivor)
        rows = dict(ClassPupil.objects.filter(volunteer=survivor).values_list("pk", "state"))
        assert rows[inside.pk] == PupilState.IN_CLASS and rows[twice.pk] == PupilState.TAKEN_BACK
        assert sorted(rows[each.pk] for each in both) == ["asked", "taken-back"]
        assert not ClassPupil.objects.filter(volunteer=merged).exists()

    def test_who_is_off_the_register_is_on_no_list_until_they_come_back(self) -> None:
        school = make_school()
        pupil = make_pupil(school.found)
        Volunteer.objects.update(state=VolunteerState.LEFT)
        assert not pupils_of(school.found).exists()
        assert not pupils_between(school.found, TODAY, TODAY).exists()
        Volunteer.objects.update(state=VolunteerState.ACTIVE)
        assert list(pupils_of(school.found)) == [pupil]


def test_the_database_holds_who_is_in_a_class() -> None:
    here, child = make_class(), make_child()
    make_pupil(here, child)
    for found, state, more in (
        (make_class(name="一班"), PupilState.IN_CLASS, {}),
        (here, PupilState.ASKED, {}),
        (make_class(name="二班"), PupilState.LEFT, {"until": date(2025, 1, 1)}),
        (make_class(name="三班"), PupilState.ASKED, {"since": TODAY, "agreed_at": NOW}),
        (make_class(name="四班"), PupilState.DECLINED, {"until": TODAY}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_pupil(found, child, state=state, **more)
    assert ClassPupil.objects.count() == 1


class TestAge:
    @pytest.mark.parametrize(
        ("born", "grade", "may"),
        [
            (date(2006, 3, 6), 9, True),  # nineteen until tomorrow
            (date(2006, 3, 5), 9, False),
            (date(2020, 3, 5), 1, True),  # six today
            (date(2020, 3, 6), 1, False),
            (date(1957, 1, 1), 13, True),  # a university takes students of any age
            (date(1957, 1, 1), 3, False),
        ],
    )
    def test_a_pupil_is_of_an_age_for_school(self, born: date, grade: int, may: bool) -> None:
        held = make_class(grade=grade)
        grown = TODAY.year - born.year >= 18
        child = make_child(birth_on=born, with_account=grown)
        by = volunteer_standing(child) if grown else standing_of(make_guardian(child))
        if may:
            assert join_class(by=by, volunteer=child, code=held.code, at=NOW).state == PupilState.IN_CLASS
            return
        with pytest.raises(PupilAgeWrong):
            join_class(by=by, volunteer=child, code=held.code, at=NOW)
        asked = make_pupil(held, child, state=PupilState.ASKED)
        with pytest.raises(PupilAgeWrong):
            answer_class(by=by, pupil_id=asked.pk, yes=True, at=NOW)
        asked.refresh_from_db()
        assert asked.state == PupilState.ASKED and ClassPupil.objects.count() == 1
