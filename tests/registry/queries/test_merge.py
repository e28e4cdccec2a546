"""Who is one person: the records behind one record, the accounts behind them, and what each officer sees of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.registry.actions import leaving, merge
from redvest.registry.actions.account import issue_token
from redvest.registry.models import Account, Merge, Volunteer
from redvest.registry.queries.merge import (
    accounts_behind,
    merges_at_hand,
    merges_to_undo,
    open_erasure,
    records_of,
    waiting_merges,
)
from redvest.registry.queries.token import standing_by_token
from tests.factories import registry as make
from tests.service.actions.test_person import asked, merged, two_records

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_one_record_is_itself_and_a_link_counts_from_yes_to_undone() -> None:
    old, kept = two_records()
    assert list(records_of(kept.pk)) == [kept.pk]
    link = asked(old, kept)
    assert list(records_of(kept.pk)) == [kept.pk]
    merge.confirm_merge(by=make.volunteer_standing(kept), merge_id=link.pk, at=make.NOW)
    assert set(records_of(kept.pk)) == {kept.pk, old.pk}
    assert list(records_of(old.pk)) == [old.pk]  # what was merged away does not reach back
    merge.undo_merge(by=make.make_officer(), merge_id=link.pk, at=make.NOW)
    assert list(records_of(kept.pk)) == [kept.pk]


def test_several_records_into_one() -> None:
    old, kept = two_records()
    older, _ = two_records()
    merged(old, kept)
    merged(older, kept)
    assert set(records_of(kept.pk)) == {kept.pk, old.pk, older.pk}
    assert set(make.volunteer_standing(kept).records) == {kept.pk, old.pk, older.pk}


def test_the_standing_knows_by_session_and_by_token_in_one_query() -> None:
    old, kept = two_records()
    merged(old, kept)
    account = Account.objects.get(pk=kept.account_id)
    token = issue_token(account=account, at=make.NOW)
    standing_by_token(token, make.NOW)
    with CaptureQueriesContext(connection) as seen:
        by_session, by_token = make.standing_of(account), standing_by_token(token, make.NOW)
    assert len(seen) <= 2
    assert by_token is not None
    for by in (by_session, by_token):
        assert by.merged == (old.pk,)
        assert by.is_self(old.pk) and by.is_self(kept.pk) and not by.is_self(None)


def test_nobody_is_nobody() -> None:
    by = make.make_member()
    assert by.records == () and not by.is_self(None) and not by.is_self(make.make_volunteer().pk)


def test_the_accounts_behind_a_record() -> None:
    old, kept = two_records()
    second = make.make_account()
    Volunteer.objects.filter(pk=old.pk).update(account=second)
    link = merged(Volunteer.objects.get(pk=old.pk), kept)
    old.refresh_from_db()
    assert accounts_behind(old) == [second.pk]
    assert accounts_behind(kept) == [kept.account_id]
    merge.undo_merge(by=make.make_officer(), merge_id=link.pk, at=make.NOW)
    old.refresh_from_db()
    assert accounts_behind(old) == [second.pk]
    assert accounts_behind(make.make_volunteer(with_account=False)) == []


def test_what_waits_and_what_can_be_undone_is_the_places_own() -> None:
    old, kept = two_records()
    link = asked(old, kept)
    officer, far = make.make_officer(), make.make_officer(make.make_region_tree().fenyi)
    own, other = make.volunteer_standing(kept), make.volunteer_standing(make.make_volunteer())
    assert list(waiting_merges(officer)) == list(waiting_merges(own)) == [link]
    assert not waiting_merges(far) and not waiting_merges(other)
    merge.confirm_merge(by=own, merge_id=link.pk, at=make.NOW)
    assert not waiting_merges(officer)
    assert list(merges_to_undo(officer, make.NOW - DAY)) == [link]
    assert not merges_to_undo(far, make.NOW - DAY) and not merges_to_undo(officer, make.NOW)


def test_a_wish_of_either_record_is_the_persons() -> None:
    old, kept = two_records()
    assert open_erasure(kept.pk) is None
    merged(old, kept)
    wish = leaving.ask_erasure(by=make.volunteer_standing(kept), at=make.NOW)
    assert open_erasure(kept.pk) == wish
    wish.volunteer = old
    wish.save(update_fields=["volunteer"])
    assert open_erasure(kept.pk) == wish
    leaving.cancel_erasure(by=make.volunteer_standing(kept), at=make.NOW)
    assert open_erasure(kept.pk) is None


def test_one_query_whatever_the_number() -> None:
    _, kept = two_records()
    for _ in range(3):
        merged(two_records()[0], kept)
    with CaptureQueriesContext(connection) as seen:
        assert len(list(records_of(kept.pk))) == 4
    assert len(seen) == 1
    assert Merge.objects.count() == 3


def test_what_waits_comes_before_what_can_be_undone_in_one_query() -> None:
    officer = make.make_officer()
    done = merged(*two_records())
    later = merged(*two_records())
    Merge.objects.filter(pk=later.pk).update(confirmed_at=make.NOW + DAY)
    long_ago = merged(*two_records())
    Merge.objects.filter(pk=long_ago.pk).update(confirmed_at=make.NOW - 31 * DAY)
    waiting = asked(*two_records())
    with CaptureQueriesContext(connection) as seen:
        assert merges_at_hand(officer, make.NOW - 30 * DAY) == ([waiting], [later, done])
    assert len(seen) == 1
    assert merges_at_hand(make.make_officer(make.make_region_tree().fenyi), make.NOW - DAY) == ([], [])
