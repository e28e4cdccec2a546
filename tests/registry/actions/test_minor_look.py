"""A minor's record opens to staff for a reason, for a short time, and everybody concerned can see it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.minor_look import open_minor
from redvest.registry.actions.unmask import unmask
from redvest.registry.models import MinorLook, Volunteer
from redvest.registry.privacy_errors import MinorReasonNeeded, ReasonMissing
from redvest.registry.queries.sharing import looks_at, looks_within, may_look, unmaskings_of
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
WHY = "监护人来电核对"


@pytest.fixture
def child() -> Volunteer:
    found = make.make_volunteer(name="小明", region=make.make_region_tree().baihua)
    Volunteer.objects.filter(pk=found.pk).update(birth_on=date(2012, 3, 6))
    found.refresh_from_db()
    return found


def test_a_reason_opens_it_for_half_an_hour_to_one_person(child: Volunteer) -> None:
    officer, other = make.make_officer(), make.make_officer()

    look = open_minor(by=officer, volunteer=child, reason="request", words=f" {WHY} ", at=make.NOW)

    assert look.until - look.at == timedelta(minutes=30)
    assert may_look(officer, child, make.NOW)
    assert not may_look(other, child, make.NOW)
    assert not may_look(officer, child, look.until)
    line = AuditLine.objects.get(verb="open_minor")
    assert (line.reason, line.target_id) == (WHY, str(child.pk))
    assert [each.words for each in looks_at([child.pk])] == [WHY]
    assert looks_within(officer).count() == 1
    assert looks_within(make.make_officer(make.make_region_tree().fenyi)).count() == 0


@pytest.mark.parametrize(("reason", "words"), [("request", "看"), ("curious", WHY), ("", "")])
def test_without_a_proper_reason_it_stays_shut(child: Volunteer, reason: str, words: str) -> None:
    with pytest.raises(ReasonMissing):
        open_minor(by=make.make_officer(), volunteer=child, reason=reason, words=words, at=make.NOW)
    assert not MinorLook.objects.exists()


def test_nobody_of_elsewhere_opens_it(child: Volunteer) -> None:
    for by in (make.make_member(), make.make_officer(make.make_region_tree().fenyi)):
        with pytest.raises(NotAllowed):
            open_minor(by=by, volunteer=child, reason="request", words=WHY, at=make.NOW)
    assert not MinorLook.objects.exists()


def test_a_number_is_shown_only_while_it_is_open(child: Volunteer) -> None:
    officer = make.make_officer()
    with pytest.raises(MinorReasonNeeded):
        unmask(by=officer, volunteer=child, field="phone", reason=WHY, at=make.NOW)
    assert not AuditLine.objects.filter(verb="unmask").exists()

    open_minor(by=officer, volunteer=child, reason="safety", words=WHY, at=make.NOW)
    assert unmask(by=officer, volunteer=child, field="phone", reason=WHY, at=make.NOW)
    assert [(line.reason, bool(name)) for line, name in unmaskings_of([child.pk])] == [(WHY, True)]


def test_ones_own_record_and_an_adults_need_none(child: Volunteer) -> None:
    own = make.volunteer_standing(child)
    assert may_look(own, child, make.NOW)
    assert unmask(by=own, volunteer=child, field="phone", reason="核对一下", at=make.NOW)
    assert unmaskings_of([child.pk]) == []
    assert may_look(make.make_officer(), child, make.NOW + timedelta(days=6 * 366))
