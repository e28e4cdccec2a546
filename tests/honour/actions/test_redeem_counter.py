"""At the counter: a code is looked up, shown with a masked name, and handed out once, by whoever hands out there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import NotAllowed, TooManyTries
from redvest.core.models import AuditLine
from redvest.honour.actions.redeem import cancel_redemption, renew_code
from redvest.honour.actions.redeem_counter import TRIES, WINDOW, look_up_redemption, pick_up
from redvest.honour.choices import RedemptionState
from redvest.honour.models import RedeemPartner, Redemption
from redvest.honour.redeem_errors import CodeUnknown, CodeUsed, OwnCode, RedemptionOver
from redvest.registry.choices import Role
from redvest.registry.policy import Standing
from redvest.registry.queries.on_behalf import standing_for_child
from tests.factories import registry
from tests.factories.ledger import adds_up, fill, purse
from tests.factories.redeem import (
    code_of,
    keeper_of,
    make_item,
    make_partner,
    redeemed,
    rich,
    shelves_add_up,
)
from tests.factories.registry import NOW
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def partner() -> RedeemPartner:
    return make_partner(body=registry.make_body(), name="黎明小店")


@pytest.fixture
def keeper(partner: RedeemPartner) -> Standing:
    return keeper_of(partner)


@pytest.fixture
def kept(partner: RedeemPartner) -> Redemption:
    return redeemed(make_item(partner=partner))


def still_held(kept: Redemption) -> bool:
    kept.refresh_from_db()
    handed = AuditLine.objects.filter(verb="pick_up_redemption").exists()
    return kept.state == RedemptionState.HELD and kept.picked_up_by_id is None and not handed


def test_looked_up_and_handed_out(keeper: Standing, kept: Redemption) -> None:
    code = code_of(kept)
    assert look_up_redemption(by=keeper, code=code, at=NOW) == kept
    assert still_held(kept), "to look is not to hand out"
    pick_up(by=keeper, key=kept.pk, code=code, at=NOW)
    kept.refresh_from_db()
    assert (kept.state, kept.ended_at, kept.picked_up_by_id) == ("picked-up", NOW, keeper.account_id)
    adds_up()
    shelves_add_up()


def test_the_same_code_twice_says_when_it_was_used(keeper: Standing, kept: Redemption) -> None:
    code = code_of(kept)
    pick_up(by=keeper, key=kept.pk, code=code, at=NOW)
    assert look_up_redemption(by=keeper, code=code, at=NOW + DAY).state == RedemptionState.PICKED_UP
    with pytest.raises(CodeUsed) as fault:
        pick_up(by=keeper, key=kept.pk, code=code, at=NOW + DAY)
    assert "2026年3月5日 10:00" in fault.value.message
    kept.refresh_from_db()
    assert kept.ended_at == NOW and AuditLine.objects.filter(verb="pick_up_redemption").count() == 1


@pytest.mark.parametrize("code", ["", "1", "00000000", "123456789", "abcdefgh"])
def test_a_wrong_code_opens_nothing(keeper: Standing, kept: Redemption, code: str) -> None:
    with pytest.raises(CodeUnknown):
        look_up_redemption(by=keeper, code=code, at=NOW)
    with pytest.raises(CodeUnknown):
        pick_up(by=keeper, key=kept.pk, code=code, at=NOW)
    assert still_held(kept)


def test_guessing_is_stopped_and_a_right_one_between_excuses_no_wrong_one(
    keeper: Standing, kept: Redemption
) -> None:
    for turn in range(TRIES):
        with pytest.raises(CodeUnknown):
            look_up_redemption(by=keeper, code=f"{turn:08d}", at=NOW)
    with pytest.raises(TooManyTries):
        look_up_redemption(by=keeper, code=code_of(kept), at=NOW)
    later = NOW + WINDOW
    for turn in range(TRIES - 1):
        with pytest.raises(CodeUnknown):
            look_up_redemption(by=keeper, code=f"{turn:08d}", at=later)
    assert look_up_redemption(by=keeper, code=code_of(kept), at=later) == kept
    with pytest.raises(CodeUnknown):
        look_up_redemption(by=keeper, code="00000000", at=later)
    with pytest.raises(TooManyTries):
        look_up_redemption(by=keeper, code="00000002", at=later)


def test_another_partners_staff_finds_nothing(kept: Redemption) -> None:
    stranger = keeper_of(make_partner(body=registry.make_body()))
    with pytest.raises(CodeUnknown):
        look_up_redemption(by=stranger, code=code_of(kept), at=NOW)
    with pytest.raises(NotAllowed):
        pick_up(by=stranger, key=kept.pk, code=code_of(kept), at=NOW)
    assert still_held(kept)


def test_who_hands_out_nowhere_is_not_asked(partner: RedeemPartner, kept: Redemption) -> None:
    assert partner.body is not None
    for by in (registry.make_member(), registry.make_leader(partner.body), registry.make_officer()):
        with pytest.raises(NotAllowed):
            look_up_redemption(by=by, code=code_of(kept), at=NOW)
        with pytest.raises(NotAllowed):
            pick_up(by=by, key=kept.pk, code=code_of(kept), at=NOW)
    assert still_held(kept)


def test_a_station_hands_out_by_its_keeper_and_a_partner_without_staff_by_the_officer() -> None:
    at_station = redeemed(make_item(partner=make_partner(station=registry.make_station())))
    nobody = redeemed(make_item(partner=make_partner()))
    for kept in (at_station, nobody):
        by = keeper_of(kept.item.partner)
        assert look_up_redemption(by=by, code=code_of(kept), at=NOW) == kept
        assert pick_up(by=by, key=kept.pk, code=code_of(kept), at=NOW).state == RedemptionState.PICKED_UP


def test_nobody_hands_out_to_themselves(partner: RedeemPartner) -> None:
    person, by = rich()
    assert person.account is not None
    registry.make_grant(account=person.account, role=Role.BODY_ADMIN, body=partner.body)
    kept = redeemed(make_item(partner=partner), by=by)
    with pytest.raises(OwnCode):
        pick_up(by=registry.standing_of(person.account), key=kept.pk, code=code_of(kept), at=NOW)
    assert still_held(kept)


def test_what_is_cancelled_renewed_or_over_is_not_handed_out(
    keeper: Standing, partner: RedeemPartner
) -> None:
    by, item = rich()[1], make_item(partner=partner)
    cancelled, renewed, late = (redeemed(item, by=by) for _ in range(3))
    old = code_of(renewed)
    cancel_redemption(by=by, key=cancelled.pk, at=NOW)
    renew_code(by=by, key=renewed.pk, at=NOW)
    with pytest.raises(RedemptionOver):
        pick_up(by=keeper, key=cancelled.pk, code=code_of(cancelled), at=NOW)
    with pytest.raises(CodeUnknown):
        pick_up(by=keeper, key=renewed.pk, code=old, at=NOW)
    with pytest.raises(RedemptionOver):
        pick_up(by=keeper, key=late.pk, code=code_of(late), at=NOW + 15 * DAY)
    assert not Redemption.objects.filter(state=RedemptionState.PICKED_UP).exists()


def test_on_its_last_day_and_after_the_agreement_ended_it_still_is(
    keeper: Standing, partner: RedeemPartner, kept: Redemption
) -> None:
    RedeemPartner.objects.filter(pk=partner.pk).update(active=False)
    assert pick_up(by=keeper, key=kept.pk, code=code_of(kept), at=NOW + 14 * DAY).state == "picked-up"


def test_nobody_hands_out_to_a_child_that_they_answer_for(partner: RedeemPartner) -> None:
    parent = registry.make_account()
    child = registered(parent)
    fill(purse(child), 30)
    registry.make_grant(account=parent, role=Role.BODY_ADMIN, body=partner.body)
    by = registry.standing_of(parent)
    kept = redeemed(make_item(partner=partner), by=standing_for_child(by, child.pk, NOW)[1])
    with pytest.raises(OwnCode):
        pick_up(by=by, key=kept.pk, code=code_of(kept), at=NOW)
    assert still_held(kept)
