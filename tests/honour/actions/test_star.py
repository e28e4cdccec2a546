"""Stars are asked for in order, proposed, decided on by who may, and taken back; refusals change nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.honour.actions.star import apply_star, decide_star, propose_star, withdraw_star
from redvest.honour.choices import StarState
from redvest.honour.models import StarAward
from redvest.honour.star_errors import (
    OwnStar,
    StarAlreadyAsked,
    StarDocumentMissing,
    StarLevelWrong,
    StarMoved,
    StarNotReached,
    StarPersonUnknown,
    StarReasonMissing,
    StarUnknown,
)
from redvest.registry.choices import Role, VolunteerState
from redvest.registry.errors import NoVolunteerRecord, VolunteerNotActive
from redvest.registry.models import Account, DatedSetting, Membership, Message, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.on_behalf import standing_for_child
from redvest.service.choices import CaseOutcome, CaseState, Grade, IntegrityRule
from redvest.service.models import IntegrityCase
from tests.factories import parts
from tests.factories.registry import (
    NOW,
    TODAY,
    make_account,
    make_body,
    make_body_admin,
    make_centre,
    make_grant,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
    standing_of,
    volunteer_standing,
)
from tests.factories.star import DAY, make_star, serve
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db


def told(person: Volunteer) -> list[str]:
    return list(Message.objects.filter(account=person.account).order_by("pk").values_list("text", flat=True))


def verbs() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))


def a_guardian_of() -> tuple[Volunteer, Account, Standing]:
    parent = make_account(name="李建国")
    return registered(parent), parent, standing_of(parent)


def finding(
    person: Volunteer, state: CaseState, outcome: CaseOutcome = CaseOutcome.CONFIRMED
) -> IntegrityCase:
    return IntegrityCase.objects.create(
        city=person.city, region_path=person.region_path, at_path=person.region_path, rule=IntegrityRule.OVERLAP,
        subject_kind="person", subject_key=str(person.pk), severity="high", reason="重叠", innocent="", volunteer=person,
        state=state, outcome=outcome, decided_by=person.account, evidence_until=NOW, opened_at=NOW,
    )  # fmt: skip


class TestApplying:
    def test_the_hours_and_the_rules_of_the_day_are_kept(self) -> None:
        person, officer = make_volunteer(), make_officer()
        serve(person, 120)
        award = apply_star(by=volunteer_standing(person), level=1, at=NOW)
        assert (award.state, award.minutes, award.hours) == (
            StarState.APPLIED,
            7200,
            [100, 300, 600, 1000, 1500],
        )
        assert (award.since, award.until, award.region_path) == (None, None, person.region_path)
        assert verbs()[-1] == "apply_star"
        assert Message.objects.get(account=officer.account_id).about_id == str(award.pk)

    def test_d_counts_for_nothing_and_a_void_counts_against(self) -> None:
        person = make_volunteer()
        serve(person, 99, grade=Grade.A)
        serve(person, 50, grade=Grade.D)
        with pytest.raises(StarNotReached) as short:
            apply_star(by=volunteer_standing(person), level=1, at=NOW)
        assert short.value.details["missing"] == ["还差 1 小时 0 分。"]
        assert not StarAward.objects.exists() and "apply_star" not in verbs()

    def test_only_the_next_one(self) -> None:
        person = make_volunteer()
        serve(person, 2000)
        by = volunteer_standing(person)
        with pytest.raises(StarNotReached, match="要先有一星"):
            apply_star(by=by, level=2, at=NOW)
        make_star(volunteer=person, state=StarState.GRANTED)
        assert apply_star(by=by, level=2, at=NOW).level == 2

    @pytest.mark.parametrize("state", [StarState.APPLIED, StarState.IN_PUBLICITY, StarState.GRANTED])
    def test_not_twice(self, state: StarState) -> None:
        person = make_volunteer()
        serve(person, 100)
        make_star(volunteer=person, state=state)
        with pytest.raises(StarAlreadyAsked):
            apply_star(by=volunteer_standing(person), level=1, at=NOW)
        assert StarAward.objects.count() == 1

    @pytest.mark.parametrize("level", [0, 6, -1])
    def test_there_is_no_such_star(self, level: int) -> None:
        person = make_volunteer()
        serve(person, 9000)
        with pytest.raises(StarLevelWrong):
            apply_star(by=volunteer_standing(person), level=level, at=NOW)
        assert not StarAward.objects.exists()

    def test_who_is_not_on_the_register_or_suspended(self) -> None:
        with pytest.raises(NoVolunteerRecord):
            apply_star(by=make_member(), level=1, at=NOW)
        person = make_volunteer(state=VolunteerState.SUSPENDED)
        serve(person, 200)
        with pytest.raises(VolunteerNotActive):
            apply_star(by=volunteer_standing(person), level=1, at=NOW)
        assert not StarAward.objects.exists()

    def test_poor_evaluations(self) -> None:
        person, body = make_volunteer(), make_body()
        serve(person, 100)
        for turn in range(3):
            activity = parts.served_on(
                body=body, leader=make_account(), volunteers=[person], starts_at=NOW - (3 + turn) * DAY
            )  # fmt: skip
            parts.make_evaluation(activity=activity, volunteer=person, scores=(4, 4, 3 if turn else 4))
        with pytest.raises(StarNotReached, match="平均分"):
            apply_star(by=volunteer_standing(person), level=1, at=NOW)
        assert not StarAward.objects.exists()
        tree = make_region_tree()
        DatedSetting.objects.create(
            key="star.least_score", region=tree.yushui, effective_on=TODAY, value=3.5, set_at=NOW
        )
        assert apply_star(by=volunteer_standing(person), level=1, at=NOW)

    @pytest.mark.parametrize("state", [CaseState.DECIDED, CaseState.APPEALED])
    def test_an_open_finding(self, state: CaseState) -> None:
        person = make_volunteer()
        serve(person, 100)
        case = finding(person, state)
        with pytest.raises(StarNotReached, match="没有办结"):
            apply_star(by=volunteer_standing(person), level=1, at=NOW)
        IntegrityCase.objects.filter(pk=case.pk).update(outcome=CaseOutcome.DISMISSED)
        assert apply_star(by=volunteer_standing(person), level=1, at=NOW)

    def test_of_an_annual_scale_only_this_year_counts(self) -> None:
        person = make_volunteer()
        DatedSetting.objects.create(
            key="star.span",
            region=make_region_tree().city,
            effective_on=date(2026, 1, 1),
            value="annual",
            set_at=NOW,
        )
        serve(person, 200, at=NOW - 365 * DAY)
        by = volunteer_standing(person)
        with pytest.raises(StarNotReached):
            apply_star(by=by, level=1, at=NOW)
        serve(person, 100, at=NOW - 30 * DAY)
        award = apply_star(by=by, level=1, at=NOW)
        assert (award.minutes, award.since, award.until) == (6000, date(2026, 1, 1), date(2026, 12, 31))

    def test_a_guardian_asks_for_their_child(self) -> None:
        child, _, guardian = a_guardian_of()
        serve(child, 100)
        _, by = standing_for_child(guardian, child.pk, NOW)
        award = apply_star(by=by, level=1, at=NOW)
        assert (award.volunteer_id, award.applied_by_id) == (child.pk, guardian.account_id)
        assert withdraw_star(by=by, key=award.pk, at=NOW).state == StarState.WITHDRAWN


class TestProposing:
    def proposed(self, **more: Any) -> tuple[Volunteer, StarAward]:
        body, person = make_body(), make_volunteer()
        serve(person, 100, body=body)
        by = more.get("by") or make_leader(body)
        return person, propose_star(by=by, body=body, number=person.number, words="三年没缺过班", at=NOW)

    def test_the_person_hears_it_and_may_take_it_back(self) -> None:
        person, award = self.proposed()
        assert (award.words, award.level) == ("三年没缺过班", 1) and award.proposed_for is not None
        assert "推荐你评一星" in told(person)[-1]
        assert withdraw_star(by=volunteer_standing(person), key=award.pk, at=NOW).state == StarState.WITHDRAWN

    def test_only_who_leads_the_body(self) -> None:
        body, person = make_body(), make_volunteer()
        serve(person, 100, body=body)
        for by in (make_officer(), make_body_admin(make_body()), make_member()):
            with pytest.raises(NotAllowed):
                propose_star(by=by, body=body, number=person.number, words="很好", at=NOW)
        assert not StarAward.objects.exists() and not told(person)

    def test_of_other_peoples_volunteers_nothing_is_told(self) -> None:
        body, person = make_body(), make_volunteer()
        serve(person, 100)
        for number in (person.number, "000000000000", ""):
            with pytest.raises(StarPersonUnknown):
                propose_star(by=make_leader(body), body=body, number=number, words="很好", at=NOW)
        Membership.objects.create(city=body.city, body=body, volunteer=person, joined_on=TODAY)
        assert propose_star(by=make_leader(body), body=body, number=person.number, words="很好", at=NOW)

    def test_with_words_and_never_oneself(self) -> None:
        body, person = make_body(), make_volunteer()
        serve(person, 100, body=body)
        with pytest.raises(StarReasonMissing):
            propose_star(by=make_leader(body), body=body, number=person.number, words=" 好 ", at=NOW)
        assert person.account is not None
        make_grant(account=person.account, role=Role.ACTIVITY_LEADER, body=body)
        with pytest.raises(OwnStar):
            propose_star(by=volunteer_standing(person), body=body, number=person.number, words="很好", at=NOW)
        assert not StarAward.objects.exists()

    def test_who_has_all_five_needs_no_more(self) -> None:
        body, person = make_body(), make_volunteer()
        serve(person, 2000, body=body)
        for level in range(1, 6):
            make_star(volunteer=person, level=level, state=StarState.GRANTED)
        with pytest.raises(StarAlreadyAsked):
            propose_star(by=make_leader(body), body=body, number=person.number, words="很好", at=NOW)
        assert StarAward.objects.count() == 5


class TestDeciding:
    def test_it_goes_into_public_for_five_working_days(self) -> None:
        person = make_volunteer()
        serve(person, 100)
        award = decide_star(by=make_officer(), key=make_star(volunteer=person).pk, grant=True, at=NOW)
        award.refresh_from_db()
        assert award.state == StarState.IN_PUBLICITY and award.granted_at is None
        # Thursday 5 March; the five working days after it end on the Thursday that follows.
        assert (award.publicity_from, award.publicity_until) == (date(2026, 3, 5), date(2026, 3, 12))
        assert "公示到 3月12日" in told(person)[-1]
        assert verbs()[-1] == "decide_star"

    def test_refused_with_a_reason(self) -> None:
        person = make_volunteer()
        award = make_star(volunteer=person)
        with pytest.raises(StarReasonMissing):
            decide_star(by=make_officer(), key=award.pk, grant=False, reason=" ", at=NOW)
        award.refresh_from_db()
        assert award.state == StarState.APPLIED and not told(person)
        decide_star(by=make_officer(), key=award.pk, grant=False, reason="时长里有两次要核对", at=NOW)
        award.refresh_from_db()
        assert (award.state, award.reason) == (StarState.REFUSED, "时长里有两次要核对")
        assert "时长里有两次要核对" in told(person)[-1]

    @pytest.mark.parametrize(
        ("level", "role", "at", "may"),
        [
            (1, Role.REGION_OFFICER, "yushui", True),
            (2, Role.REGION_OFFICER, "city", True),
            (2, Role.CENTRE, "city", True),
            (1, Role.REGION_OFFICER, "fenyi", False),
            (1, Role.REGION_OFFICER, "chengnan", False),
            (3, Role.REGION_OFFICER, "yushui", False),
            (3, Role.REGION_OFFICER, "city", False),
            (4, Role.CENTRE, "city", True),
        ],
    )
    def test_by_who_grants_this_level_there(self, level: int, role: Role, at: str, may: bool) -> None:
        person, approver = make_volunteer(), make_volunteer(name="审核的人")
        serve(person, 2000)
        assert approver.account is not None
        make_grant(account=approver.account, role=role, region=getattr(make_region_tree(), at))
        award = make_star(volunteer=person, level=level)
        by = volunteer_standing(approver)
        if may:
            assert decide_star(by=by, key=award.pk, grant=True, at=NOW).decided_by_id == by.account_id
            return
        with pytest.raises(StarUnknown):
            decide_star(by=by, key=award.pk, grant=True, at=NOW)
        award.refresh_from_db()
        assert award.state == StarState.APPLIED

    def test_nobody_decides_on_their_own_nor_on_what_they_put_forward(self) -> None:
        person = make_volunteer()
        serve(person, 100)
        assert person.account is not None
        make_grant(account=person.account, role=Role.REGION_OFFICER, region=make_region_tree().yushui)
        own = make_star(volunteer=person)
        with pytest.raises(StarUnknown):
            decide_star(by=volunteer_standing(person), key=own.pk, grant=True, at=NOW)
        other = make_star(applied_by=person.account)
        with pytest.raises(OwnStar):
            decide_star(by=volunteer_standing(person), key=other.pk, grant=True, at=NOW)
        assert set(StarAward.objects.values_list("state", flat=True)) == {StarState.APPLIED}

    def test_a_guardian_does_not_decide_on_their_child(self) -> None:
        child, parent, _ = a_guardian_of()
        serve(child, 100)
        make_grant(account=parent, role=Role.CENTRE, region=make_region_tree().city)
        award = make_star(volunteer=child, applied_by=None)
        with pytest.raises(OwnStar):
            decide_star(by=standing_of(parent), key=award.pk, grant=True, at=NOW)
        award.refresh_from_db()
        assert award.state == StarState.APPLIED

    @pytest.mark.parametrize("number", ["", " ", "文" * 41])
    def test_the_fifth_has_the_provinces_number(self, number: str) -> None:
        person, by = make_volunteer(), make_centre()
        serve(person, 1500)
        award = make_star(volunteer=person, level=5)
        with pytest.raises(StarDocumentMissing):
            decide_star(by=by, key=award.pk, grant=True, document_number=number, at=NOW)
        award.refresh_from_db()
        assert award.state == StarState.APPLIED
        done = decide_star(by=by, key=award.pk, grant=True, document_number="赣志字〔2026〕5 号", at=NOW)
        assert done.document_number == "赣志字〔2026〕5 号"

    def test_hours_voided_since_are_not_passed_over(self) -> None:
        person = make_volunteer()
        serve(person, 99)
        award = make_star(volunteer=person)
        with pytest.raises(StarNotReached, match="更正以后不够"):
            decide_star(by=make_officer(), key=award.pk, grant=True, at=NOW)
        serve(person, 1)
        finding(person, CaseState.DECIDED)
        with pytest.raises(StarNotReached, match="办结"):
            decide_star(by=make_officer(), key=award.pk, grant=True, at=NOW)
        award.refresh_from_db()
        assert award.state == StarState.APPLIED

    def test_the_thresholds_of_the_application_hold(self) -> None:
        person = make_volunteer()
        serve(person, 100)
        award = make_star(volunteer=person)
        DatedSetting.objects.create(
            key="star.hours", region=make_region_tree().city, effective_on=TODAY, value=[200, 300, 600, 1000, 1500],
            set_at=NOW,
        )  # fmt: skip
        assert (
            decide_star(by=make_officer(), key=award.pk, grant=True, at=NOW).state == StarState.IN_PUBLICITY
        )

    def test_only_once(self) -> None:
        award = make_star(state=StarState.REFUSED)
        with pytest.raises(StarMoved):
            decide_star(by=make_officer(), key=award.pk, grant=True, at=NOW)
        award.refresh_from_db()
        assert award.state == StarState.REFUSED


class TestTakingBack:
    @pytest.mark.parametrize("state", [StarState.APPLIED, StarState.IN_PUBLICITY])
    def test_until_it_is_granted(self, state: StarState) -> None:
        person = make_volunteer()
        award = make_star(volunteer=person, state=state)
        assert withdraw_star(by=volunteer_standing(person), key=award.pk, at=NOW).state == StarState.WITHDRAWN
        assert verbs()[-1] == "withdraw_star"

    @pytest.mark.parametrize(
        "state", [StarState.GRANTED, StarState.REFUSED, StarState.ENDED, StarState.WITHDRAWN]
    )
    def test_not_afterwards(self, state: StarState) -> None:
        person = make_volunteer()
        award = make_star(volunteer=person, state=state)
        with pytest.raises(StarMoved):
            withdraw_star(by=volunteer_standing(person), key=award.pk, at=NOW)
        award.refresh_from_db()
        assert award.state == state

    def test_not_somebody_elses(self) -> None:
        award = make_star()
        with pytest.raises(StarUnknown):
            withdraw_star(by=volunteer_standing(make_volunteer()), key=award.pk, at=NOW)
        award.refresh_from_db()
        assert award.state == StarState.APPLIED


@pytest.mark.parametrize("words", ["还要核对。", "还要核对 。。", " 还要\n核对。"])
def test_a_reason_that_ends_in_a_stop_is_told_with_one(words: str) -> None:
    award = make_star()
    decide_star(by=make_centre(), key=award.pk, grant=False, reason=words, at=NOW)
    text = told(award.volunteer)[-1].replace(" ", "")
    assert "还要核对。条件够了" in text and "。。" not in text
    other = make_star()
    with pytest.raises(StarReasonMissing):
        decide_star(by=make_centre(), key=other.pk, grant=False, reason="好。。", at=NOW)
    other.refresh_from_db()
    assert other.state == StarState.APPLIED
