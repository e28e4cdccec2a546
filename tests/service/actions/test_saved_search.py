"""Keeping searches: a name, no more than twenty, the same one once, one's own only, and the key that stops a watch."""

from __future__ import annotations

from uuid import uuid4

import pytest

from redvest.core.models import AuditLine
from redvest.registry.policy import Standing
from redvest.service.actions.saved_search import change_search, drop_search, keep_search, stop_watch
from redvest.service.finding_errors import (
    SearchEmpty,
    SearchesTooMany,
    SearchKept,
    SearchNameWrong,
    SearchUnknown,
)
from redvest.service.models import SavedSearch, WatchNotice
from redvest.service.rules.look import Look
from tests.factories.registry import NOW, make_volunteer, standing_of
from tests.factories.service import make_activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> Standing:
    account = make_volunteer().account
    assert account is not None
    return standing_of(account)


def keep(by: Standing, q: str = "老人", name: str = "陪老人", *, watched: bool = True) -> SavedSearch:
    return keep_search(by=by, name=name, look=Look(q=q), watched=watched, at=NOW)


def test_kept_with_its_name_and_on_the_trail(me: Standing) -> None:
    kept = keep(me, name=" 周末  陪老人 ")
    found = SavedSearch.objects.get()
    assert (found.name, found.asked, found.watched, found.volunteer_id) == (
        "周末 陪老人", {"q": "老人"}, True, me.volunteer_id,
    )  # fmt: skip
    assert AuditLine.objects.get().verb == "keep_search"
    assert AuditLine.objects.get().target_id == str(kept.pk)


def test_the_same_search_is_kept_once(me: Standing) -> None:
    keep(me)
    with pytest.raises(SearchKept):
        keep(me, name="换个名字")
    assert SavedSearch.objects.count() == 1
    keep(standing_of(make_volunteer().account))  # another person's is another's  # type: ignore[arg-type]
    assert SavedSearch.objects.count() == 2


@pytest.mark.parametrize("name", ["", "  ", "字" * 41])
def test_it_needs_a_name(me: Standing, name: str) -> None:
    with pytest.raises(SearchNameWrong):
        keep(me, name=name)
    assert not SavedSearch.objects.exists()


def test_everything_is_no_search(me: Standing) -> None:
    with pytest.raises(SearchEmpty):
        keep_search(by=me, name="全部", look=Look(), watched=True, at=NOW)


def test_twenty_are_enough(me: Standing) -> None:
    for turn in range(20):
        keep(me, q=f"老人{turn}")
    with pytest.raises(SearchesTooMany):
        keep(me, q="再一个")
    assert SavedSearch.objects.count() == 20


def test_renamed_unwatched_dropped_by_its_own_person_only(me: Standing) -> None:
    kept, other = keep(me), standing_of(make_volunteer().account)  # type: ignore[arg-type]
    for act in (change_search, drop_search):
        with pytest.raises(SearchUnknown):
            act(by=other, key=kept.pk, at=NOW)
    with pytest.raises(SearchNameWrong):
        change_search(by=me, key=kept.pk, name="", at=NOW)
    change_search(by=me, key=kept.pk, name="老人", at=NOW)
    assert (SavedSearch.objects.get().name, SavedSearch.objects.get().watched) == ("老人", True)
    change_search(by=me, key=kept.pk, watched=False, at=NOW)
    assert (SavedSearch.objects.get().name, SavedSearch.objects.get().watched) == ("老人", False)
    drop_search(by=me, key=kept.pk, at=NOW)
    assert not SavedSearch.objects.exists()


def test_the_key_in_a_message_stops_the_watch_and_what_it_had_found(me: Standing) -> None:
    kept = keep(me)
    WatchNotice.objects.create(
        city=kept.city, volunteer=kept.volunteer, activity=make_activity(), search=kept, found_at=NOW
    )
    for _ in range(2):
        assert not stop_watch(stop_key=kept.stop_key, at=NOW).watched
    assert not WatchNotice.objects.exists()
    assert AuditLine.objects.filter(verb="stop_watch").count() == 1
    with pytest.raises(SearchUnknown):
        stop_watch(stop_key=uuid4(), at=NOW)
