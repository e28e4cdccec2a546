"""Jurors are appointed, bound ones kept away, points kept apart until sealed; refusals change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.core.identifiers import uuid7
from redvest.core.models import AuditLine
from redvest.honour.actions.award_jury import (
    appoint_juror,
    declare_recusal,
    release_juror,
    score_entry,
    seal_scores,
)
from redvest.honour.award_jury_errors import (
    DossierUnknown,
    JurorTwice,
    JurorUnknown,
    JuryMoved,
    JuryReasonMissing,
    JuryUnknown,
    OwnJury,
    RecusedTwice,
    ScoresMissing,
    ScoresSealed,
    ScoreUnclear,
)
from redvest.honour.choices import CategorySubject, EditionState, NominationState, NominationWay, RecusalCause
from redvest.honour.models import (
    AwardJuror,
    AwardNomination,
    AwardScore,
    AwardSeconding,
    FamilyTie,
    JurorRecusal,
)
from redvest.honour.queries.award_jury import desk_of, entries_of, entry_of, judged_counts, seats_of
from redvest.registry.choices import Role
from redvest.registry.models import Account, Grant, Membership, Message, Volunteer
from redvest.registry.policy import Standing
from tests.factories.award_jury import (
    juror_account,
    juror_standing,
    make_category,
    make_entry,
    make_judged,
    make_juror,
    move_to,
)
from tests.factories.registry import (
    CITY,
    NOW,
    TODAY,
    make_account,
    make_body,
    make_centre,
    make_grant,
    make_member,
    make_officer,
    make_region_tree,
    standing_of,
)
from tests.factories.service import make_project
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
ALL: dict[str, int | None] = {"deeds": 50, "effect": 30}


def verbs() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))


def judged(count: int = 1, **more: Any) -> tuple[AwardJuror, Standing, list[AwardNomination]]:
    """A juror before so many entries of one category."""
    category = make_category(make_judged(**more))
    entries = [make_entry(category) for _ in range(count)]
    juror = make_juror(category.edition)
    return juror, juror_standing(juror), entries


def give(by: Standing, entry: AwardNomination, points: dict[str, int | None] = ALL) -> None:
    score_entry(by=by, edition_id=entry.edition_id, nomination_id=entry.pk, points=points, at=NOW)


class TestAppointing:
    def test_under_a_pseudonym_and_told(self) -> None:
        edition, by = make_judged(state=EditionState.CHECKING), make_centre()
        first = appoint_juror(by=by, edition_id=edition.pk, account_id=juror_account().pk, at=NOW)
        second = appoint_juror(by=by, edition_id=edition.pk, account_id=juror_account().pk, at=NOW)
        assert (first.pseudonym, second.pseudonym) == ("评委1", "评委2")
        assert "评委" in Message.objects.get(account=first.account).text
        assert verbs().count("appoint_juror") == 2

    def test_what_binds_is_noted_at_once(self) -> None:
        category = make_category(make_judged())
        person = juror_account(registered=True)
        entry = make_entry(category, volunteer=Volunteer.objects.get(account=person))
        juror = appoint_juror(by=make_centre(), edition_id=category.edition_id, account_id=person.pk, at=NOW)
        found = JurorRecusal.objects.get()
        assert (found.juror, found.nomination, found.cause, found.automatic) == (
            juror, entry, RecusalCause.SELF, True,
        )  # fmt: skip
        assert verbs()[-2:] == ["appoint_juror", "recuse_bound"]

    def test_who_may_and_whom(self) -> None:
        edition, centre, person = make_judged(), make_centre(), juror_account()
        assert centre.account_id is not None
        elsewhere = juror_account(region=make_region_tree().fenyi)
        gone = juror_account()
        Grant.objects.filter(account=gone).update(revoked_at=NOW)
        for by, who, why in (
            (make_officer(), person.pk, JuryUnknown), (make_member(), person.pk, JuryUnknown),
            (centre, centre.account_id, OwnJury), (centre, make_account().pk, JurorUnknown),
            (centre, elsewhere.pk, JurorUnknown), (centre, gone.pk, JurorUnknown), (centre, uuid7(), JurorUnknown),
        ):  # fmt: skip
            with pytest.raises(why):
                appoint_juror(by=by, edition_id=edition.pk, account_id=who, at=NOW)
        with pytest.raises(JuryUnknown):
            appoint_juror(by=centre, edition_id=uuid7(), account_id=person.pk, at=NOW)
        assert not AwardJuror.objects.exists() and "appoint_juror" not in verbs()
        appoint_juror(by=centre, edition_id=edition.pk, account_id=person.pk, at=NOW)
        with pytest.raises(JurorTwice):
            appoint_juror(by=centre, edition_id=edition.pk, account_id=person.pk, at=NOW)
        assert AwardJuror.objects.count() == 1

    @pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.PUBLICITY])
    def test_not_before_the_check_and_not_after_the_result(self, state: EditionState) -> None:
        edition = make_judged(state=state)
        with pytest.raises(JuryMoved):
            appoint_juror(by=make_centre(), edition_id=edition.pk, account_id=juror_account().pk, at=NOW)


class TestRecusal:
    """A juror cannot open, and not judge, what they are bound to."""

    def bound(self, account: Account, entry: AwardNomination) -> RecusalCause | None:
        """Asked of the entry's page and of the action; nothing is written by the refusal."""
        juror = make_juror(entry.edition, account=account)
        desk = desk_of(juror, NOW)
        cause = desk.recused.get(entry.pk)
        if cause is None:
            assert entry_of(desk, entry.pk).nomination == entry
            return None
        with pytest.raises(DossierUnknown):
            entry_of(desk, entry.pk)
        with pytest.raises(DossierUnknown):
            give(juror_standing(juror), entry)
        assert not AwardScore.objects.filter(juror=juror).exists()
        return cause

    def test_themselves_and_family(self) -> None:
        category = make_category(make_judged())
        account = juror_account(registered=True)
        record = Volunteer.objects.get(account=account)
        wife, father, friend = (make_entry(category) for _ in range(3))
        for giver, relative, relation in (
            (record, wife.volunteer, "spouse"), (father.volunteer, record, "parent"),
        ):  # fmt: skip
            FamilyTie.objects.create(
                city=CITY, giver=giver, relative=relative, relation=relation, asked_at=NOW, agreed_at=NOW
            )
        FamilyTie.objects.create(
            city=CITY, giver=record, relative=friend.volunteer, relation="parent", asked_at=NOW
        )
        child = make_entry(category, volunteer=registered(account))
        own = make_entry(category, volunteer=record)
        desk = desk_of(make_juror(category.edition, account=account), NOW)
        assert desk.recused == {
            own.pk: RecusalCause.SELF, wife.pk: RecusalCause.FAMILY, father.pk: RecusalCause.FAMILY,
            child.pk: RecusalCause.FAMILY,
        }  # fmt: skip
        assert [each.nomination for each in desk.mine] == [friend]

    @pytest.mark.parametrize("role", [Role.BODY_ADMIN, Role.ACTIVITY_LEADER, Role.TEACHER])
    def test_a_body_where_they_have_a_role(self, role: Role) -> None:
        body, account = make_body(), juror_account()
        make_grant(account=account, role=role, body=body)
        entry = make_entry(make_category(make_judged(), subject=CategorySubject.BODY), body=body)
        assert self.bound(account, entry) == RecusalCause.BODY

    def test_a_body_of_which_they_are_a_member_until_they_leave(self) -> None:
        body, account = make_body(), juror_account(registered=True)
        record = Volunteer.objects.get(account=account)
        Membership.objects.create(city=CITY, body=body, volunteer=record, joined_on=TODAY)
        entry = make_entry(make_category(make_judged(), subject=CategorySubject.BODY), body=body)
        assert self.bound(account, entry) == RecusalCause.BODY
        Membership.objects.update(left_on=TODAY)
        again = make_entry(make_category(make_judged(), subject=CategorySubject.BODY), body=body)
        assert self.bound(account, again) is None

    def test_a_project_of_their_body_and_whom_it_nominated(self) -> None:
        body, account = make_body(), juror_account()
        make_grant(account=account, role=Role.BODY_ADMIN, body=body)
        projects = make_category(make_judged(), subject=CategorySubject.PROJECT)
        assert self.bound(account, make_entry(projects, project=make_project(body=body))) == RecusalCause.BODY
        people = make_category(make_judged())
        entry = make_entry(people, way=NominationWay.BODY, nominating_body=body)
        assert self.bound(account, entry) == RecusalCause.BODY

    def test_a_member_of_the_body_that_they_head(self) -> None:
        body, account = make_body(), juror_account()
        make_grant(account=account, role=Role.BODY_ADMIN, body=body)
        entry = make_entry(make_category(make_judged()))
        assert entry.volunteer is not None
        Membership.objects.create(city=CITY, body=body, volunteer=entry.volunteer, joined_on=TODAY)
        assert self.bound(account, entry) == RecusalCause.BODY

    def test_the_community_where_they_live_or_that_they_govern(self) -> None:
        place = make_region_tree().baihua
        lives, governs, far = juror_account(registered=True), juror_account(), juror_account()
        make_grant(account=governs, role=Role.REGION_OFFICER, region=place)
        make_grant(account=far, role=Role.REGION_OFFICER, region=make_region_tree().fenyi)
        entry = make_entry(make_category(make_judged(), subject=CategorySubject.COMMUNITY), region=place)
        assert self.bound(lives, entry) == self.bound(governs, entry) == RecusalCause.PLACE
        assert self.bound(far, entry) is None

    def test_whom_they_nominated_or_seconded(self) -> None:
        account, other = juror_account(), juror_account()
        entry = make_entry(make_category(make_judged()), nominated_by=account)
        AwardSeconding.objects.create(nomination=entry, account=other, at=NOW)
        assert self.bound(account, entry) == self.bound(other, entry) == RecusalCause.NOMINATED
        assert self.bound(juror_account(), entry) is None

    def test_declared_with_a_reason_and_once(self) -> None:
        juror, by, (entry, other) = judged(2)
        give(by, entry)
        for reason in ("", "是", "是" * 201):
            with pytest.raises(JuryReasonMissing):
                declare_recusal(
                    by=by, edition_id=juror.edition_id, nomination_id=entry.pk, reason=reason, at=NOW
                )
        assert not JurorRecusal.objects.exists()
        declare_recusal(
            by=by, edition_id=juror.edition_id, nomination_id=entry.pk, reason="以前的同事", at=NOW
        )
        with pytest.raises(RecusedTwice):
            declare_recusal(
                by=by, edition_id=juror.edition_id, nomination_id=entry.pk, reason="以前的同事", at=NOW
            )
        with pytest.raises(DossierUnknown):
            give(by, entry)
        give(by, other)
        seal_scores(by=by, edition_id=juror.edition_id, at=NOW)
        assert JurorRecusal.objects.get().cause == RecusalCause.DECLARED
        assert all("以前的同事" not in str(line.details) + line.reason for line in AuditLine.objects.all())

    def test_what_came_to_bind_them_since_is_noted_when_they_seal(self) -> None:
        juror, by, (entry, other) = judged(2)
        give(by, entry)
        give(by, other)
        AwardSeconding.objects.create(nomination=entry, account=juror.account, at=NOW)
        seal_scores(by=by, edition_id=juror.edition_id, at=NOW)
        assert JurorRecusal.objects.get().nomination == entry


