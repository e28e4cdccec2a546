"""Perks: a code of five minutes without an identity in it, one use for each showing, so many a year, by star."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from redvest.core.errors import NotAllowed, TooManyTries
from redvest.core.models import AuditLine
from redvest.honour.actions.perk import (
    add_perk,
    change_perk,
    forget_perk_code,
    look_up_perk_code,
    move_perk,
    show_perk_code,
    use_perk,
)
from redvest.honour.actions.redeem_counter import TRIES
from redvest.honour.choices import OfferState, StarState
from redvest.honour.models import Perk, PerkCode, PerkUse, RedeemPartner, StarAward
from redvest.honour.perk_errors import (
    NoStarYet,
    PerkCodeOld,
    PerkNotRunning,
    PerkUnknown,
    PerkUsedUp,
    PerkWrong,
    StarTooLow,
)
from redvest.honour.redeem_errors import (
    CodeUnknown,
    CodeUsed,
    ItemEnded,
    ItemIsMoney,
    OfferNameTaken,
    OwnCode,
    PartnerUnknown,
)
from redvest.honour.rules.perk import LASTING, PerkForm
from redvest.registry.choices import Role, VolunteerState
from redvest.registry.errors import NoVolunteerRecord, VolunteerNotActive
from redvest.registry.events import PersonErased
from redvest.registry.policy import Standing
from tests.factories import registry
from tests.factories.redeem import keeper_of, make_partner, make_perk, shown_by, starred
from tests.factories.registry import CITY, NOW, TODAY, make_centre, make_officer, make_region_tree
from tests.factories.star import make_star

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def partner() -> RedeemPartner:
    return make_partner(body=registry.make_body(), name="仙女湖景区", kind="scenic")


@pytest.fixture
def keeper(partner: RedeemPartner) -> Standing:
    return keeper_of(partner)


@pytest.fixture
def perk(partner: RedeemPartner) -> Perk:
    return make_perk(partner=partner)


class TestCode:
    def test_it_opens_the_star_and_nothing_else_for_five_minutes(self, keeper: Standing) -> None:
        person, by = starred(3)
        code = shown_by(by)
        assert len(code) == 6
        shown, star = look_up_perk_code(by=keeper, code=code, at=NOW + LASTING - MINUTE)
        assert (shown.volunteer_id, star) == (person.pk, 3)
        with pytest.raises(PerkCodeOld):
            look_up_perk_code(by=keeper, code=code, at=NOW + LASTING)

    def test_a_new_one_closes_the_one_before(self, keeper: Standing) -> None:
        _person, by = starred()
        old, new = shown_by(by), shown_by(by, NOW + MINUTE)
        assert old != new and PerkCode.objects.count() == 1
        with pytest.raises(CodeUnknown):
            look_up_perk_code(by=keeper, code=old, at=NOW + MINUTE)
        assert look_up_perk_code(by=keeper, code=new, at=NOW + MINUTE)[1] == 2

    def test_who_has_no_star_has_none(self) -> None:
        person, nobody = registry.make_volunteer(), registry.make_member()
        make_star(volunteer=person, state=StarState.ENDED)
        make_star(volunteer=person, level=2, state=StarState.IN_PUBLICITY)
        with pytest.raises(NoStarYet):
            show_perk_code(by=registry.volunteer_standing(person), at=NOW)
        with pytest.raises(NoVolunteerRecord):
            show_perk_code(by=nobody, at=NOW)
        suspended, by = starred()
        type(suspended).objects.filter(pk=suspended.pk).update(state=VolunteerState.SUSPENDED)
        with pytest.raises(VolunteerNotActive):
            show_perk_code(by=by, at=NOW)
        assert not PerkCode.objects.exists() and not AuditLine.objects.filter(verb="show_perk_code").exists()

    def test_guessing_is_stopped(self, keeper: Standing) -> None:
        code = shown_by(starred()[1])
        for turn in range(TRIES):
            with pytest.raises(CodeUnknown):
                look_up_perk_code(by=keeper, code=f"{turn:08d}", at=NOW)
        with pytest.raises(TooManyTries):
            look_up_perk_code(by=keeper, code=code, at=NOW)

    def test_guessing_at_the_confirmation_is_stopped_too(self, keeper: Standing, perk: Perk) -> None:
        code = shown_by(starred()[1])
        for turn in range(TRIES):
            with pytest.raises(CodeUnknown):
                use_perk(by=keeper, perk_id=perk.pk, code=f"{turn:08d}", at=NOW)
        with pytest.raises(TooManyTries):
            use_perk(by=keeper, perk_id=perk.pk, code=code, at=NOW)
        assert not PerkUse.objects.exists()

    def test_a_stranger_looks_up_nothing(self) -> None:
        code = shown_by(starred()[1])
        with pytest.raises(NotAllowed):
            look_up_perk_code(by=registry.make_member(), code=code, at=NOW)

    def test_digits_of_somebody_else_are_passed_over(
        self, monkeypatch: pytest.MonkeyPatch, keeper: Standing
    ) -> None:
        one, two = starred(), starred()
        digits = iter(["111111", "111111", "222222"])
        monkeypatch.setattr("redvest.honour.actions.perk.perk_code", lambda *_: next(digits))
        show_perk_code(by=one[1], at=NOW)
        assert show_perk_code(by=two[1], at=NOW).serial == 2
        assert look_up_perk_code(by=keeper, code="222222", at=NOW)[0].volunteer_id == two[0].pk

    def test_who_is_erased_shows_nothing(self) -> None:
        person, by = starred()
        shown_by(by)
        forget_perk_code(PersonErased(city=CITY, volunteer_id=person.pk, at=NOW))
        assert not PerkCode.objects.exists()


class TestUse:
    def test_confirmed_once_for_each_showing(self, keeper: Standing, perk: Perk) -> None:
        person, by = starred(3)
        code = shown_by(by)
        used = use_perk(by=keeper, perk_id=perk.pk, code=code, at=NOW)
        assert (used.volunteer_id, used.turn, used.year, used.star) == (person.pk, 1, 2026, 3)
        assert used.confirmed_by_id == keeper.account_id
        with pytest.raises(CodeUsed):
            use_perk(by=keeper, perk_id=perk.pk, code=code, at=NOW + MINUTE)
        assert PerkUse.objects.count() == AuditLine.objects.filter(verb="use_perk").count() == 1

    def test_so_many_a_year_and_anew_with_the_next(self, keeper: Standing, perk: Perk) -> None:
        _person, by = starred()
        for turn in (1, 2):
            moment = NOW + turn * DAY
            assert use_perk(by=keeper, perk_id=perk.pk, code=shown_by(by, moment), at=moment).turn == turn
        late = NOW + 3 * DAY
        with pytest.raises(PerkUsedUp):
            use_perk(by=keeper, perk_id=perk.pk, code=shown_by(by, late), at=late)
        year = NOW + 330 * DAY
        assert use_perk(by=keeper, perk_id=perk.pk, code=shown_by(by, year), at=year).turn == 1

    def test_any_number_where_there_is_no_limit(self, keeper: Standing, partner: RedeemPartner) -> None:
        perk, by = make_perk(partner=partner, uses=None), starred()[1]
        for turn in range(4):
            moment = NOW + turn * DAY
            use_perk(by=keeper, perk_id=perk.pk, code=shown_by(by, moment), at=moment)
        assert PerkUse.objects.count() == 4

    def test_a_star_under_review_counts_and_an_ended_one_does_not(self, keeper: Standing, perk: Perk) -> None:
        person, by = starred()
        code = shown_by(by)
        StarAward.objects.filter(volunteer=person).update(flagged_at=NOW, flag_reason="时长少了")
        use_perk(by=keeper, perk_id=perk.pk, code=code, at=NOW)
        fresh = shown_by(by, NOW + MINUTE)
        StarAward.objects.filter(volunteer=person).update(
            state=StarState.ENDED, reviewed_at=NOW, review_words="记错"
        )
        with pytest.raises(StarTooLow):
            use_perk(by=keeper, perk_id=perk.pk, code=fresh, at=NOW + MINUTE)
        with pytest.raises(NoStarYet):
            look_up_perk_code(by=keeper, code=fresh, at=NOW + MINUTE)
        assert PerkUse.objects.count() == 1

    def test_a_lower_star_opens_nothing_higher(self, keeper: Standing, perk: Perk) -> None:
        with pytest.raises(StarTooLow):
            use_perk(by=keeper, perk_id=perk.pk, code=shown_by(starred(1)[1]), at=NOW)
        assert not PerkUse.objects.exists()

    @pytest.mark.parametrize(
        "change",
        [{"state": OfferState.PAUSED}, {"from_on": TODAY + DAY}, {"until_on": TODAY - DAY}],
    )
    def test_what_does_not_run_is_not_used(
        self, keeper: Standing, perk: Perk, change: dict[str, Any]
    ) -> None:
        Perk.objects.filter(pk=perk.pk).update(**change)
        with pytest.raises(PerkNotRunning):
            use_perk(by=keeper, perk_id=perk.pk, code=shown_by(starred()[1]), at=NOW)
        assert not PerkUse.objects.exists()

    def test_only_that_partners_staff_and_never_for_themselves(
        self, partner: RedeemPartner, perk: Perk
    ) -> None:
        person, by = starred()
        code = shown_by(by)
        for other in (registry.make_member(), keeper_of(make_partner()), make_centre()):
            with pytest.raises(NotAllowed):
                use_perk(by=other, perk_id=perk.pk, code=code, at=NOW)
        assert person.account is not None
        registry.make_grant(account=person.account, role=Role.BODY_ADMIN, body=partner.body)
        with pytest.raises(OwnCode):
            use_perk(by=registry.standing_of(person.account), perk_id=perk.pk, code=code, at=NOW)
        assert not PerkUse.objects.exists()

    def test_old_and_unknown_codes_and_perks(self, keeper: Standing, perk: Perk) -> None:
        code = shown_by(starred()[1])
        with pytest.raises(PerkCodeOld):
            use_perk(by=keeper, perk_id=perk.pk, code=code, at=NOW + LASTING)
        with pytest.raises(CodeUnknown):
            use_perk(by=keeper, perk_id=perk.pk, code="000000x", at=NOW)
        with pytest.raises(PerkUnknown):
            use_perk(by=keeper, perk_id=perk.partner_id, code=code, at=NOW)
        assert not PerkUse.objects.exists()


FORM = PerkForm("仙女湖门票", "门票 8 折", "进门前给售票窗口看礼遇码。", 2, 2, TODAY, None)


class TestOffer:
    def test_offered_changed_paused_and_ended(self, partner: RedeemPartner) -> None:
        by = make_officer()
        perk = add_perk(by=by, partner_id=partner.pk, form=FORM, at=NOW)
        assert (perk.region_path, perk.least_star, perk.state) == (partner.region_path, 2, OfferState.OPEN)
        change_perk(by=by, key=perk.pk, form=replace(FORM, least_star=3, uses=None), at=NOW)
        move_perk(by=by, key=perk.pk, state=OfferState.PAUSED, at=NOW)
        perk.refresh_from_db()
        assert (perk.least_star, perk.uses, perk.state) == (3, None, OfferState.PAUSED)
        move_perk(by=by, key=perk.pk, state=OfferState.ENDED, at=NOW)
        for step in (
            lambda: change_perk(by=by, key=perk.pk, form=FORM, at=NOW),
            lambda: move_perk(by=by, key=perk.pk, state=OfferState.OPEN, at=NOW),
        ):
            with pytest.raises(ItemEnded):
                step()
        verbs = list(AuditLine.objects.filter(verb__contains="perk").values_list("verb", flat=True))
        assert verbs == ["add_perk", "change_perk", "move_perk", "move_perk"]

    def test_pressed_twice_it_is_offered_once(self, partner: RedeemPartner) -> None:
        by = make_officer()
        first = add_perk(by=by, partner_id=partner.pk, form=FORM, at=NOW)
        with pytest.raises(OfferNameTaken):
            add_perk(by=by, partner_id=partner.pk, form=FORM, at=NOW)
        other = add_perk(by=by, partner_id=partner.pk, form=replace(FORM, title="仙女湖游船"), at=NOW)
        with pytest.raises(OfferNameTaken):
            change_perk(by=by, key=other.pk, form=FORM, at=NOW)
        other.refresh_from_db()
        assert other.title == "仙女湖游船" and Perk.objects.count() == 2
        move_perk(by=by, key=first.pk, state=OfferState.ENDED, at=NOW)
        assert add_perk(by=by, partner_id=partner.pk, form=FORM, at=NOW).pk != first.pk

    @pytest.mark.parametrize(
        ("more", "fault"),
        [
            ({"title": " "}, PerkWrong), ({"what": ""}, PerkWrong), ({"words": "长" * 301}, PerkWrong),
            ({"least_star": 0}, PerkWrong), ({"least_star": 6}, PerkWrong), ({"uses": 0}, PerkWrong),
            ({"until_on": date(2026, 1, 1)}, PerkWrong), ({"what": "50 元购物卡"}, ItemIsMoney),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_and_nothing_is_kept(
        self, partner: RedeemPartner, more: dict[str, Any], fault: type[Exception]
    ) -> None:
        with pytest.raises(fault):
            add_perk(by=make_officer(), partner_id=partner.pk, form=replace(FORM, **more), at=NOW)
        assert not Perk.objects.exists()

    def test_only_officers_of_the_place(self, partner: RedeemPartner, perk: Perk, keeper: Standing) -> None:
        for by in (keeper, make_officer(make_region_tree().fenyi), registry.make_member()):
            with pytest.raises(PartnerUnknown):
                add_perk(by=by, partner_id=partner.pk, form=FORM, at=NOW)
            with pytest.raises(PerkUnknown):
                change_perk(by=by, key=perk.pk, form=FORM, at=NOW)
        assert Perk.objects.count() == 1
