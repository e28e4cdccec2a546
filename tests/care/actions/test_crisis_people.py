"""Registering by oneself: one phone one pass, nobody under age, the brief that holds, nobody after "stop coming"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from redvest.care.actions.crisis import say_stop_coming, write_brief
from redvest.care.actions.crisis_people import (
    CrisisRegistration,
    register_for_crisis,
    register_known_volunteer,
)
from redvest.care.choices import CrisisVia
from redvest.care.crisis_errors import (
    BirthDayWrong,
    BriefChanged,
    BriefUnsigned,
    CrisisMinor,
    CrisisStopped,
    CrisisWordsMissing,
    PhoneOfAnother,
)
from redvest.care.models import Crisis, CrisisVolunteer
from redvest.care.rules.crisis import CRISIS_PHONE
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.errors import NoVolunteerRecord
from redvest.registry.models import DatedSetting
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.registry.rules.phone import PhoneFault
from tests.care.actions.test_crisis import keeper
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def register(crisis: Crisis, form: CrisisRegistration, by: Standing = care.GUEST, **more: Any) -> Any:
    return register_for_crisis(by=by, crisis=crisis, form=form, at=NOW, **more)


def test_a_stranger_registers_and_gets_a_pass() -> None:
    crisis = care.make_crisis()
    phone = make.next_phone()
    done = register(crisis, care.registration(phone=f"+86 {phone}", skills=("boat", "flying"), stays_on=True))
    found = CrisisVolunteer.objects.get()
    assert (done.person, done.again) == (found, False)
    assert (found.name, found.phone_tail, found.skills, found.stays_on) == (
        "王小路",
        phone[-4:],
        ["boat"],
        True,
    )
    assert (found.brief_version, found.brief_signed_at, found.via) == (1, NOW, "web")
    assert found.phone_sealed is not None and phone.encode() not in bytes(found.phone_sealed)
    assert secret.open_sealed(found.phone_sealed, context=CRISIS_PHONE) == phone
    line = AuditLine.objects.get(verb="register_for_crisis")
    assert (line.actor_kind, line.details) == ("guest", {"via": "web"})


def test_the_same_phone_gets_the_same_pass() -> None:
    crisis, phone = care.make_crisis(), make.next_phone()
    first = register(crisis, care.registration(phone=phone))
    again = register(crisis, care.registration(phone=phone, skills=("heavy",)))
    assert (again.again, again.person.pass_code) == (True, first.person.pass_code)
    assert CrisisVolunteer.objects.count() == 1
    assert AuditLine.objects.filter(verb="register_for_crisis").count() == 1


def test_who_knows_a_phone_alone_does_not_get_its_pass() -> None:
    crisis, phone = care.make_crisis(), make.next_phone()
    register(crisis, care.registration(phone=phone))
    with pytest.raises(PhoneOfAnother) as refused:
        register(crisis, care.registration(phone=phone, name="李明霞"))
    assert "王小路" not in str(refused.value) and not refused.value.details
    assert CrisisVolunteer.objects.get().name == "王小路"


def test_one_phone_in_two_crises_is_two_passes() -> None:
    tree, phone = make.make_region_tree(), make.next_phone()
    for place in (tree.yushui, tree.fenyi):
        register(care.make_crisis(place), care.registration(phone=phone))
    assert CrisisVolunteer.objects.count() == 2


@pytest.mark.parametrize("born", ["20080306", "20150101"])
def test_minors_are_refused_and_nothing_of_them_is_kept(born: str) -> None:
    crisis = care.make_crisis()
    lines = AuditLine.objects.count()
    with pytest.raises(CrisisMinor):
        register(crisis, care.registration(born=born))
    assert not CrisisVolunteer.objects.exists()
    assert AuditLine.objects.count() == lines


def test_from_which_age_is_a_rule_of_the_place() -> None:
    tree = make.make_region_tree()
    crisis = care.make_crisis()
    DatedSetting.objects.create(
        key="age.danger_under", region=tree.yushui, value=21, effective_on=date(2026, 1, 1), set_at=NOW
    )
    with pytest.raises(CrisisMinor):
        register(crisis, care.registration(born="20060101"))
    assert not CrisisVolunteer.objects.exists()


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"phone": "123"}, PhoneFault),
        ({"phone": " "}, PhoneFault),
        ({"name": "123"}, CrisisWordsMissing),
        ({"name": "  "}, CrisisWordsMissing),
        ({"born": "1990"}, BirthDayWrong),
        ({"brief": None}, BriefUnsigned),
        ({"brief": 2}, BriefChanged),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(form: dict[str, Any], fault: type[Exception]) -> None:
    crisis = care.make_crisis()
    with pytest.raises(fault):
        register(crisis, care.registration(**form))
    assert not CrisisVolunteer.objects.exists()


def test_a_brief_that_changed_is_read_anew_before_one_registers() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    write_brief(by=officer, crisis=crisis, text="水位又涨", at=NOW)
    crisis.refresh_from_db()
    with pytest.raises(BriefChanged):
        register(crisis, care.registration(brief=1))
    assert register(crisis, care.registration(brief=2)).person.brief_version == 2


def test_after_stop_coming_nobody_registers_but_a_pass_is_kept() -> None:
    officer, phone = make.make_officer(), make.next_phone()
    crisis = care.make_crisis(by=officer)
    mine = register(crisis, care.registration(phone=phone)).person
    say_stop_coming(by=officer, crisis=crisis, words="人手够了", at=NOW)
    with pytest.raises(CrisisStopped) as refused:
        register(crisis, care.registration())
    assert refused.value.details == {"words": "人手够了"}
    assert register(crisis, care.registration(phone=phone)).person == mine
    assert CrisisVolunteer.objects.count() == 1


def test_a_known_volunteer_needs_one_tap() -> None:
    crisis, known = care.make_crisis(), make.make_volunteer(name="李明霞")
    by = make.volunteer_standing(known)
    done = register_known_volunteer(by=by, crisis=crisis, brief_version=1, at=NOW)
    assert (done.person.name, done.person.volunteer, done.person.phone_tail) == (
        "李明霞", known, known.phone_tail,
    )  # fmt: skip
    again = register_known_volunteer(by=by, crisis=crisis, brief_version=1, at=NOW + timedelta(minutes=1))
    assert (again.again, again.person) == (True, done.person)


def test_a_known_child_is_refused_too() -> None:
    crisis = care.make_crisis()
    child = make.make_volunteer(birth_on=date(2010, 1, 1))
    with pytest.raises(CrisisMinor):
        register_known_volunteer(by=make.volunteer_standing(child), crisis=crisis, brief_version=1, at=NOW)
    with pytest.raises(NoVolunteerRecord):
        register_known_volunteer(by=make.make_member(), crisis=crisis, brief_version=1, at=NOW)
    assert not CrisisVolunteer.objects.exists()


def test_a_known_volunteer_signs_the_brief_as_well() -> None:
    crisis, known = care.make_crisis(), make.make_volunteer()
    with pytest.raises(BriefUnsigned):
        register_known_volunteer(by=make.volunteer_standing(known), crisis=crisis, brief_version=None, at=NOW)
    assert not CrisisVolunteer.objects.exists()


def test_staff_of_the_place_register_others_and_nobody_else_does() -> None:
    crisis = care.make_crisis()
    for by in (make.make_officer(), keeper()):
        person = register(crisis, care.registration(), by, via=CrisisVia.DESK).person
        assert (person.via, person.registered_by_id) == ("desk", by.account_id)
    for by in (make.make_member(), care.GUEST, make.make_officer(make.make_region_tree().fenyi)):
        with pytest.raises(NotAllowed):
            register(crisis, care.registration(), by, via=CrisisVia.DESK)
    assert CrisisVolunteer.objects.count() == 2


def test_paper_carries_the_brief_that_was_printed_on_it() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    write_brief(by=officer, crisis=crisis, text="水位又涨", at=NOW)
    crisis.refresh_from_db()
    person = register(crisis, care.registration(brief=1), officer, via=CrisisVia.PAPER).person
    assert person.brief_version == 1
    with pytest.raises(BriefChanged):
        register(crisis, care.registration(brief=3), officer, via=CrisisVia.PAPER)
    assert CrisisVolunteer.objects.count() == 1


def test_who_is_on_the_register_is_linked_at_the_desk_but_never_by_a_guest() -> None:
    crisis, known = care.make_crisis(), make.make_volunteer(name="李明霞", phone=make.next_phone())
    phone = secret.volunteer_phone(known)
    register(crisis, care.registration(name="李明霞", phone=phone), keeper(), via=CrisisVia.DESK)
    assert CrisisVolunteer.objects.get().volunteer == known
    other = care.make_crisis(make.make_region_tree().fenyi)
    register(other, care.registration(name="李明霞", phone=phone))
    assert CrisisVolunteer.objects.get(crisis=other).volunteer is None