class TestScoring:
    def test_every_thought_is_kept_and_the_last_counts(self) -> None:
        juror, by, (entry,) = judged()
        give(by, entry)
        give(by, entry)
        give(by, entry, {"deeds": 60, "effect": 30})
        rows = AwardScore.objects.order_by("pk").values_list("criterion", "points", "revision")
        assert list(rows) == [("deeds", 50, 1), ("effect", 30, 1), ("deeds", 60, 2)]
        assert desk_of(juror, NOW).points[entry.pk] == {"deeds": 60, "effect": 30}
        assert verbs() == ["score_entry", "score_entry"]

    @pytest.mark.parametrize(
        "points", [{}, {"deeds": 50}, {"deeds": 61, "effect": 1}, {"deeds": -1, "effect": 1}, {"deeds": None, "effect": 1}]
    )  # fmt: skip
    def test_every_criterion_in_whole_points(self, points: dict[str, int | None]) -> None:
        _juror, by, (entry,) = judged()
        with pytest.raises(ScoreUnclear) as why:
            give(by, entry, points)
        assert why.value.details["errors"][0]["sentence"].startswith("请给“")
        assert not AwardScore.objects.exists() and not verbs()

    def test_only_by_who_sits_there_with_the_role_while_it_is_judged(self) -> None:
        juror, by, (entry,) = judged()
        for stranger in (make_member(), make_centre(), standing_of(juror_account())):
            with pytest.raises(JuryUnknown):
                give(stranger, entry)
        elsewhere = make_entry(make_category(make_judged()))
        with pytest.raises(DossierUnknown):
            score_entry(by=by, edition_id=juror.edition_id, nomination_id=elsewhere.pk, points=ALL, at=NOW)
        move_to(juror.edition, EditionState.CHECKING)
        with pytest.raises(JuryMoved):
            give(by, entry)
        move_to(juror.edition, EditionState.JUDGING)
        Grant.objects.filter(account=juror.account).update(revoked_at=NOW)
        with pytest.raises(JuryUnknown):
            give(juror_standing(juror), entry)
        assert not AwardScore.objects.exists()

    def test_what_was_withdrawn_is_judged_no_more_and_numbers_stay(self) -> None:
        juror, by, entries = judged(4)
        before = {each.nomination.pk: each.number for each in entries_of(juror.edition)}
        assert sorted(before.values()) == [1, 2, 3, 4]
        AwardNomination.objects.filter(pk=entries[0].pk).update(state=NominationState.WITHDRAWN)
        after = {each.nomination.pk: each.number for each in entries_of(juror.edition)}
        assert after == {key: number for key, number in before.items() if key != entries[0].pk}
        with pytest.raises(DossierUnknown):
            give(by, entries[0])


