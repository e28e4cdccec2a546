"""Skills on a person's page: chosen from the catalogue, the rest in their own words, kept as one text."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
URL = "/me/profile/"


@pytest.fixture
def person(client: Client) -> Volunteer:
    found = make.make_volunteer(domains=("xinyu:02",))
    Volunteer.objects.filter(pk=found.pk).update(skills="拍照、会吹糖人")
    assert found.account is not None
    client.force_login(found.account)
    return found


def typed(**more: Any) -> dict[str, Any]:
    return {"district": "360502", "domains": ["xinyu:02"], "step": "finish", **more}


def test_an_imported_text_shows_what_the_catalogue_knows_and_keeps_the_rest(
    client: Client, person: Volunteer
) -> None:
    page = client.get(URL).content.decode()
    assert 'value="photography" checked' in page and 'value="会吹糖人"' in page
    assert 'data-words="急救 jijiu jj' in page


def test_choices_and_own_words_are_kept_together(client: Client, person: Volunteer) -> None:
    sent = client.post(URL, typed(able=["first-aid", "driving"], skills="养蜂，理发"))
    assert sent.status_code == 302
    person.refresh_from_db()
    assert person.skills == "急救、理发、驾驶、养蜂"
    client.post(URL, typed())
    person.refresh_from_db()
    assert person.skills == ""


def test_what_no_list_has_is_refused_and_nothing_changes(client: Client, person: Volunteer) -> None:
    for wrong in (
        {"able": ["juggling"]},
        {"skills": "会" * 201},
        {"able": ["driving"], "skills": "会" * 199},
    ):
        answer = client.post(URL, typed(**wrong))
        assert answer.status_code == 422 and 'class="errs"' in answer.content.decode()
    person.refresh_from_db()
    assert person.skills == "拍照、会吹糖人"


def test_choosing_a_place_without_a_script_keeps_what_was_chosen(client: Client, person: Volunteer) -> None:
    page = client.post(URL, typed(step="places", able=["driving"], skills="养蜂")).content.decode()
    assert 'value="driving" checked' in page and 'value="养蜂"' in page
