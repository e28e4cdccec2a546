"""A person's kept searches: in the copy that they take along, gone with them, and told of by nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.registry.actions import leaving
from redvest.registry.actions.personal_order import choose_order
from redvest.registry.guardian_errors import NotTheGuardian
from redvest.registry.models import Profile, Volunteer
from redvest.service.models import SavedSearch, WatchNotice
from redvest.service.queries.portability import whole_copy
from tests.factories.registry import CITY, NOW, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity

pytestmark = pytest.mark.django_db


def kept(person: Volunteer) -> SavedSearch:
    made = SavedSearch.objects.create(
        city=CITY, volunteer=person, name="陪老人", asked={"q": "老人"}, created_at=NOW
    )
    for told_at in (NOW, None):
        WatchNotice.objects.create(
            city=CITY, volunteer=person, activity=make_activity(), search=made, found_at=NOW, told_at=told_at
        )
    return made


def test_the_copy_says_what_is_kept_and_when_there_was_news() -> None:
    person = make_volunteer()
    kept(person)
    kept(make_volunteer())
    choose_order(by=volunteer_standing(person), volunteer=person, personal=False, at=NOW)
    copy = whole_copy(person, NOW)
    assert copy["saved_searches"] == [
        {"name": "陪老人", "asked": {"q": "老人"}, "watched": True, "created_at": NOW, "told_at": [NOW]}
    ]
    assert copy["about_me"]["personal_order"] is False


def test_both_go_with_the_person(django_capture_on_commit_callbacks: Any) -> None:
    person, other = make_volunteer(), make_volunteer()
    kept(person)
    stays = kept(other)
    with django_capture_on_commit_callbacks(execute=True):
        leaving.ask_erasure(by=volunteer_standing(person), at=NOW)
        assert leaving.erase_due(at=NOW + 7 * 24 * HOUR) == 1
    assert list(SavedSearch.objects.all()) == [stays]
    assert set(WatchNotice.objects.values_list("volunteer", flat=True)) == {other.pk}


def test_only_oneself_or_a_guardian_chooses_the_order() -> None:
    person = make_volunteer()
    with pytest.raises(NotTheGuardian):
        choose_order(by=volunteer_standing(make_volunteer()), volunteer=person, personal=False, at=NOW)
    assert not Profile.objects.exists()
