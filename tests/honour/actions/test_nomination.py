"""Nominations: by oneself, by an organisation, by the public; nobody stands unasked, and the check speaks in numbers."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.core.models import AuditLine
from redvest.honour import jobs
from redvest.honour.actions.award_forget import forget_nominee
from redvest.honour.actions.nomination import (
    OPEN_FOR_TAKING_BACK,
    agree_to_stand,
    nominate,
    nominate_for_body,
    stand,
    withdraw_nomination,
)
from redvest.honour.actions.nomination_check import CHECKABLE, check_nomination
from redvest.honour.award_errors import AwardReasonMissing, CategoryUnknown, EditionMoved, EditionUnknown
from redvest.honour.choices import CategorySubject, EditionState, NominationState, NominationWay
from redvest.honour.models import AwardCategory, AwardNomination, AwardObjection, AwardSeconding, AwardStory
from redvest.honour.nomination_errors import (
    NominatedAlready,
    NominationMoved,
    NominationRefused,
    NominationsClosed,
    NominationsTooMany,
    NominationUnclear,
    NominationUnknown,
    NomineeUnasked,
    NomineeUnknown,
    NotEligible,
    NotTheNominee,
    OwnNomination,
)
from redvest.honour.queries.nomination import GAVE_UP, Named
from redvest.honour.rules.award import Conditions
from redvest.registry.actions.leaving import erase_due
from redvest.registry.choices import BodyState, VolunteerState
from redvest.registry.errors import NoVolunteerRecord
from redvest.registry.models import Body, Erasure, Membership, Message, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.queries.on_behalf import standing_for_child
from tests.factories.award import DAY, WORDS, make_category, make_edition, make_nomination
from tests.factories.registry import (
    CITY,
    NOW,
    TODAY,
    make_body,
    make_body_admin,
    make_centre,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import make_project
from tests.factories.star import serve
from tests.honour.actions.test_star import a_guardian_of, told
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db
ASKED = Conditions(least_minutes=1200, least_age=18)


def named(found: Any) -> Named:
    number = found.number if isinstance(found, Volunteer) else found.code
    return Named(number, found.name)


def put(
    by: Standing, category: AwardCategory, found: Any, *, words: str = WORDS, at: Any = NOW
) -> AwardNomination:
    return nominate(
        by=by, edition=category.edition_id, category=category.pk, named=named(found), words=words, at=at
    )


def stood(
    by: Standing, category: AwardCategory, nominee: Any, *, words: str = WORDS, at: Any = NOW
) -> AwardNomination:
    return stand(
        by=by, edition=category.edition_id, category=category.pk, nominee=nominee, words=words, at=at
    )


class TestStanding:
    def test_for_oneself_with_what_is_asked(self) -> None:
        category, person = make_category(conditions=ASKED), make_volunteer()
        serve(person, 20, at=NOW - 20 * DAY)
        made = stood(volunteer_standing(person), category, person)
        assert (made.way, made.state, made.words) == (NominationWay.SELF, NominationState.NOMINATED, WORDS)
        assert (made.consented_at, made.consented_by, made.volunteer) == (NOW, person.account, person)
        assert AuditLine.objects.latest("pk").verb == "stand_for_award" and not told(person)

    def test_what_is_missing_is_said_with_the_numbers(self) -> None:
        category, person = make_category(conditions=ASKED), make_volunteer(birth_on=TODAY.replace(year=2009))
        person_standing = volunteer_standing(make_volunteer())
        serve(person, 15, at=NOW - 20 * DAY)
        adult = make_volunteer()
        serve(adult, 15, at=NOW - 20 * DAY)
        with pytest.raises(NotEligible) as refused:
            stood(volunteer_standing(adult), category, adult)
        said = ["2026 年的服务时长要满 20 小时，现有 15 小时。"]
        assert refused.value.details["missing"] == said and refused.value.message == said[0]
        with pytest.raises(NotTheNominee):  # nobody learns somebody else's hours
            stood(person_standing, category, adult)
        assert not AwardNomination.objects.exists()

    def test_a_guardian_for_a_child_and_the_child_not_alone(self) -> None:
        child, _, parent = a_guardian_of()
        category = make_category()
        _, as_child = standing_for_child(parent, child.pk, NOW)
        made = stood(as_child, category, child)
        assert (made.consented_by_id, made.volunteer_id) == (parent.account_id, child.pk)
        young = make_volunteer(birth_on=TODAY.replace(year=2011))
        with pytest.raises(NotTheNominee):
            stood(volunteer_standing(young), category, young)
        assert AwardNomination.objects.count() == 1

    def test_a_head_for_the_organisation_and_its_projects(self) -> None:
        body = make_body()
        project, edition = make_project(body=body), make_edition()
        of_bodies = make_category(edition=edition, subject=CategorySubject.BODY)
        of_projects = make_category(edition=edition, subject=CategorySubject.PROJECT)
        head = make_body_admin(body)
        assert stood(head, of_bodies, body).consented_by_id == head.account_id
        assert stood(head, of_projects, project).project == project
        for other in (make_leader(body), make_officer(), make_body_admin(make_body())):
            with pytest.raises(NotTheNominee):
                stood(other, of_bodies, body)
        with pytest.raises(NomineeUnknown):  # a category of another kind
            stood(head, of_bodies, project)
        assert AwardNomination.objects.count() == 2

    def test_an_officer_for_a_community_of_their_place(self) -> None:
        category, tree = make_category(subject=CategorySubject.COMMUNITY), make_region_tree()
        assert stood(make_officer(), category, tree.baihua).region == tree.baihua
        with pytest.raises(NotTheNominee):
            stood(make_officer(tree.fenyi), category, tree.zhanqian)
        assert AwardNomination.objects.count() == 1

    def test_it_is_the_yes_to_what_others_began_and_not_said_twice(self) -> None:
        category, person = make_category(), make_volunteer()
        begun = put(volunteer_standing(make_volunteer()), category, person)
        assert begun.consented_at is None
        assert stood(volunteer_standing(person), category, person).pk == begun.pk
        begun.refresh_from_db()
        assert begun.consented_at == NOW and begun.way == NominationWay.PUBLIC
        with pytest.raises(NominatedAlready):
            stood(volunteer_standing(person), category, person)
        AwardNomination.objects.update(state=NominationState.REFUSED, reason="时长不够")
        with pytest.raises(NominationRefused):
            stood(volunteer_standing(person), category, person)
        assert AwardNomination.objects.count() == 1

    @pytest.mark.parametrize("words", ["", "他很好", "长" * 501])
    def test_in_words(self, words: str) -> None:
        person = make_volunteer()
        with pytest.raises(NominationUnclear):
            stood(volunteer_standing(person), make_category(), person, words=words)
        assert not AwardNomination.objects.exists()

    def test_only_while_the_days_run(self) -> None:
        person, category = make_volunteer(), make_category()
        by = volunteer_standing(person)
        for at in (NOW - 3 * DAY, NOW + 9 * DAY):
            with pytest.raises(NominationsClosed):
                stood(by, category, person, at=at)
        for state in EditionState:
            if state != EditionState.NOMINATING:
                with pytest.raises(NominationsClosed):
                    stood(by, make_category(edition=make_edition(state=state)), person)
        with pytest.raises(CategoryUnknown):
            stand(by=by, edition=make_edition().pk, category=category.pk, nominee=person, words=WORDS, at=NOW)
        with pytest.raises(Unauthenticated):
            stood(GUEST_STANDING(CITY), category, person)
        assert not AwardNomination.objects.exists()
        assert stood(by, category, person, at=NOW + 8 * DAY).pk

    def test_only_who_lives_where_the_award_is_given(self) -> None:
        tree = make_region_tree()
        category = make_category(edition=make_edition(region=tree.fenyi))
        person = make_volunteer()
        with pytest.raises(NomineeUnknown):
            stood(volunteer_standing(person), category, person)
        assert not AwardNomination.objects.exists()

    def test_once_over_merged_records(self) -> None:
        old, kept = two_records()
        category = make_category()
        make_nomination(category=category, volunteer=old)
        merged(old, kept)
        with pytest.raises(NominatedAlready):
            stood(volunteer_standing(kept), category, kept)
        assert AwardNomination.objects.count() == 1


class TestByOthers:
    def test_the_nominee_hears_it_and_is_asked(self) -> None:
        person, category = make_volunteer(), make_category(conditions=ASKED)
        made = put(
            volunteer_standing(make_volunteer()), category, person
        )  # too few hours: that is said to nobody
        assert (made.way, made.consented_at, made.state) == (
            NominationWay.PUBLIC,
            None,
            NominationState.NOMINATED,
        )
        assert "同不同意" in told(person)[0] and Message.objects.get().about_id == str(made.pk)
        assert AuditLine.objects.latest("pk").verb == "nominate"

    def test_whom_others_nominated_is_seconded_once(self) -> None:
        person, category = make_volunteer(), make_category()
        first, second = volunteer_standing(make_volunteer()), volunteer_standing(make_volunteer())
        made = put(first, category, person)
        assert put(second, category, person).pk == made.pk
        for by in (first, second):
            with pytest.raises(NominatedAlready):
                put(by, category, person)
        assert AwardSeconding.objects.get().account_id == second.account_id
        assert AwardNomination.objects.count() == 1 and len(told(person)) == 1

    @pytest.mark.parametrize(
        "wrong",
        [{"number": "360500000000"}, {"name": "王小路"}, {"name": ""}, {"number": ""}],
    )
    def test_by_number_and_name_both_right(self, wrong: dict[str, str]) -> None:
        person, category = make_volunteer(), make_category()
        typed = Named(**{"number": person.number, "name": person.name, **wrong})
        with pytest.raises(NomineeUnknown):
            nominate(
                by=volunteer_standing(make_volunteer()), edition=category.edition_id, category=category.pk,
                named=typed, words=WORDS, at=NOW,
            )  # fmt: skip
        assert not AwardNomination.objects.exists()

    def test_not_who_left_nor_an_organisation_that_rests_nor_a_street(self) -> None:
        by, edition = volunteer_standing(make_volunteer()), make_edition()
        gone = make_volunteer(state=VolunteerState.LEFT)
        resting = make_body(state=BodyState.SUSPENDED)
        kinds = {CategorySubject.PERSON: gone, CategorySubject.BODY: resting,
                 CategorySubject.COMMUNITY: make_region_tree().chengnan}  # fmt: skip
        for subject, found in kinds.items():
            with pytest.raises(NomineeUnknown):
                put(by, make_category(edition=edition, subject=subject), found)
        assert not AwardNomination.objects.exists()

    def test_organisations_communities_and_projects(self) -> None:
        by, edition, body = volunteer_standing(make_volunteer()), make_edition(), make_body()
        head = make_body_admin(body)
        kinds = {CategorySubject.BODY: body, CategorySubject.COMMUNITY: make_region_tree().baihua,
                 CategorySubject.PROJECT: make_project(body=body)}  # fmt: skip
        for subject, found in kinds.items():
            made = put(by, make_category(edition=edition, subject=subject), found)
            assert made.subject == subject and made.consented_at is None
        assert Message.objects.filter(account=head.account_id).count() == 2

    def test_oneself_goes_another_way(self) -> None:
        person, edition = make_volunteer(), make_edition()
        with pytest.raises(NotAllowed):
            put(volunteer_standing(person), make_category(edition=edition), person)
        assert not AwardNomination.objects.exists()

    def test_on_the_register_and_not_more_than_the_rule_says(self) -> None:
        edition = make_edition()
        category = make_category(edition=edition)
        with pytest.raises(NoVolunteerRecord):
            put(make_member(), category, make_volunteer())
        by = volunteer_standing(make_volunteer())
        for _ in range(5):
            put(by, category, make_volunteer())
        with pytest.raises(NominationsTooMany) as refused:
            put(by, category, make_volunteer())
        assert refused.value.details["most"] == 5 and "最多推荐 5 个" in refused.value.message
        assert AwardNomination.objects.count() == 5
        other = make_category(edition=make_edition())
        assert put(by, other, make_volunteer()).pk  # counted by edition

    def test_an_organisation_its_own_people_and_projects(self) -> None:
        body, edition = make_body(), make_edition()
        people, projects = make_category(edition=edition), make_category(edition=edition, subject="project")
        member, stranger = make_volunteer(), make_volunteer()
        Membership.objects.create(city=CITY, body=body, volunteer=member, joined_on=TODAY)
        leader = make_leader(body)

        def by_body(
            category: AwardCategory, found: Any, by: Standing = leader, of: Body = body
        ) -> AwardNomination:
            return nominate_for_body(
                by=by,
                body=of,
                edition=edition.pk,
                category=category.pk,
                named=named(found),
                words=WORDS,
                at=NOW,
            )

        made = by_body(people, member)
        assert (made.way, made.nominating_body) == (NominationWay.BODY, body)
        assert f"“{body.name}”推荐你参评" in told(member)[0]
        served = make_volunteer()
        serve(served, 2, body=body)
        assert by_body(people, served).volunteer == served
        assert by_body(projects, make_project(body=body)).consented_at is None  # a leader is not the head
        for category, found in ((people, stranger), (projects, make_project())):
            with pytest.raises(NomineeUnknown):
                by_body(category, found)
        with pytest.raises(NotAllowed):
            by_body(people, member, by=make_officer())
        assert AwardNomination.objects.count() == 3


class TestAgreeingAndTakingBack:
    def test_the_yes_of_the_nominee_alone(self) -> None:
        person = make_volunteer()
        made = make_nomination(volunteer=person, consented=False, way=NominationWay.PUBLIC)
        for other in (volunteer_standing(make_volunteer()), make_centre()):
            with pytest.raises(NotTheNominee):
                agree_to_stand(by=other, key=made.pk, at=NOW)
        made.refresh_from_db()
        assert made.consented_at is None
        assert agree_to_stand(by=volunteer_standing(person), key=made.pk, at=NOW).consented_at == NOW
        with pytest.raises(NominationMoved):
            agree_to_stand(by=volunteer_standing(person), key=made.pk, at=NOW)

    def test_no_yes_after_the_check(self) -> None:
        person = make_volunteer()
        category = make_category(edition=make_edition(state=EditionState.JUDGING))
        made = make_nomination(category=category, volunteer=person, consented=False)
        with pytest.raises(NominationMoved):
            agree_to_stand(by=volunteer_standing(person), key=made.pk, at=NOW)
        made.refresh_from_db()
        assert made.consented_at is None

    @pytest.mark.parametrize("state", OPEN_FOR_TAKING_BACK)
    def test_taken_back_before_the_decision_a_winner_frees_the_place(self, state: EditionState) -> None:
        person = make_volunteer()
        category = make_category(edition=make_edition(state=state))
        made = make_nomination(category=category, volunteer=person, state=NominationState.CHOSEN)
        withdraw_nomination(by=volunteer_standing(person), key=made.pk, at=NOW)
        made.refresh_from_db()
        category.refresh_from_db()
        assert made.state == NominationState.WITHDRAWN and category.chosen == 0
        with pytest.raises(NominationMoved):
            withdraw_nomination(by=volunteer_standing(person), key=made.pk, at=NOW)
        category.refresh_from_db()
        assert category.chosen == 0

    def test_not_after_it_nor_by_others_nor_what_is_not_there(self) -> None:
        person = make_volunteer()
        category = make_category(edition=make_edition(state=EditionState.DECIDED))
        made = make_nomination(category=category, volunteer=person, state=NominationState.CHOSEN)
        with pytest.raises(NominationMoved):
            withdraw_nomination(by=volunteer_standing(person), key=made.pk, at=NOW)
        with pytest.raises(NotTheNominee):
            withdraw_nomination(by=make_centre(), key=made.pk, at=NOW)
        with pytest.raises(NominationUnknown):
            withdraw_nomination(by=make_centre(), key=category.pk, at=NOW)
        made.refresh_from_db()
        assert made.state == NominationState.CHOSEN


class TestChecking:
    def waiting(self, hours: int = 20, **more: Any) -> AwardNomination:
        category = make_category(edition=make_edition(state=EditionState.CHECKING), conditions=ASKED)
        person = make_volunteer()
        serve(person, hours, at=NOW - 20 * DAY)
        return make_nomination(category=category, volunteer=person, **more)

    def test_through_with_the_facts_and_the_evidence_of_the_day(self) -> None:
        made, by = self.waiting(), make_centre()
        check_nomination(by=by, key=made.pk, qualify=True, at=NOW)
        made.refresh_from_db()
        assert (made.state, made.checked_by_id, made.checked_at) == (
            NominationState.QUALIFIED,
            by.account_id,
            NOW,
        )
        assert made.facts[1] == {
            "code": "least_minutes",
            "need": 1200,
            "found": 1200,
            "ok": True,
            "year": 2026,
        }
        assert made.evidence["minutes_of_year"]["B"] == 1200 and made.evidence["on"] == "2026-03-05"
        assert made.volunteer is not None and "你入围" in told(made.volunteer)[0]
        line = AuditLine.objects.latest("pk")
        assert (line.verb, line.details["qualify"]) == ("check_nomination", True)
        with pytest.raises(NominationMoved):
            check_nomination(by=by, key=made.pk, qualify=False, reason="后悔了", at=NOW)

    def test_not_without_what_is_asked_nor_the_own_yes(self) -> None:
        short, unasked = self.waiting(19), self.waiting(consented=False)
        with pytest.raises(NotEligible) as refused:
            check_nomination(by=make_centre(), key=short.pk, qualify=True, at=NOW)
        assert refused.value.details["missing"] == ["2026 年的服务时长要满 20 小时，现有 19 小时。"]
        with pytest.raises(NomineeUnasked):
            check_nomination(by=make_centre(), key=unasked.pk, qualify=True, at=NOW)
        for each in (short, unasked):
            each.refresh_from_db()
            assert (each.state, each.facts, each.checked_at) == (NominationState.NOMINATED, [], None)

    def test_refused_with_a_reason_and_checked_again_when_hours_came(self) -> None:
        made, by = self.waiting(19), make_centre()
        with pytest.raises(AwardReasonMissing):
            check_nomination(by=by, key=made.pk, qualify=False, at=NOW)
        check_nomination(by=by, key=made.pk, qualify=False, reason="时长还差 1 小时", at=NOW)
        made.refresh_from_db()
        assert made.state == NominationState.REFUSED and made.facts[1]["found"] == 19 * 60
        assert made.volunteer is not None and "时长还差 1 小时" in told(made.volunteer)[0]
        serve(made.volunteer, 1, at=NOW - 19 * DAY)
        check_nomination(by=by, key=made.pk, qualify=True, at=NOW)
        made.refresh_from_db()
        assert (made.state, made.reason) == (NominationState.QUALIFIED, "")

    def test_by_who_runs_it_and_never_about_their_own(self) -> None:
        made = self.waiting()
        for other in (make_officer(), make_member()):
            with pytest.raises(EditionUnknown):
                check_nomination(by=other, key=made.pk, qualify=True, at=NOW)
        by = make_centre()
        AwardNomination.objects.update(nominated_by_id=by.account_id)
        with pytest.raises(OwnNomination):
            check_nomination(by=by, key=made.pk, qualify=True, at=NOW)
        with pytest.raises(NominationUnknown):
            check_nomination(by=by, key=made.category_id, qualify=True, at=NOW)
        made.refresh_from_db()
        assert made.state == NominationState.NOMINATED

    @pytest.mark.parametrize("state", [each for each in EditionState if each not in CHECKABLE])
    def test_only_while_it_is_checked(self, state: EditionState) -> None:
        made = make_nomination(category=make_category(edition=make_edition(state=state)))
        with pytest.raises(EditionMoved):
            check_nomination(by=make_centre(), key=made.pk, qualify=True, at=NOW)
        made.refresh_from_db()
        assert made.state == NominationState.NOMINATED


class TestForgetting:
    def test_nothing_that_was_said_of_them_stays(self) -> None:
        person, edition = make_volunteer(), make_edition(state=EditionState.PUBLICITY)

        def stood_and(state: NominationState, reason: str) -> AwardNomination:
            category = make_category(edition=edition)
            return make_nomination(category=category, volunteer=person, state=state, reason=reason)

        stood_and(NominationState.REFUSED, "李明霞没来")
        struck = stood_and(NominationState.STRUCK, "李明霞没来")
        stood_and(NominationState.WITHDRAWN, GAVE_UP)
        AwardSeconding.objects.create(nomination=struck, words="李明霞是好人", at=NOW)
        made: dict[str, Any] = {
            "city": CITY, "edition": edition, "nomination": struck, "words": "李明霞没来", "raised_at": NOW,
        }  # fmt: skip
        AwardObjection.objects.create(**made)
        AwardObjection.objects.create(**made, state="upheld", answered_at=NOW, answer="李明霞确实没来")
        forget_nominee(volunteer_id=person.pk, at=NOW)
        kept = AwardNomination.objects.order_by("pk").values_list("reason", flat=True)
        assert [*kept] == ["已注销", "已注销", GAVE_UP]
        assert AwardSeconding.objects.get().words == "已注销"
        said = AwardObjection.objects.order_by("pk").values_list("words", "answer")
        assert [*said] == [("已注销", ""), ("已注销", "已注销")]

    def test_what_they_said_of_others_goes_where_they_stood_nowhere(self) -> None:
        person, other = make_volunteer(), make_volunteer()
        made = make_nomination(category=make_category(edition=make_edition(state=EditionState.PUBLICITY)))
        for each in (person, other):
            AwardSeconding.objects.create(nomination=made, account=each.account, words="人很好", at=NOW)
            AwardObjection.objects.create(
                city=CITY, edition=made.edition, nomination=made, raised_by=each.account, words="那天没来",
                raised_at=NOW, state="dismissed", answered_at=NOW, answer="查过，来了",
            )  # fmt: skip
        Erasure.objects.create(city=CITY, volunteer=person, asked_at=NOW, due_at=NOW)
        assert erase_due(at=NOW + DAY) == 1
        assert set(AwardSeconding.objects.values_list("words", flat=True)) == {"已注销", "人很好"}
        left = set(AwardObjection.objects.values_list("words", "answer"))
        assert left == {("已注销", "已注销"), ("那天没来", "查过，来了")}
        made.refresh_from_db()
        assert made.words == WORDS

    def test_who_is_erased_stands_no_more_and_a_winner_leaves_a_bare_place(self) -> None:
        person = make_volunteer()
        running = make_category(edition=make_edition(state=EditionState.PUBLICITY))
        over = make_category(edition=make_edition(state=EditionState.CONFERRED))
        winner = {"volunteer": person, "state": NominationState.CHOSEN, "evidence": {"year": 2026}}
        now = make_nomination(category=running, **winner)
        then = make_nomination(category=over, wall_consented_at=NOW, **winner)
        AwardStory.objects.create(city=CITY, nomination=then, text="长" * 40, written_at=NOW)
        jobs.forget_nominee.call(str(person.pk))
        for each in (now, then, running):
            each.refresh_from_db()
        assert (now.state, running.chosen) == (NominationState.WITHDRAWN, 0)
        assert (then.state, then.words, then.evidence, then.wall_consented_at) == (
            NominationState.CHOSEN,
            "",
            {},
            None,
        )
        assert not AwardStory.objects.exists()
        assert forget_nominee(volunteer_id=make_volunteer().pk, at=NOW) == 0