class TestSealing:
    def test_it_needs_all_points_and_ends_them(self) -> None:
        juror, by, (one, two) = judged(2)
        give(by, one)
        with pytest.raises(ScoresMissing, match="还有 1 份材料没有打分"):
            seal_scores(by=by, edition_id=juror.edition_id, at=NOW)
        juror.refresh_from_db()
        assert juror.sealed_at is None
        give(by, two)
        seal_scores(by=by, edition_id=juror.edition_id, at=NOW)
        for again in (lambda: give(by, one, {"deeds": 1, "effect": 1}), lambda: seal_scores(
            by=by, edition_id=juror.edition_id, at=NOW
        ), lambda: declare_recusal(
            by=by, edition_id=juror.edition_id, nomination_id=one.pk, reason="想起来了", at=NOW
        )):  # fmt: skip
            with pytest.raises(ScoresSealed):
                again()
        assert AwardScore.objects.count() == 4 and verbs()[-1] == "seal_scores"
        assert judged_counts(juror.edition) == {juror.pk: 2}

    def test_an_absent_juror_is_released_with_a_reason(self) -> None:
        juror, by, (entry,) = judged()
        officer = make_centre()
        with pytest.raises(JuryReasonMissing):
            release_juror(by=officer, juror_id=juror.pk, reason="病", at=NOW)
        for stranger, why in ((make_officer(), JuryUnknown), (by, JuryUnknown)):
            with pytest.raises(why):
                release_juror(by=stranger, juror_id=juror.pk, reason="住院了", at=NOW)
        with pytest.raises(JurorUnknown):
            release_juror(by=officer, juror_id=uuid7(), reason="住院了", at=NOW)
        juror.refresh_from_db()
        assert juror.released_at is None
        release_juror(by=officer, juror_id=juror.pk, reason="住院了", at=NOW)
        with pytest.raises(ScoresSealed):
            give(by, entry)
        with pytest.raises(ScoresSealed):
            release_juror(by=officer, juror_id=juror.pk, reason="住院了", at=NOW)
        assert AuditLine.objects.get(verb="release_juror").reason == "住院了"

    def test_nobody_releases_themselves(self) -> None:
        centre = make_centre()
        assert centre.account_id is not None
        juror = make_juror(make_judged(), account=Account.objects.get(pk=centre.account_id))
        with pytest.raises(OwnJury):
            release_juror(by=centre, juror_id=juror.pk, reason="我没空了", at=NOW)

    def test_whoever_sits_sees_where(self) -> None:
        juror, by, _entries = judged()
        assert list(seats_of(by)) == [juror]
        assert not seats_of(make_member()).exists() and not seats_of(make_centre()).exists()


