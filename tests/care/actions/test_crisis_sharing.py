"""The times of a crisis leave as a file with a line that says whose they are, and with who commands alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.care.actions.crisis import hand_back_crisis
from redvest.care.actions.crisis_after import forget_crisis_people, link_crisis_people
from redvest.care.actions.crisis_sharing import TIMES_FIELDS, share_crisis_times
from redvest.care.actions.crisis_staging import check_in_crisis, check_out_crisis
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import SharingLine
from tests.care.actions.test_crisis import keeper
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_line_says_whose_times_left_with_and_without_a_record() -> None:
    officer, phone = make.make_officer(), make.next_phone()
    crisis = care.make_crisis(by=officer)
    area, known = care.make_area(crisis, officer), make.make_volunteer(name="李明霞", phone=phone)
    people = [care.make_person(crisis, name="李明霞", phone=phone), care.make_person(crisis)]
    care.make_person(crisis, name="没来的")
    assert link_crisis_people(city=CITY, at=NOW) == 1
    for hours in (0, 2):  # one of them twice
        for person in people:
            check_in_crisis(by=officer, area=area, person=person, signs=None, at=NOW + hours * HOUR)
            check_out_crisis(by=officer, person=person, at=NOW + (hours + 1) * HOUR)
    share_crisis_times(by=officer, crisis=crisis, at=NOW + 5 * HOUR)
    line = SharingLine.objects.get()
    assert (line.people, line.volunteer_ids, line.fields) == (2, [known.pk], list(TIMES_FIELDS))
    assert (line.region_path, line.recipient, line.kind) == (crisis.region_path, officer.name, "export")
    assert line.purpose == "应急在场时间：渝水区防汛"
    said = AuditLine.objects.get(verb="share_data")
    assert (said.target_id, said.at, said.details["people"]) == (str(line.pk), NOW + 5 * HOUR, 2)


def test_who_was_forgotten_is_in_no_line() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    person, area = care.make_person(crisis), care.make_area(crisis, officer)
    check_in_crisis(by=officer, area=area, person=person, signs=None, at=NOW)
    check_out_crisis(by=officer, person=person, at=NOW + HOUR)
    hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW + HOUR)
    forget_crisis_people(city=CITY, at=NOW + timedelta(days=200))
    share_crisis_times(by=officer, crisis=crisis, at=NOW + timedelta(days=200))
    assert (SharingLine.objects.get().people, SharingLine.objects.get().volunteer_ids) == (0, [])


def test_nobody_else_takes_them_and_no_line_is_left() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    lines = AuditLine.objects.count()
    far = make.make_officer(make.make_region_tree().fenyi)
    for by in (care.GUEST, make.make_member(), keeper(), far):
        with pytest.raises(NotAllowed):
            share_crisis_times(by=by, crisis=crisis, at=NOW)
    assert not SharingLine.objects.exists()
    assert AuditLine.objects.count() == lines
