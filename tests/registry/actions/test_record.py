"""Nothing is written to a record that is forgotten or merged away, and one registration makes every record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from redvest.core.errors import DomainError, TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.actions.child import register_child
from redvest.registry.actions.profile import ProfileAnswers, keep_profile
from redvest.registry.actions.qualification import submit_qualification
from redvest.registry.actions.recipient import allow_recipient
from redvest.registry.actions.rights_request import ask_right
from redvest.registry.actions.volunteer import confirm_real_name, update_profile
from redvest.registry.choices import VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.models import Profile, Qualification, RecipientConsent, RightsRequest, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.rules.qualification import QualificationForm
from tests.factories import registry as make
from tests.factories.station import PNG
from tests.registry.actions.test_child import form, parent

pytestmark = pytest.mark.django_db


def profile(by: Standing, person: Volunteer) -> None:
    keep_profile(by=by, volunteer=person, answers=ProfileAnswers(), at=make.NOW)


def details(by: Standing, person: Volunteer) -> None:
    make.make_domain()
    code = make.make_region_tree().zhanqian.code
    update_profile(
        by=by, volunteer=person, region_code=code, domains=("xinyu:02",), skills="摄影", at=make.NOW
    )


def qualification(by: Standing, person: Volunteer) -> None:
    paper = QualificationForm(
        kind="first-aid", issued_by="红十字会", issued_on=make.TODAY - timedelta(days=9)
    )
    submit_qualification(by=by, volunteer=person, form=paper, proof=PNG, at=make.NOW)


def recipient(by: Standing, person: Volunteer) -> None:
    until = make.TODAY + timedelta(days=30)
    allow_recipient(
        by=by, volunteer=person, recipient="新余四中", purpose="评优", expires_on=until, at=make.NOW
    )


def right(by: Standing, person: Volunteer) -> None:
    ask_right(by=by, volunteer=person, kind="copy", words="要一份全部的副本", at=make.NOW)


def identity(by: Standing, person: Volunteer) -> None:
    confirm_real_name(by=by, volunteer=person, at=make.NOW)


@pytest.mark.parametrize("act", [profile, details, qualification, recipient, right, identity])
@pytest.mark.parametrize("gone", [VolunteerState.ERASED, VolunteerState.MERGED])
def test_a_page_sent_while_the_record_goes_brings_nothing_back(
    act: Callable[[Standing, Volunteer], None], gone: VolunteerState
) -> None:
    person = make.make_volunteer()
    by = make.volunteer_standing(person)  # read before the record went
    Volunteer.objects.filter(pk=person.pk).update(state=gone, skills="")
    with pytest.raises(VolunteerNotActive):
        act(by, person)
    assert Volunteer.objects.get(pk=person.pk).skills == "" and not AuditLine.objects.exists()
    for rows in (Profile, Qualification, RecipientConsent, RightsRequest):
        assert not rows.objects.exists()


def test_a_guardian_cannot_find_out_whose_numbers_are_on_the_register() -> None:
    account = parent()
    by, asked = make.standing_of(account), form()
    refusals = []
    for _n in range(11):
        with pytest.raises(DomainError) as refused:
            register_child(
                by=by,
                form=form(id_number=asked.id_number, consents=frozenset()),
                relation="父亲",
                at=make.NOW,
            )
        refusals.append(refused.value)
    assert [isinstance(each, TooManyTries) for each in refusals] == [False] * 10 + [True]
    assert not Volunteer.objects.exists()
