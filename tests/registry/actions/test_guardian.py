"""Two guardians of one child: either acts and both hear; with the last one gone the record waits for a new one."""

from __future__ import annotations

from functools import partial

import pytest
from django.conf import LazySettings

from redvest.core.errors import DomainError
from redvest.core.models import AuditLine
from redvest.registry.account_errors import WrongCode
from redvest.registry.actions import leaving
from redvest.registry.actions.child import correct_child
from redvest.registry.actions.consent import give_consent, withdraw_consent
from redvest.registry.actions.guardian import add_guardian, end_guardian
from redvest.registry.choices import CodePurpose, ConsentPurpose, VolunteerState
from redvest.registry.guardian_errors import GuardiansTwo, NotTheGuardian
from redvest.registry.models import Account, Guardian, OutgoingMessage, Volunteer
from redvest.registry.queries.guardian import acts_for, guardians_of
from redvest.registry.rules.registration import GuardianForm
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.registry.actions.test_child import registered
from tests.service.actions.test_person import DAY

pytestmark = pytest.mark.django_db
HERS, HIS = "19907908801", "19907908802"


@pytest.fixture
def mother() -> Account:
    return make.make_account(name="王梅", phone=HERS)


@pytest.fixture
def child(mother: Account) -> Volunteer:
    return registered(mother)


def other(phone: str = HIS, **given: str) -> GuardianForm:
    return GuardianForm(**{"name": "李建国", "relation": "父亲", "phone": phone, "code": "246810"} | given)


def add(by: Account, child: Volunteer, phone: str = HIS) -> Guardian:
    make.make_code(phone, CodePurpose.GUARDIAN)
    return add_guardian(by=make.standing_of(by), child=child, form=other(phone), at=make.NOW)


def state(child: Volunteer) -> str:
    return str(Volunteer.objects.values_list("state", flat=True).get(pk=child.pk))


def texts(phone: str) -> list[str]:
    return list(OutgoingMessage.objects.filter(phone_tail=phone[-4:]).values_list("text", flat=True))


def erased(account: Account) -> None:
    """The guardian is on the register too, and is forgotten."""
    person = make.make_volunteer(account=account, phone=make.next_phone())
    leaving.ask_erasure(by=make.volunteer_standing(person), at=make.NOW)
    assert leaving.erase_due(at=make.NOW + 7 * DAY) == 1


class TestTwo:
    def test_either_acts_and_the_other_hears(
        self, mother: Account, child: Volunteer, settings: LazySettings
    ) -> None:
        settings.REDVEST_DEMO = True
        add(mother, child)
        father = make.make_account(name="李建国", phone=HIS)
        for who in (mother, father):
            assert acts_for(make.standing_of(who), child.pk, make.NOW)
        withdraw_consent(
            by=make.standing_of(father), volunteer=child, purpose=ConsentPurpose.GUARDIAN, at=make.NOW
        )
        assert state(child) == VolunteerState.PENDING_GUARDIAN
        assert any("李建国替李小雨收回了" in text for text in texts(HERS)) and not texts(HIS)
        give_consent(
            by=make.standing_of(mother), volunteer=child, purpose=ConsentPurpose.GUARDIAN, at=make.NOW
        )
        assert state(child) == VolunteerState.ACTIVE
        assert any("王梅替李小雨同意了" in text for text in texts(HIS))
        code = make.make_region_tree().baihua.code
        correct_child(
            by=make.standing_of(mother), child=child, region_code=code, domains=("xinyu:02",), skills="",
            at=make.NOW,
        )  # fmt: skip
        assert any("改了李小雨住在哪里" in text for text in texts(HIS))

    def test_the_second_is_on_the_trail_and_the_first_is_told(
        self, mother: Account, child: Volunteer, settings: LazySettings
    ) -> None:
        settings.REDVEST_DEMO = True
        add(mother, child)
        assert [bond.place for bond in guardians_of(child.pk)] == [1, 2]
        line = AuditLine.objects.get(verb="add_guardian")
        assert (line.actor_id, line.target_id, line.details["tail"]) == (mother.pk, str(child.pk), HIS[-4:])
        assert "另一位监护人" in texts(HERS)[-1]

    def test_a_third_a_wrong_code_and_a_stranger_change_nothing(
        self, mother: Account, child: Volunteer
    ) -> None:
        make.make_code(HIS, CodePurpose.GUARDIAN)
        with pytest.raises(WrongCode):
            add_guardian(by=make.standing_of(mother), child=child, form=other(code="000000"), at=make.NOW)
        for stranger in (make.make_member(), make.make_centre()):
            with pytest.raises(NotTheGuardian):
                add_guardian(by=stranger, child=child, form=other(), at=make.NOW)
        with pytest.raises(DomainError):
            add_guardian(by=make.standing_of(mother), child=child, form=other(name=" "), at=make.NOW)
        assert guardians_of(child.pk).count() == 1
        add(mother, child)
        third = make.next_phone()
        with pytest.raises(GuardiansTwo):
            add(mother, child, third)
        assert guardians_of(child.pk).count() == 2 and not AuditLine.objects.filter(details__tail=third[-4:])

    def test_the_same_phone_again_is_the_same_bond(self, mother: Account, child: Volunteer) -> None:
        first = add(mother, child)
        assert add(mother, child).pk == first.pk and guardians_of(child.pk).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_added_at_once_take_one_place() -> None:
    mother = make.make_account(name="王梅", phone=HERS)
    child = registered(mother)
    by, phones = make.standing_of(mother), (HIS, "19907908803")
    for phone in phones:
        make.make_code(phone, CodePurpose.GUARDIAN)
    asked = [partial(add_guardian, by=by, child=child, form=other(phone), at=make.NOW) for phone in phones]
    outcomes = at_once(*asked)
    assert sum(isinstance(each, GuardiansTwo) for each in outcomes) == 1
    assert sorted(guardians_of(child.pk).values_list("place", flat=True)) == [1, 2]


