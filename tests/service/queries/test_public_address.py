"""Whose word the address on papers and credentials is: the installation's; in a demonstration, for want of it, the request's."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.registry.models import Body, Volunteer
from redvest.service.actions.batch import BatchForm, ask_batch
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.credential import baked_badge, credential_payload, credential_text, did_document
from redvest.service.errors import PublicAddressMissing
from redvest.service.models import Certificate, CertificateBatch, CredentialKey
from redvest.service.queries.public_address import public_address
from tests.factories import registry
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_entry

ASKED = "https://forged.example/"


@pytest.fixture
def production(settings: Any) -> Any:
    settings.REDVEST_PRODUCTION, settings.REDVEST_BASE_URL = True, ""
    return settings


def test_what_is_configured_comes_first(settings: Any) -> None:
    settings.REDVEST_BASE_URL = "https://xinyu.example"
    assert public_address(ASKED) == "https://xinyu.example"
    settings.REDVEST_BASE_URL = ""
    assert (public_address(ASKED), public_address()) == ("https://forged.example", "")


def test_in_production_the_request_is_not_asked(production: Any) -> None:
    with pytest.raises(PublicAddressMissing) as refused:
        public_address(ASKED)
    assert refused.value.status == 503  # a batch waits on until it is configured
    production.REDVEST_BASE_URL = "https://xinyu.example"
    assert public_address(ASKED) == "https://xinyu.example"


@pytest.fixture
def served() -> tuple[Volunteer, Body]:
    person, team = registry.make_volunteer(), registry.make_body()
    make_entry(volunteer=person, body=team)
    return person, team


@pytest.mark.django_db
def test_no_certificate_is_issued_under_a_strangers_word(
    served: tuple[Volunteer, Body], production: Any
) -> None:
    person, team = served
    mine, head = registry.volunteer_standing(person), registry.make_body_admin(team)
    with pytest.raises(PublicAddressMissing):
        issue_certificate(by=mine, volunteer=person, body=team, at=NOW, site_address=ASKED)
    with pytest.raises(PublicAddressMissing):
        ask_batch(by=head, body=team, form=BatchForm([person.pk]), at=NOW, site_address=ASKED)
    assert not Certificate.objects.exists() and not CertificateBatch.objects.exists()


@pytest.mark.django_db
def test_no_credential_is_signed_under_one(served: tuple[Volunteer, Body], settings: Any) -> None:
    person, team = served
    mine = registry.volunteer_standing(person)
    paper = issue_certificate(by=mine, volunteer=person, body=team, at=NOW, site_address=ASKED)
    settings.REDVEST_PRODUCTION, settings.REDVEST_BASE_URL = True, ""
    for give in (credential_text, credential_payload, baked_badge):
        with pytest.raises(PublicAddressMissing):
            give(by=mine, number=paper.number, site_address=ASKED, at=NOW)
    with pytest.raises(PublicAddressMissing):
        did_document(city=CITY, site_address=ASKED, at=NOW)
    assert not CredentialKey.objects.exists()