class TestTheDatabase:
    def test_points_are_only_ever_added(self) -> None:
        _juror, by, (entry,) = judged()
        give(by, entry)
        for write in (AwardScore.objects.all().delete, lambda: AwardScore.objects.update(points=1)):
            with pytest.raises(IntegrityError), transaction.atomic():
                write()

    def test_none_after_the_seal_for_a_recused_entry_or_for_another_edition(self) -> None:
        juror, by, (entry, other) = judged(2)
        declare_recusal(
            by=by, edition_id=juror.edition_id, nomination_id=entry.pk, reason="以前的同事", at=NOW
        )

        def written(to: AwardNomination) -> None:
            with transaction.atomic():
                AwardScore.objects.create(
                    city=CITY, juror=juror, nomination=to, criterion="deeds", points=1, revision=1, at=NOW
                )

        for to in (entry, make_entry(make_category(make_judged()))):
            with pytest.raises(IntegrityError):
                written(to)
        AwardJuror.objects.filter(pk=juror.pk).update(sealed_at=NOW)
        with pytest.raises(IntegrityError):
            written(other)
        assert not AwardScore.objects.exists()

    def test_a_seal_and_a_recusal_stay(self) -> None:
        juror, by, (entry,) = judged()
        declare_recusal(
            by=by, edition_id=juror.edition_id, nomination_id=entry.pk, reason="以前的同事", at=NOW
        )
        AwardJuror.objects.filter(pk=juror.pk).update(sealed_at=NOW)
        rows = AwardJuror.objects.filter(pk=juror.pk)
        for change in ({"sealed_at": None}, {"pseudonym": "评委9"}, {"account": make_account()}):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            JurorRecusal.objects.all().delete()
