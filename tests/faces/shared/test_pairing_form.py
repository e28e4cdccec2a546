"""What one's own pages and the desk share of pairings: whom a number means, and where a refusal stands."""

from __future__ import annotations

import pytest

from redvest.care import pairing_errors, visit_errors
from redvest.care.choices import PairingKind
from redvest.care.pairing_errors import PairedVolunteerUnknown, PairingMoved, PartyMemberUnknown, VolunteerLed
from redvest.core.errors import DomainError
from redvest.faces.shared.pairing_form import FIELDS, NoteFields, blame, heir_numbered, person_numbered
from tests.factories.pairing import make_pairing, make_party_member
from tests.factories.registry import make_volunteer


@pytest.mark.django_db
def test_a_number_means_a_member_where_a_member_goes_and_else_a_volunteer() -> None:
    member, person = make_party_member(), make_volunteer()
    home, elder = make_pairing(), make_pairing(kind=PairingKind.ELDER_CHILD)
    assert heir_numbered(home, member.volunteer.number) == {"member": member}
    assert heir_numbered(elder, person.number) == {"volunteer": person}
    with pytest.raises(PartyMemberUnknown):
        heir_numbered(home, person.number)
    for nobody in ("", "x", "360599999999"):
        with pytest.raises(PairedVolunteerUnknown):
            heir_numbered(elder, nobody)
        with pytest.raises(PairedVolunteerUnknown):
            person_numbered(home.city, nobody)


def test_a_refusal_stands_at_its_field_or_above_the_form() -> None:
    form = NoteFields({"number": "1", "note": ""})
    assert form.is_valid()
    blame(form, VolunteerLed())
    blame(form, PairingMoved())
    assert form.errors["number"] == [str(VolunteerLed().message)]
    assert form.non_field_errors() == [str(PairingMoved().message)]
    elsewhere = NoteFields({"number": "1"})
    assert elsewhere.is_valid()
    blame(elsewhere, visit_errors.VisitTimeWrong())  # a field that this form does not have
    assert elsewhere.non_field_errors()


def test_every_code_of_pairings_that_has_a_field_exists() -> None:
    codes = {
        each.code
        for module in (pairing_errors, visit_errors)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, DomainError)
    }
    elsewhere = {
        "phone-invalid",
        "reason-missing",
        "community-out-of-reach",
        "region-unknown",
        "body-not-active",
    }
    assert set(FIELDS) <= codes | elsewhere
