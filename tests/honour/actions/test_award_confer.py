"""Conferring writes the records and tells the winners; revoking takes them off again; the wall needs its own consent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.honour.actions.award_confer import confer_edition, revoke_award
from redvest.honour.actions.honour_wall import decide_story, show_on_wall, write_story
from redvest.honour.award_errors import AwardReasonMissing, EditionMoved, EditionUnknown, OwnEdition
from redvest.honour.choices import (
    CONFERRED_EDITIONS,
    CategorySubject,
    EditionState,
    NominationState,
    StoryState,
)
from redvest.honour.models import AwardCategory, AwardEdition, AwardNomination, AwardStory
from redvest.honour.nomination_errors import (
    NominationMoved,
    NominationUnknown,
    NotOnTheWall,
    NotTheNominee,
    OwnNomination,
    StoryMoved,
    StoryUnclear,
    StoryUnknown,
    WallNotForMinors,
)
from redvest.registry.choices import Role
from redvest.registry.models import Account, Message
from redvest.registry.policy import Standing
from redvest.registry.queries.on_behalf import standing_for_child
from redvest.service.choices import AwardGiver, AwardState
from redvest.service.models import AwardRecord
from redvest.service.queries.award import recorded_awards
from tests.factories.award import DAY, make_category, make_edition, make_nomination
from tests.factories.registry import (
    CITY,
    NOW,
    make_account,
    make_body,
    make_body_admin,
    make_centre,
    make_grant,
    make_officer,
    make_region_tree,
    make_volunteer,
    standing_of,
    volunteer_standing,
)
from tests.honour.actions.test_award_result import a_centre_that_stands
from tests.honour.actions.test_star import a_guardian_of, told
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db
TEXT = "十年来，他每个星期三都去看望楼里的三位独居老人，从没有落下过。"


def won(state: EditionState = EditionState.CONFERRED, **more: Any) -> AwardNomination:
    category = make_category(edition=make_edition(state=state), name="优秀志愿者")
    return make_nomination(category=category, state=NominationState.CHOSEN, **more)


class TestConferring:
    def test_on_the_record_of_each_person_and_told_to_each_winner(self) -> None:
        edition = make_edition(state=EditionState.DECIDED, title="2026 年度评选", document_name="表彰决定")
        people, bodies = (
            make_category(edition=edition, name="优秀志愿者"),
            make_category(edition=edition, subject="body"),
        )
        winner, body = make_volunteer(), make_body()
        head = make_body_admin(body)
        make_nomination(category=people, volunteer=winner, state=NominationState.CHOSEN)
        loser = make_nomination(category=people, state=NominationState.NOT_CHOSEN)
        make_nomination(category=bodies, body=body, state=NominationState.CHOSEN)
        by = make_centre()
        confer_edition(by=by, key=edition.pk, at=NOW)
        edition.refresh_from_db()
        assert (edition.state, edition.conferred_at) == (EditionState.CONFERRED, NOW)
        kept = recorded_awards(winner.pk).get()
        assert (kept.name, kept.on, kept.giver, kept.granted_by) == (
            "2026 年度评选·优秀志愿者",
            date(2026, 2, 28),
            AwardGiver.GOVERNMENT,
            "新余市文明办",
        )
        assert (kept.document_number, kept.document_name, kept.kind) == (
            "余文明办〔2026〕3 号",
            "表彰决定",
            "年度评选",
        )
        assert AwardRecord.objects.count() == 1
        assert "恭喜" in told(winner)[0] and "恭喜" in Message.objects.get(account=head.account_id).text
        assert loser.volunteer is not None and not told(loser.volunteer)
        verbs = list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))
        assert verbs == ["record_official_award", "confer_edition"]

    def test_a_winner_who_moved_out_of_the_place_has_it_too(self) -> None:
        tree = make_region_tree()
        edition = make_edition(state=EditionState.DECIDED, region=tree.yushui)
        person = make_volunteer(region=tree.qiandong)
        make_nomination(
            category=make_category(edition=edition), volunteer=person, state=NominationState.CHOSEN
        )
        confer_edition(by=make_officer(), key=edition.pk, at=NOW)
        assert recorded_awards(person.pk).count() == 1

    def test_what_the_owner_reported_already_is_not_doubled(self) -> None:
        nomination = won(EditionState.DECIDED)
        edition = nomination.edition
        AwardRecord.objects.create(
            city=CITY, volunteer=nomination.volunteer, giver="government", granted_by="新余市文明办",
            name=f"{edition.title}·优秀志愿者", on=date(2026, 2, 28), state=AwardState.APPLIED, created_at=NOW,
            created_by=nomination.volunteer and nomination.volunteer.account,
        )  # fmt: skip
        confer_edition(by=make_centre(), key=edition.pk, at=NOW)
        edition.refresh_from_db()
        assert edition.state == EditionState.CONFERRED and AwardRecord.objects.count() == 1

    @pytest.mark.parametrize("state", [each for each in EditionState if each != EditionState.DECIDED])
    def test_not_out_of_turn(self, state: EditionState) -> None:
        nomination = won(state)
        with pytest.raises(EditionMoved):
            confer_edition(by=make_centre(), key=nomination.edition_id, at=NOW)
        assert not AwardRecord.objects.exists() and not Message.objects.exists()

    def test_by_who_runs_it_without_a_stake(self) -> None:
        nomination = won(EditionState.DECIDED)
        with pytest.raises(EditionUnknown):
            confer_edition(by=make_officer(), key=nomination.edition_id, at=NOW)
        by = a_centre_that_stands(nomination.edition, state=NominationState.CHOSEN)
        with pytest.raises(OwnEdition):
            confer_edition(by=by, key=nomination.edition_id, at=NOW)
        assert not AwardRecord.objects.exists()


class TestRevoking:
    def test_off_the_record_and_the_wall_with_a_reason(self) -> None:
        nomination, by = won(EditionState.DECIDED), make_centre()
        confer_edition(by=by, key=nomination.edition_id, at=NOW)
        AwardNomination.objects.update(wall_consented_at=NOW)
        revoke_award(by=by, key=nomination.pk, reason="材料造假", at=NOW)
        nomination.refresh_from_db()
        assert (nomination.state, nomination.reason, nomination.wall_consented_at) == (
            NominationState.STRUCK,
            "材料造假",
            None,
        )
        kept = AwardRecord.objects.get()
        assert (kept.state, kept.void_reason) == (AwardState.VOIDED, "材料造假")
        assert AwardCategory.objects.get().chosen == 0
        assert nomination.volunteer is not None and "取消了：材料造假" in told(nomination.volunteer)[-1]
        with pytest.raises(NominationMoved):
            revoke_award(by=by, key=nomination.pk, reason="再来一次", at=NOW)
        assert AwardCategory.objects.get().chosen == 0

    def test_a_reason_that_ends_in_a_stop_is_told_with_one(self) -> None:
        nomination, by = won(EditionState.DECIDED), make_centre()
        with pytest.raises(AwardReasonMissing):
            revoke_award(by=by, key=nomination.pk, reason="假。", at=NOW)
        revoke_award(by=by, key=nomination.pk, reason="材料造假。", at=NOW)
        assert nomination.volunteer is not None
        text = told(nomination.volunteer)[-1]
        assert "取消了：材料造假" in text and "。。" not in text

    def test_also_from_a_record_that_was_merged_since(self) -> None:
        old, kept = two_records()
        nomination = won(EditionState.DECIDED, volunteer=old)
        confer_edition(by=make_centre(), key=nomination.edition_id, at=NOW)
        merged(old, kept)
        revoke_award(by=make_centre(), key=nomination.pk, reason="材料造假", at=NOW)
        assert AwardRecord.objects.get().state == AwardState.VOIDED

    def test_not_without_a_reason_nor_before_the_decision_nor_by_others(self) -> None:
        nomination = won()
        with pytest.raises(AwardReasonMissing):
            revoke_award(by=make_centre(), key=nomination.pk, reason="", at=NOW)
        with pytest.raises(EditionUnknown):
            revoke_award(by=make_officer(), key=nomination.pk, reason="材料造假", at=NOW)
        with pytest.raises(NominationUnknown):
            revoke_award(by=make_centre(), key=nomination.edition_id, reason="材料造假", at=NOW)
        early = won(EditionState.PUBLICITY)
        with pytest.raises(EditionMoved):
            revoke_award(by=make_centre(), key=early.pk, reason="材料造假", at=NOW)
        assert set(AwardNomination.objects.values_list("state", flat=True)) == {"chosen"}


class TestWall:
    def test_with_ones_own_consent_and_taken_back_by_the_same_tap(self) -> None:
        person = make_volunteer()
        nomination, by = won(volunteer=person), volunteer_standing(person)
        assert show_on_wall(by=by, key=nomination.pk, shown=True, at=NOW).wall_consented_at == NOW
        show_on_wall(
            by=by, key=nomination.pk, shown=True, at=NOW + DAY
        )  # said twice, it stands since the first
        nomination.refresh_from_db()
        assert nomination.wall_consented_at == NOW
        show_on_wall(by=by, key=nomination.pk, shown=False, at=NOW)
        nomination.refresh_from_db()
        assert nomination.wall_consented_at is None
        shown = list(AuditLine.objects.order_by("pk").values_list("verb", "details__shown"))
        assert shown == [("show_on_wall", True), ("show_on_wall", False)]

    def test_a_minor_is_never_on_it_not_by_the_guardian_either(self) -> None:
        child, _, parent = a_guardian_of()
        nomination = won(volunteer=child)
        with pytest.raises(WallNotForMinors):
            show_on_wall(by=parent, key=nomination.pk, shown=True, at=NOW)
        _, as_child = standing_for_child(parent, child.pk, NOW)
        with pytest.raises(WallNotForMinors):
            write_story(by=as_child, key=nomination.pk, text=TEXT, at=NOW)
        nomination.refresh_from_db()
        assert nomination.wall_consented_at is None and not AwardStory.objects.exists()

    def test_nobody_elses_word_and_only_winners_of_what_was_conferred(self) -> None:
        person = make_volunteer()
        by = volunteer_standing(person)
        nomination = won(volunteer=person)
        for other in (make_centre(), volunteer_standing(make_volunteer())):
            with pytest.raises(NotTheNominee):
                show_on_wall(by=other, key=nomination.pk, shown=True, at=NOW)
        for state in EditionState:
            if state not in CONFERRED_EDITIONS:
                with pytest.raises(NotOnTheWall):
                    show_on_wall(by=by, key=won(state, volunteer=person).pk, shown=True, at=NOW)
        category = make_category(edition=nomination.edition)
        lost = make_nomination(category=category, volunteer=person, state=NominationState.NOT_CHOSEN)
        with pytest.raises(NotOnTheWall):
            show_on_wall(by=by, key=lost.pk, shown=True, at=NOW)
        assert not AwardNomination.objects.filter(wall_consented_at__isnull=False).exists()

    def test_also_when_the_edition_is_archived(self) -> None:
        body = make_body()
        category = make_category(edition=make_edition(state=EditionState.ARCHIVED), subject="body")
        nomination = make_nomination(category=category, body=body, state=NominationState.CHOSEN)
        assert show_on_wall(by=make_body_admin(body), key=nomination.pk, shown=True, at=NOW).wall_consented_at


class TestStories:
    def written(self) -> tuple[AwardStory, Standing]:
        person = make_volunteer()
        by = volunteer_standing(person)
        return write_story(by=by, key=won(volunteer=person).pk, text=TEXT, at=NOW), by

    def test_read_by_the_desk_before_everybody_reads_it(self) -> None:
        centre = make_centre()
        story, by = self.written()
        assert (story.state, story.written_by_id) == (StoryState.WAITING, by.account_id)
        assert Message.objects.filter(account=centre.account_id).count() == 1
        decide_story(by=centre, key=story.pk, publish=True, seen=NOW, at=NOW)
        story.refresh_from_db()
        assert (story.state, story.decided_by_id) == (StoryState.PUBLISHED, centre.account_id)
        assert AuditLine.objects.latest("pk").verb == "decide_story"

    def test_returned_with_a_reason_and_written_anew(self) -> None:
        story, by = self.written()
        with pytest.raises(AwardReasonMissing):
            decide_story(by=make_centre(), key=story.pk, publish=False, seen=NOW, at=NOW)
        decide_story(
            by=make_centre(), key=story.pk, publish=False, reason="请去掉老人的姓名", seen=NOW, at=NOW
        )
        assert story.nomination.volunteer is not None
        assert "请去掉老人的姓名" in told(story.nomination.volunteer)[-1]
        again = write_story(by=by, key=story.nomination_id, text=TEXT + "改", at=NOW + DAY)
        assert (again.pk, again.state, again.reason, again.decided_at) == (
            story.pk,
            StoryState.WAITING,
            "",
            None,
        )

    def test_a_version_that_nobody_read_is_not_published(self) -> None:
        story, by = self.written()
        write_story(by=by, key=story.nomination_id, text=TEXT + "又加了一段", at=NOW + DAY)
        with pytest.raises(StoryMoved):
            decide_story(by=make_centre(), key=story.pk, publish=True, seen=NOW, at=NOW + DAY)
        story.refresh_from_db()
        assert story.state == StoryState.WAITING

    def test_a_published_one_is_taken_down_again(self) -> None:
        story, _ = self.written()
        by = make_centre()
        decide_story(by=by, key=story.pk, publish=True, seen=NOW, at=NOW)
        with pytest.raises(StoryMoved):
            decide_story(by=by, key=story.pk, publish=True, seen=NOW, at=NOW)
        decide_story(by=by, key=story.pk, publish=False, reason="本人提出撤下", seen=NOW, at=NOW)
        story.refresh_from_db()
        assert story.state == StoryState.RETURNED

    @pytest.mark.parametrize("text", ["", "太短了", "长" * 2001])
    def test_of_a_length_that_people_read(self, text: str) -> None:
        person = make_volunteer()
        with pytest.raises(StoryUnclear):
            write_story(by=volunteer_standing(person), key=won(volunteer=person).pk, text=text, at=NOW)
        assert not AwardStory.objects.exists()

    def test_nobody_publishes_what_is_about_them_or_by_them(self) -> None:
        story, _by = self.written()
        assert story.nomination.volunteer is not None and story.nomination.volunteer.account is not None
        winner, body, city = story.nomination.volunteer.account, make_body(), make_region_tree().city
        make_grant(account=winner, role=Role.CENTRE, region=city)
        category = make_category(
            edition=make_edition(state=EditionState.CONFERRED), subject=CategorySubject.BODY
        )
        ours = make_nomination(category=category, body=body, state=NominationState.CHOSEN)
        head = make_body_admin(body)
        written = write_story(by=head, key=ours.pk, text=TEXT, at=NOW)
        account, other = Account.objects.get(pk=head.account_id), make_account()
        make_grant(account=account, role=Role.CENTRE, region=city)
        make_grant(account=other, role=Role.CENTRE, region=city)
        make_grant(account=other, role=Role.BODY_ADMIN, body=body)
        for who, about in ((winner, story), (account, written), (other, written)):
            with pytest.raises(OwnNomination):
                decide_story(by=standing_of(who), key=about.pk, publish=True, seen=NOW, at=NOW)
        assert set(AwardStory.objects.values_list("state", flat=True)) == {StoryState.WAITING}
        decide_story(by=standing_of(winner), key=written.pk, publish=True, seen=NOW, at=NOW)

    def test_by_who_runs_the_edition_alone(self) -> None:
        story, by = self.written()
        for other in (make_officer(), by):
            with pytest.raises(StoryUnknown):
                decide_story(by=other, key=story.pk, publish=True, seen=NOW, at=NOW)
        story.refresh_from_db()
        assert story.state == StoryState.WAITING
        assert AwardEdition.objects.count() == 1
