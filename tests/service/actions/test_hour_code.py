"""One-time hour codes: made by a leader, used once, by people of the roster only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import Volunteer
from redvest.service.actions.hour_code import MOST, make_hour_codes, redeem_hour_code
from redvest.service.attendance_errors import DeviceShared, NotOnRoster, OutsideHours
from redvest.service.choices import SignUpState
from redvest.service.code_errors import HourCodeNotFound, HourCodeUsed
from redvest.service.errors import NotServing
from redvest.service.hours_errors import BadHours, OwnHours
from redvest.service.models import ActivityDevice, HourCode
from redvest.service.queries.codes import HOUR_CODE_CONTEXT
from tests.factories.registry import (
    NOW,
    make_body,
    make_body_admin,
    make_leader,
    make_member,
    make_officer,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return make_activity(starts_at=NOW, hours=2)


@pytest.fixture
def leader(activity):
    return make_leader(activity.body)


def someone(activity, **given):
    volunteer = make_volunteer()
    make_signup(post=make_post(activity=activity), volunteer=volunteer, **given)
    return volunteer_standing(volunteer)


def text_of(code: HourCode) -> str:
    return settings.REDVEST_KEYRING.decrypt(bytes(code.sealed), context=HOUR_CODE_CONTEXT)


def made(leader, activity, count=1, minutes=60):
    return make_hour_codes(by=leader, activity=activity, count=count, minutes=minutes, at=NOW)


def test_codes_are_many_different_and_sealed(leader, activity):
    codes = made(leader, activity, count=40)
    texts = {text_of(code) for code in codes}

    assert len(texts) == 40
    assert all(len(text) == 10 and not set(text) & set("01ILO") for text in texts)
    assert not any(text.encode() in bytes(code.sealed) for code, text in zip(codes, texts, strict=True))
    assert AuditLine.objects.get(verb="make_hour_codes").details == {"count": 40, "minutes": 60}


@pytest.mark.parametrize(("count", "minutes"), [(0, 60), (MOST + 1, 60), (-1, 60), (1, 0), (1, 121)])
def test_too_many_codes_or_minutes_are_refused_and_none_is_made(leader, activity, count, minutes):
    with pytest.raises(BadHours):
        made(leader, activity, count, minutes)

    assert not HourCode.objects.exists()
    assert not AuditLine.objects.filter(verb="make_hour_codes").exists()


@pytest.mark.parametrize("who", ["member", "officer", "other"])
def test_only_who_leads_makes_codes(activity, who):
    by = (
        make_leader(make_body())
        if who == "other"
        else {"member": make_member, "officer": make_officer}[who]()
    )

    with pytest.raises(NotAllowed):
        made(by, activity)

    assert not HourCode.objects.exists()


def test_the_head_of_the_body_may_make_them_too(activity):
    assert len(made(make_body_admin(activity.body), activity)) == 1


def test_a_code_is_used_once_by_whoever_holds_the_slip(leader, activity):
    (code,) = made(leader, activity)
    first, second = someone(activity), someone(activity)

    used = redeem_hour_code(by=first, code=text_of(code), at=NOW + HOUR)
    with pytest.raises(HourCodeUsed):
        redeem_hour_code(by=second, code=text_of(code), at=NOW + HOUR)

    assert (used.volunteer_id, used.used_at) == (first.volunteer_id, NOW + HOUR)
    assert HourCode.objects.get().volunteer_id == first.volunteer_id


def test_ones_own_code_again_changes_nothing(leader, activity):
    (code,) = made(leader, activity)
    by = someone(activity)

    for minutes in (0, 5):
        redeem_hour_code(by=by, code=text_of(code), at=NOW + HOUR + timedelta(minutes=minutes))

    assert HourCode.objects.get().used_at == NOW + HOUR
    assert AuditLine.objects.filter(verb="redeem_hour_code").count() == 1


def test_one_person_uses_one_code_of_an_activity(leader, activity):
    one, two = made(leader, activity, count=2)
    by = someone(activity)
    redeem_hour_code(by=by, code=text_of(one), at=NOW + HOUR)

    with pytest.raises(HourCodeUsed):
        redeem_hour_code(by=by, code=text_of(two), at=NOW + HOUR)

    assert HourCode.objects.filter(volunteer__isnull=True).count() == 1


def test_lower_case_and_blanks_are_forgiven(leader, activity):
    (code,) = made(leader, activity)
    text = text_of(code)
    typed = f" {text[:5].lower()} {text[5:].lower()} "

    assert redeem_hour_code(by=someone(activity), code=typed, at=NOW + HOUR).pk == code.pk


@pytest.mark.parametrize("state", [SignUpState.WAITING, SignUpState.CANCELLED])
def test_who_holds_no_place_cannot_use_a_code(leader, activity, state):
    (code,) = made(leader, activity)

    with pytest.raises(NotOnRoster):
        redeem_hour_code(by=someone(activity, state=state), code=text_of(code), at=NOW + HOUR)

    assert HourCode.objects.get().volunteer_id is None


def test_a_stranger_with_a_slip_gets_nothing(leader, activity):
    (code,) = made(leader, activity)

    with pytest.raises(NotOnRoster):
        redeem_hour_code(by=volunteer_standing(make_volunteer()), code=text_of(code), at=NOW + HOUR)

    assert HourCode.objects.get().volunteer_id is None


@pytest.mark.parametrize("hours", [-2, 7])
def test_a_code_works_around_its_activity_only(leader, activity, hours):
    (code,) = made(leader, activity)

    with pytest.raises(OutsideHours):
        redeem_hour_code(by=someone(activity), code=text_of(code), at=NOW + hours * HOUR)

    assert HourCode.objects.get().volunteer_id is None


@pytest.mark.parametrize("code", ["", "ABC", "0000000000", "ZZZZZZZZZZ", "码码码"])
def test_an_unknown_code_is_not_found(activity, code):
    with pytest.raises(HourCodeNotFound):
        redeem_hour_code(by=someone(activity), code=code, at=NOW + HOUR)


def test_who_leads_uses_no_code_of_their_own(activity):
    by = volunteer_standing(make_volunteer())
    activity.leader_id = by.account_id
    activity.save()
    (code,) = made(by, activity)

    with pytest.raises(OwnHours):
        redeem_hour_code(by=by, code=text_of(code), at=NOW + HOUR)

    assert HourCode.objects.get().volunteer_id is None


def test_one_phone_uses_codes_for_one_person(leader, activity):
    one, two = made(leader, activity, count=2)
    redeem_hour_code(by=someone(activity), code=text_of(one), device="phone", at=NOW + HOUR)

    with pytest.raises(DeviceShared):
        redeem_hour_code(by=someone(activity), code=text_of(two), device="phone", at=NOW + HOUR)

    assert HourCode.objects.filter(volunteer__isnull=True).count() == 1
    assert ActivityDevice.objects.count() == 1


@pytest.mark.parametrize("state", ["suspended", "left", "pending-guardian"])
def test_who_may_not_serve_uses_none(leader, activity, state):
    (code,) = made(leader, activity)
    by = someone(activity)
    Volunteer.objects.filter(pk=by.volunteer_id).update(state=state)
    with pytest.raises(NotServing):
        redeem_hour_code(by=by, code=text_of(code), at=NOW + HOUR)
    assert HourCode.objects.get().used_at is None
