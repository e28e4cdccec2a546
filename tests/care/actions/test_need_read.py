"""Whose a need is: masked until accepted, open to who accepted until a day after the end, and every look on the trail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.care.actions.need_confirm import confirm_by_tap
from redvest.care.actions.need_read import read_private
from redvest.care.actions.serving import cancel_serving
from redvest.care.choices import ConfirmAnswer
from redvest.care.dispatch_errors import PrivateClosed, PrivateNotYet
from redvest.care.models import Need
from redvest.core.errors import NotFound, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.models import DatedSetting
from redvest.registry.policy import GUEST_STANDING
from tests.factories import registry as make
from tests.factories.care import GRANNY
from tests.factories.dispatch import HOUR, by_of, offered, person, served, taken
from tests.factories.registry import CITY, NOW, TODAY

pytestmark = pytest.mark.django_db
CLOSED = NOW + 5 * HOUR


def looks() -> list[tuple[str, str]]:
    lines = AuditLine.objects.filter(verb="read_private").order_by("id")
    return [(each.reason, each.details["who"]) for each in lines]


def test_before_a_yes_nobody_reads_it() -> None:
    need = offered()
    for by in (person(), make.make_member(), make.make_leader(make.make_body())):
        with pytest.raises(PrivateNotYet):
            read_private(by=by, need=need, reason="想看看", at=NOW)
    with pytest.raises(Unauthenticated):
        read_private(by=GUEST_STANDING(CITY), need=need, at=NOW)
    with pytest.raises(NotFound):
        read_private(by=person(city="410800", region=make.make_other_city()), need=need, at=NOW)
    assert looks() == []


def test_who_accepted_reads_it_and_the_look_is_kept() -> None:
    serving = taken()
    me = by_of(serving)
    assert read_private(by=me, need=serving.need, at=NOW) == GRANNY
    line = AuditLine.objects.get(verb="read_private")
    assert (line.actor_id, line.target_id, line.details) == (
        me.account_id,
        str(serving.need_id),
        {"who": "volunteer"},
    )
    with pytest.raises(PrivateNotYet):
        read_private(by=person(), need=serving.need, at=NOW)
    cancel_serving(by=me, serving=serving, at=NOW)
    with pytest.raises(PrivateClosed):
        read_private(by=me, need=serving.need, at=NOW)
    assert len(looks()) == 1


def closed() -> tuple[Need, object]:
    done = served()
    confirm_by_tap(
        by=GUEST_STANDING(CITY), need=done.need, token=done.token, answer=ConfirmAnswer.DONE, at=CLOSED
    )
    return done.need, by_of(done.serving)


def test_a_day_after_the_end_it_is_unreadable() -> None:
    need, me = closed()
    minute = timedelta(minutes=1)
    assert read_private(by=me, need=need, at=CLOSED + timedelta(hours=24) - minute) == GRANNY  # type: ignore[arg-type]
    for late in (CLOSED + timedelta(hours=24), CLOSED + timedelta(hours=24) + minute):
        with pytest.raises(PrivateClosed) as refusal:
            read_private(by=me, need=need, at=late)  # type: ignore[arg-type]
        assert refusal.value.status == 410
    assert looks() == [("", "volunteer")]


def test_a_place_may_close_it_sooner() -> None:
    need, me = closed()
    DatedSetting.objects.create(
        key="need.readable_hours",
        region=make.make_region_tree().city,
        value=2,
        effective_on=TODAY,
        set_at=NOW,
    )
    assert read_private(by=me, need=need, at=CLOSED + HOUR)  # type: ignore[arg-type]
    with pytest.raises(PrivateClosed):
        read_private(by=me, need=need, at=CLOSED + 2 * HOUR)  # type: ignore[arg-type]


def test_the_desk_has_its_own_way() -> None:
    for by in (make.make_officer(), make.make_centre()):
        with pytest.raises(PrivateNotYet):
            read_private(by=by, need=offered(), reason="打电话核实", at=NOW)
    assert looks() == []


def test_what_was_let_go_of_is_gone() -> None:
    serving = taken()
    Need.objects.update(private_gone_at=NOW)
    with pytest.raises(PrivateClosed):
        read_private(by=by_of(serving), need=serving.need, at=NOW)