class TestEnding:
    def test_the_other_one_goes_on(self, mother: Account, child: Volunteer, settings: LazySettings) -> None:
        settings.REDVEST_DEMO = True
        add(mother, child)
        father = make.make_account(name="李建国", phone=HIS)
        assert end_guardian(by=make.standing_of(mother), child=child, at=make.NOW) is True
        assert not acts_for(make.standing_of(mother), child.pk, make.NOW)
        assert acts_for(make.standing_of(father), child.pk, make.NOW)
        assert state(child) == VolunteerState.ACTIVE and "不再担任" in texts(HIS)[-1]
        with pytest.raises(NotTheGuardian):
            end_guardian(by=make.standing_of(mother), child=child, at=make.NOW)
        assert AuditLine.objects.filter(verb="end_guardian").count() == 1

    def test_with_the_last_one_the_record_waits_and_the_bond_stays_as_proof(
        self, mother: Account, child: Volunteer
    ) -> None:
        assert end_guardian(by=make.standing_of(mother), child=child, at=make.NOW) is False
        assert state(child) == VolunteerState.PENDING_GUARDIAN
        assert not child.consents.filter(purpose="guardian", withdrawn_at=None).exists()
        assert child.consents.filter(purpose="registration", withdrawn_at=None).exists()
        assert Guardian.objects.get(volunteer=child).ended_at == make.NOW

    def test_an_erased_guardian_leaves_the_child_to_the_other(
        self, mother: Account, child: Volunteer, settings: LazySettings
    ) -> None:
        settings.REDVEST_DEMO = True
        add(mother, child)
        erased(mother)
        assert state(child) == VolunteerState.ACTIVE
        assert [bond.phone_tail for bond in guardians_of(child.pk)] == [HIS[-4:]]
        assert "由你一个人替孩子办理" in texts(HIS)[-1]

    def test_erased_the_only_one_leaves_a_record_that_waits(self, mother: Account, child: Volunteer) -> None:
        erased(mother)
        assert state(child) == VolunteerState.PENDING_GUARDIAN
        assert not guardians_of(child.pk).exists()
        bond = Guardian.objects.get(volunteer=child)
        assert bond.ended_at is not None and bond.phone_tail == ""
        newcomer = make.make_account(phone=HERS)
        assert not acts_for(make.standing_of(newcomer), child.pk, make.NOW)

    def test_a_minor_with_a_phone_of_their_own_is_told_plainly(self, settings: LazySettings) -> None:
        settings.REDVEST_DEMO = True
        mother = make.make_account(phone=HERS)
        child = registered(mother)
        own = make.make_account(phone="19907908899")
        Volunteer.objects.filter(pk=child.pk).update(account=own)
        child = Volunteer.objects.get(pk=child.pk)
        end_guardian(by=make.standing_of(mother), child=child, at=make.NOW)
        assert "没有监护人" in texts("19907908899")[-1] and "志愿服务站" in texts("19907908899")[-1]

    def test_leaving_the_register_does_not_end_being_a_parent(
        self, mother: Account, child: Volunteer
    ) -> None:
        person = make.make_volunteer(account=mother, phone=make.next_phone())
        leaving.leave(by=make.volunteer_standing(person), at=make.NOW)
        assert acts_for(make.standing_of(mother), child.pk, make.NOW)
        assert state(child) == VolunteerState.ACTIVE
