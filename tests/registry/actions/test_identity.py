"""A name or a birth date is corrected by who saw the document, the number being asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.identity import Corrected, correct_identity
from redvest.registry.models import Volunteer
from redvest.registry.person_errors import BirthDiffers, DocumentMissing, NothingCorrected
from redvest.registry.privacy_errors import ReasonMissing
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
RIGHT = Corrected("李明侠", None, "household", "登记时写错了一个字")


def test_a_name_is_corrected_and_found_again() -> None:
    person = make.make_volunteer(name="李明霞")
    correct_identity(by=make.make_officer(), volunteer=person, form=RIGHT, at=make.NOW)
    person.refresh_from_db()
    assert (person.name, person.account.name) == ("李明侠", "李明侠")
    assert "limingxia" in person.search and "侠" in person.search and "霞" not in person.search
    line = AuditLine.objects.get(verb="correct_identity")
    assert line.details == {"fields": ["name"], "document": "household"} and line.reason == RIGHT.reason
    assert "李明" not in str(line.details)


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (replace(RIGHT, reason="错"), ReasonMissing), (replace(RIGHT, document=""), DocumentMissing),
        (replace(RIGHT, name="李明霞"), NothingCorrected),
        (replace(RIGHT, birth_on=date(1991, 1, 1)), BirthDiffers),
    ],
)  # fmt: skip
def test_what_does_not_hold_changes_nothing(form: Corrected, error: type[Exception]) -> None:
    person = make.make_volunteer(name="李明霞")
    with pytest.raises(error):
        correct_identity(by=make.make_officer(), volunteer=person, form=form, at=make.NOW)
    assert Volunteer.objects.get(pk=person.pk).name == "李明霞" and not AuditLine.objects.exists()


def test_nobody_corrects_themselves_or_elsewhere() -> None:
    person = make.make_volunteer()
    for by in (make.make_officer(make.make_region_tree().fenyi), make.volunteer_standing(person)):
        with pytest.raises(NotAllowed):
            correct_identity(by=by, volunteer=person, form=RIGHT, at=make.NOW)
