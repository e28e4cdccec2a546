"""Suspension: for a reason, by an officer of the place, once, and what is to come goes to others."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django_tasks_db.models import DBTaskResult

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.consent import give_consent
from redvest.registry.actions.suspension import resume_volunteer, suspend_volunteer
from redvest.registry.choices import ConsentPurpose, Role
from redvest.registry.models import Volunteer
from redvest.registry.privacy_errors import ReasonMissing
from redvest.registry.rights_errors import SuspensionUnfit
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import NOW

WHY = "冒用他人证件，正在核实"


@pytest.fixture
def person() -> Volunteer:
    found = make.make_volunteer(phone="19907903001", region=make.make_region_tree().baihua)
    by = make.volunteer_standing(found)
    give_consent(by=by, volunteer=found, purpose=ConsentPurpose.REGISTRATION, at=NOW)
    return found


def state(person: Volunteer) -> str:
    return str(Volunteer.objects.values_list("state", flat=True).get(pk=person.pk))


@pytest.mark.django_db
class TestSuspending:
    def test_it_is_told_audited_and_heard_by_who_cancels(
        self, person: Volunteer, settings: LazySettings
    ) -> None:
        settings.REDVEST_DEMO = True
        suspend_volunteer(by=make.make_officer(), volunteer=person, reason=WHY, at=NOW)
        assert state(person) == "suspended" and WHY in make.last_text("19907903001")
        assert AuditLine.objects.get(verb="suspend_volunteer").reason == WHY
        heard = list(DBTaskResult.objects.values_list("args_kwargs", flat=True))
        assert len(heard) == 3  # places, needs taken on and pairings are given up, each by its own listener
        assert all(each["args"] == [str(person.pk)] for each in heard)

    def test_it_is_lifted_to_what_the_consents_say(self, person: Volunteer) -> None:
        officer = make.make_officer()
        with pytest.raises(SuspensionUnfit):
            resume_volunteer(by=officer, volunteer=person, reason=WHY, at=NOW)
        suspend_volunteer(by=officer, volunteer=person, reason=WHY, at=NOW)
        with pytest.raises(SuspensionUnfit):
            suspend_volunteer(by=officer, volunteer=person, reason=WHY, at=NOW)
        resume_volunteer(by=officer, volunteer=person, reason="已经核实清楚", at=NOW)
        assert state(person) == "active"
        person.consents.update(withdrawn_at=NOW)
        suspend_volunteer(by=officer, volunteer=person, reason=WHY, at=NOW)
        resume_volunteer(by=officer, volunteer=person, reason="已经核实清楚", at=NOW)
        assert state(person) == "left"

    def test_not_without_a_reason_not_from_elsewhere_not_oneself(self, person: Volunteer) -> None:
        tree, far = make.make_region_tree(), make.make_account()
        make.make_grant(account=far, role=Role.REGION_OFFICER, region=tree.fenyi)
        assert person.account is not None
        make.make_grant(account=person.account, role=Role.REGION_OFFICER, region=tree.yushui)
        for by in (make.standing_of(far), make.standing_of(person.account), make.make_member()):
            with pytest.raises(NotAllowed):
                suspend_volunteer(by=by, volunteer=person, reason=WHY, at=NOW)
        with pytest.raises(ReasonMissing):
            suspend_volunteer(by=make.make_officer(), volunteer=person, reason=" 不 好 ", at=NOW)
        assert state(person) == "active" and not AuditLine.objects.filter(verb="suspend_volunteer").exists()

    def test_the_desk_does_it_from_the_persons_page(self, person: Volunteer) -> None:
        account = make.make_account()
        make.make_grant(account=account, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui)
        desk, url = Client(), f"/desk/people/{person.pk}/"
        desk.force_login(account)
        assert "暂停身份" in desk.get(url).content.decode()
        desk.post(f"{url}suspend/", {"reason": ""})
        assert state(person) == "active"
        desk.post(f"{url}suspend/", {"reason": WHY})
        assert state(person) == "suspended" and "恢复身份" in desk.get(url).content.decode()
        desk.post(f"{url}suspend/", {"reason": "核实清楚了", "lift": "1"})
        assert state(person) == "active"


@pytest.mark.django_db(transaction=True)
def test_two_officers_suspend_once() -> None:
    person = make.make_volunteer(region=make.make_region_tree().baihua)
    both = make.make_officer(), make.make_centre()
    answers = at_once(
        *(lambda by=by: suspend_volunteer(by=by, volunteer=person, reason=WHY, at=NOW) for by in both)
    )
    assert sum(isinstance(each, SuspensionUnfit) for each in answers) == 1
    assert AuditLine.objects.filter(verb="suspend_volunteer").count() == 1
