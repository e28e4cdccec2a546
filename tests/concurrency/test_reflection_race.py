"""Two at one reflection: written once, decided once, and never public in a version that nobody looked at."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.core.models import AuditLine
from redvest.registry.models import Message
from redvest.service.actions.reflection import agree_publication, withdraw_reflection, write_reflection
from redvest.service.actions.reflection_review import decide_reflection
from redvest.service.choices import ReflectionState
from redvest.service.models import Reflection
from redvest.service.reflection_errors import ReflectionMoved
from tests.factories.intake import png
from tests.factories.race import at_once
from tests.factories.reflection import TEXT, make_reflection, make_service
from tests.factories.registry import NOW, make_centre, make_officer

pytestmark = pytest.mark.django_db(transaction=True)


def test_sent_twice_at_once_it_is_one_with_three_pictures_at_most() -> None:
    found = make_service()
    write = partial(
        write_reflection, by=found.by, volunteer=found.person, activity=found.activity, text=TEXT, public=True,
        pictures=[png(1), png(2)], at=NOW,
    )  # fmt: skip
    done = at_once(write, write, write)
    assert all(isinstance(each, Reflection) for each in done)
    row = Reflection.objects.get()
    assert row.version == 3 and row.pictures.count() == 2


def test_two_officers_decide_once() -> None:
    row = make_reflection()
    decide = partial(decide_reflection, key=row.pk, version=1, at=NOW)
    found = at_once(
        partial(decide, by=make_officer(), step="approve"),
        partial(decide, by=make_centre(), step="change", words="名字请去掉"),
    )
    assert sum(isinstance(each, ReflectionMoved) for each in found) == 1
    assert AuditLine.objects.filter(verb="decide_reflection").count() == Message.objects.count() == 1


def test_a_new_writing_and_a_decision_meet_each_other() -> None:
    """Whichever comes first: the new words are not public before somebody has looked at them."""
    for _each in range(4):
        found = make_service()
        row = make_reflection(found, agreed_at=NOW)
        at_once(
            partial(
                write_reflection,
                by=found.by,
                volunteer=found.person,
                activity=found.activity,
                text=TEXT + "再加一句。",
                public=True,
                at=NOW,
            ),
            partial(decide_reflection, by=make_officer(), key=row.pk, version=1, step="approve", at=NOW),
        )  # type: ignore[misc]
        row.refresh_from_db()
        assert row.version == 2 and row.state == ReflectionState.WRITTEN


def test_a_no_and_an_approval_meet_each_other() -> None:
    for _each in range(4):
        found = make_service()
        row = make_reflection(found, agreed_at=NOW)
        at_once(
            partial(agree_publication, by=found.by, key=row.pk, yes=False, at=NOW),
            partial(decide_reflection, by=make_officer(), key=row.pk, version=1, step="approve", at=NOW),
        )
        row.refresh_from_db()
        assert row.state == ReflectionState.APPROVED and row.agreed_at is None


def test_withdrawn_once() -> None:
    found = make_service()
    row = make_reflection(found)
    out = partial(withdraw_reflection, by=found.by, key=row.pk, at=NOW)
    done = at_once(out, out)
    assert sum(isinstance(each, ReflectionMoved) for each in done) == 1
