"""Winners within the places, in public for all their days, struck and replaced by decision, decided by a document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.honour.actions.award_publicity import object_to_award
from redvest.honour.actions.award_result import (
    announce,
    choose_winners,
    decide_edition,
    reopen_judging,
    replace_winner,
)
from redvest.honour.actions.nomination import withdraw_nomination
from redvest.honour.award_errors import (
    AwardNumberMissing,
    AwardReasonMissing,
    EditionMoved,
    EditionNotReady,
    EditionUnknown,
    OwnEdition,
    PlaceNotFree,
    WinnersTooMany,
    WinnersWrong,
)
from redvest.honour.choices import EditionState, NominationState
from redvest.honour.models import AwardCategory, AwardEdition, AwardNomination
from redvest.honour.nomination_errors import NominationMoved, NominationUnknown
from redvest.registry.choices import Role
from redvest.registry.models import Account, DatedSetting
from redvest.registry.policy import Standing
from tests.factories.award import DAY, make_category, make_edition, make_nomination
from tests.factories.registry import (
    NOW,
    make_body,
    make_centre,
    make_grant,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
    standing_of,
    volunteer_standing,
)
from tests.honour.actions.test_star import told

pytestmark = pytest.mark.django_db
NUMBER = "余文明办〔2026〕3 号"


def judged(
    *, qualified: int = 3, places: int = 2
) -> tuple[AwardEdition, AwardCategory, list[AwardNomination]]:
    edition = make_edition(state=EditionState.JUDGING)
    category = make_category(edition=edition, places=places)
    rows = [make_nomination(category=category, state=NominationState.QUALIFIED) for _ in range(qualified)]
    return edition, category, rows


def shown(*, chosen: int = 1, others: int = 1, places: int = 2) -> tuple[AwardEdition, list[AwardNomination]]:
    """In public until 11 March; the winners come first."""
    edition = make_edition(state=EditionState.PUBLICITY)
    category = make_category(edition=edition, places=places)
    states = [NominationState.CHOSEN] * chosen + [NominationState.NOT_CHOSEN] * others
    return edition, [make_nomination(category=category, state=each) for each in states]


def states(rows: list[AwardNomination]) -> list[str]:
    for each in rows:
        each.refresh_from_db()
    return [each.state for each in rows]


def a_centre_that_stands(edition: AwardEdition, **more: Any) -> Standing:
    """Somebody of the centre who is nominated in the edition themselves."""
    person = make_volunteer()
    assert person.account is not None
    make_grant(account=person.account, role=Role.CENTRE, region=make_region_tree().city)
    make_nomination(category=make_category(edition=edition), volunteer=person, **more)
    return standing_of(person.account)


class TestChoosing:
    def test_within_the_places_and_again_until_it_is_announced(self) -> None:
        edition, category, (one, two, three) = judged()
        by = make_centre()
        choose_winners(by=by, key=edition.pk, nominations=[one.pk, two.pk], at=NOW)
        assert states([one, two, three]) == ["chosen", "chosen", "qualified"]
        choose_winners(by=by, key=edition.pk, nominations=[three.pk, three.pk], at=NOW)
        assert states([one, two, three]) == ["qualified", "qualified", "chosen"]
        category.refresh_from_db()
        assert category.chosen == 1
        assert list(AuditLine.objects.order_by("pk").values_list("details__count", flat=True)) == [2, 1]

    def test_never_more_than_places_in_any_category(self) -> None:
        edition, _category, rows = judged()
        other = make_category(edition=edition, places=2, subject="body")
        body = make_nomination(category=other, state=NominationState.QUALIFIED)
        with pytest.raises(WinnersTooMany):
            choose_winners(
                by=make_centre(), key=edition.pk, nominations=[body.pk, *(x.pk for x in rows)], at=NOW
            )
        assert states([body, *rows]) == ["qualified"] * 4
        assert set(AwardCategory.objects.values_list("chosen", flat=True)) == {0}

    def test_only_who_came_through_the_check_of_this_edition(self) -> None:
        edition, category, (one, *_) = judged()
        wrong = [
            make_nomination(),
            make_nomination(category=category),
            make_nomination(category=category, state=NominationState.REFUSED),
            make_nomination(category=category, state=NominationState.WITHDRAWN),
        ]
        for each in wrong:
            with pytest.raises(WinnersWrong):
                choose_winners(by=make_centre(), key=edition.pk, nominations=[one.pk, each.pk], at=NOW)
        assert states([one]) == ["qualified"]

    def test_by_who_runs_it_and_has_no_stake_in_it(self) -> None:
        edition, _, (one, *_) = judged()
        for other in (make_officer(), make_member()):
            with pytest.raises(EditionUnknown):
                choose_winners(by=other, key=edition.pk, nominations=[one.pk], at=NOW)
        with pytest.raises(OwnEdition):
            choose_winners(by=a_centre_that_stands(edition), key=edition.pk, nominations=[one.pk], at=NOW)
        assert states([one]) == ["qualified"]


class TestAnnouncing:
    def test_five_working_days_in_public_and_everybody_hears_it(self) -> None:
        edition, _, (one, two, three) = judged()
        by = make_centre()
        choose_winners(by=by, key=edition.pk, nominations=[one.pk, two.pk], at=NOW)
        announce(by=by, key=edition.pk, at=NOW)
        edition.refresh_from_db()
        assert edition.state == EditionState.PUBLICITY
        # Thursday 5 March: the five working days after it end on Thursday the twelfth.
        assert (edition.publicity_from, edition.publicity_until) == (date(2026, 3, 5), date(2026, 3, 12))
        assert states([one, two, three]) == ["chosen", "chosen", "not-chosen"]
        assert one.volunteer is not None and three.volunteer is not None
        assert "公示到 3月12日" in told(one.volunteer)[0] and "没有当选" in told(three.volunteer)[0]
        assert AuditLine.objects.latest("pk").verb == "announce_winners"

    def test_the_dated_rule_makes_it_longer(self) -> None:
        edition, _, (one, *_) = judged()
        DatedSetting.objects.create(
            region=make_region_tree().city, key="award.publicity_days", value=7, effective_on=date(2026, 1, 1),
            set_at=NOW,
        )  # fmt: skip
        choose_winners(by=make_centre(), key=edition.pk, nominations=[one.pk], at=NOW)
        announce(by=make_centre(), key=edition.pk, at=NOW)
        edition.refresh_from_db()
        assert edition.publicity_until == date(2026, 3, 16)

    def test_not_without_a_winner(self) -> None:
        edition, _, rows = judged()
        with pytest.raises(EditionNotReady):
            announce(by=make_centre(), key=edition.pk, at=NOW)
        edition.refresh_from_db()
        assert edition.state == EditionState.JUDGING and set(states(rows)) == {"qualified"}

    def test_taken_back_to_the_jury_with_a_reason_and_shown_anew_for_all_its_days(self) -> None:
        edition, (winner, other) = shown()
        with pytest.raises(AwardReasonMissing):
            reopen_judging(by=make_centre(), key=edition.pk, reason="", at=NOW)
        reopen_judging(by=make_centre(), key=edition.pk, reason="分数算错了", at=NOW)
        edition.refresh_from_db()
        assert (edition.state, edition.publicity_until) == (EditionState.JUDGING, None)
        assert states([winner, other]) == ["chosen", "qualified"]
        announce(by=make_centre(), key=edition.pk, at=NOW + 20 * DAY)
        edition.refresh_from_db()
        assert edition.publicity_from == date(2026, 3, 25)


class TestReplacing:
    def struck(self) -> tuple[AwardEdition, list[AwardNomination]]:
        edition, rows = shown(chosen=1, others=2, places=1)
        AwardNomination.objects.filter(pk=rows[0].pk).update(state=NominationState.STRUCK, reason="材料不实")
        AwardCategory.objects.update(chosen=0)
        return edition, rows

    def test_by_an_explicit_decision_and_in_public_for_all_its_days(self) -> None:
        edition, (gone, new, last) = self.struck()
        replace_winner(
            by=make_centre(), key=edition.pk, struck=gone.pk, nomination=new.pk, reason="分数排在下一位", at=NOW + 5 * DAY
        )  # fmt: skip
        edition.refresh_from_db()
        assert states([gone, new, last]) == ["struck", "chosen", "not-chosen"]
        assert new.replaces_id == gone.pk and new.reason == "分数排在下一位"
        assert edition.publicity_until == date(2026, 3, 17)  # it would have ended on the eleventh
        assert AwardCategory.objects.get().chosen == 1
        assert new.volunteer is not None and "递补" in told(new.volunteer)[0]
        with pytest.raises(NominationMoved):
            replace_winner(
                by=make_centre(),
                key=edition.pk,
                struck=gone.pk,
                nomination=last.pk,
                reason="再补一个",
                at=NOW,
            )
        assert states([last]) == ["not-chosen"]

    def test_a_winner_who_gave_up_leaves_a_place_too_and_who_never_won_does_not(self) -> None:
        edition, (winner, new, other) = shown(chosen=1, others=2, places=1)
        for each in (winner, other):
            assert each.volunteer is not None
            withdraw_nomination(by=volunteer_standing(each.volunteer), key=each.pk, at=NOW)
        with pytest.raises(NominationUnknown):
            replace_winner(
                by=make_centre(),
                key=edition.pk,
                struck=other.pk,
                nomination=new.pk,
                reason="排在下一位",
                at=NOW,
            )
        assert states([new]) == ["not-chosen"]
        replace_winner(
            by=make_centre(), key=edition.pk, struck=winner.pk, nomination=new.pk, reason="排在下一位", at=NOW
        )
        assert states([winner, new]) == ["withdrawn", "chosen"] and winner.reason == "当选以后本人撤回"
        assert AwardCategory.objects.get().chosen == 1

    def test_back_with_the_jury_a_replacement_is_forgotten_with_the_choice(self) -> None:
        edition, (gone, new, last) = self.struck()
        by = make_centre()
        replace_winner(by=by, key=edition.pk, struck=gone.pk, nomination=new.pk, reason="排在下一位", at=NOW)
        reopen_judging(by=by, key=edition.pk, reason="分数算错了", at=NOW)
        choose_winners(by=by, key=edition.pk, nominations=[last.pk], at=NOW)
        assert states([new, last]) == ["qualified", "chosen"]
        assert (new.replaces, new.reason) == (None, "")

    def test_not_where_nobody_was_struck_or_no_place_is_free_or_without_a_reason(self) -> None:
        edition, (gone, new, last) = self.struck()
        by = make_centre()
        step: Callable[..., AwardNomination] = lambda **more: replace_winner(  # noqa: E731
            **{"by": by, "key": edition.pk, "struck": gone.pk, "nomination": new.pk, "reason": "排在下一位", "at": NOW, **more}
        )  # fmt: skip
        elsewhere = make_nomination(category=make_category(edition=edition), state=NominationState.NOT_CHOSEN)
        for more in ({"struck": last.pk}, {"nomination": elsewhere.pk}, {"nomination": edition.pk}):
            with pytest.raises(NominationUnknown):
                step(**more)
        with pytest.raises(AwardReasonMissing):
            step(reason=" ")
        with pytest.raises(NominationMoved):
            step(nomination=gone.pk)
        with pytest.raises(EditionUnknown):
            step(by=make_officer())
        AwardCategory.objects.filter(pk=gone.category_id).update(chosen=1)
        with pytest.raises(PlaceNotFree):
            step()
        AwardEdition.objects.filter(pk=edition.pk).update(
            state=EditionState.DECIDED, decided_at=NOW, document_number=NUMBER
        )
        with pytest.raises(EditionMoved):
            step()
        assert states([gone, new, last]) == ["struck", "not-chosen", "not-chosen"]


class TestDeciding:
    AFTER = NOW + 7 * DAY  # 12 March

    def test_by_its_document_after_the_publicity(self) -> None:
        edition, _ = shown()
        by = make_centre()
        decide_edition(
            by=by,
            key=edition.pk,
            document_number=f" {NUMBER} ",
            document_name="关于表彰的决定",
            at=self.AFTER,
        )
        edition.refresh_from_db()
        assert (edition.state, edition.document_number, edition.decided_at, edition.decided_by_id) == (
            EditionState.DECIDED,
            NUMBER,
            self.AFTER,
            by.account_id,
        )
        line = AuditLine.objects.latest("pk")
        assert (line.verb, line.details["document"]) == ("decide_edition", NUMBER)

    def test_not_before_its_days_are_over(self) -> None:
        edition, _ = shown()
        with pytest.raises(EditionNotReady) as early:
            decide_edition(by=make_centre(), key=edition.pk, document_number=NUMBER, at=NOW + 6 * DAY)
        edition.refresh_from_db()
        assert "3月11日" in early.value.message and edition.state == EditionState.PUBLICITY

    def test_not_while_an_objection_waits(self) -> None:
        edition, (winner, _) = shown()
        object_to_award(by=make_member(), edition=edition.pk, nomination=winner.pk, words="材料不实", at=NOW)
        with pytest.raises(EditionNotReady):
            decide_edition(by=make_centre(), key=edition.pk, document_number=NUMBER, at=self.AFTER)
        edition.refresh_from_db()
        assert edition.state == EditionState.PUBLICITY and edition.decided_at is None

    def test_not_without_a_winner_left_or_a_number(self) -> None:
        edition, _ = shown(chosen=0)
        for number in ("", "3", "长" * 41):
            with pytest.raises(AwardNumberMissing):
                decide_edition(by=make_centre(), key=edition.pk, document_number=number, at=self.AFTER)
        with pytest.raises(EditionNotReady):
            decide_edition(by=make_centre(), key=edition.pk, document_number=NUMBER, at=self.AFTER)
        edition.refresh_from_db()
        assert edition.state == EditionState.PUBLICITY

    @pytest.mark.parametrize("state", [each for each in EditionState if each != EditionState.PUBLICITY])
    def test_not_out_of_turn(self, state: EditionState) -> None:
        edition = make_edition(state=state)
        with pytest.raises(EditionMoved):
            decide_edition(by=make_centre(), key=edition.pk, document_number=NUMBER, at=self.AFTER)
        edition.refresh_from_db()
        assert edition.state == state

    def test_not_with_a_stake_in_it(self) -> None:
        edition, rows = shown()
        by = a_centre_that_stands(edition, state=NominationState.CHOSEN)
        for step in (
            lambda: decide_edition(by=by, key=edition.pk, document_number=NUMBER, at=self.AFTER),
            lambda: reopen_judging(by=by, key=edition.pk, reason="重新评", at=NOW),
            lambda: replace_winner(
                by=by, key=edition.pk, struck=rows[0].pk, nomination=rows[1].pk, reason="递补", at=NOW
            ),
        ):
            with pytest.raises(OwnEdition):
                step()
        edition.refresh_from_db()
        assert edition.state == EditionState.PUBLICITY


def test_an_organisation_that_one_heads_is_a_stake_too() -> None:
    edition, _, rows = judged()
    body, by = make_body(), make_centre()
    account_id = by.account_id
    make_nomination(category=make_category(edition=edition, subject="body"), body=body)
    account = Account.objects.get(pk=account_id)
    make_grant(account=account, role=Role.BODY_ADMIN, body=body)
    with pytest.raises(OwnEdition):
        choose_winners(by=standing_of(account), key=edition.pk, nominations=[rows[0].pk], at=NOW)
    assert states(rows) == ["qualified"] * 3
