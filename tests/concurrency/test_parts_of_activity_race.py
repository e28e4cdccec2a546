"""Templates, co-leaders, audiences and changes at the same moment: one of each name, one of each person, one count."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from redvest.registry.choices import Role
from redvest.service.actions.audience import record_audience
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.coleader import add_co_leader, remove_co_leader
from redvest.service.actions.series_review import cancel_occurrences
from redvest.service.actions.signup import SignedUp, sign_up
from redvest.service.actions.template import save_template
from redvest.service.choices import EditScope
from redvest.service.coleader_errors import LeadsAlready, NoCoLeader
from redvest.service.models import (
    Activity,
    ActivityChange,
    ActivityTemplate,
    AudienceCount,
    CoLeader,
    Post,
    SignUp,
)
from redvest.service.queries.activity_kind import audience_of
from redvest.service.series_errors import NothingLeft
from redvest.service.template_errors import TemplateNameTaken
from tests.factories.race import at_once
from tests.factories.registry import (
    NOW,
    make_account,
    make_grant,
    make_leader,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_activity, make_post
from tests.service.actions.test_occurrences import Saturdays

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(found: list[object]) -> Counter[type]:
    return Counter(type(each) for each in found)


def test_a_name_is_given_to_one_template() -> None:
    activity = make_activity()
    by = make_leader(activity.body)
    found = at_once(*([partial(save_template, by=by, activity=activity, name="义诊", at=NOW)] * 6))
    assert kinds(found) == {ActivityTemplate: 1, TemplateNameTaken: 5}


def test_one_person_is_added_once_and_removed_once() -> None:
    activity = make_activity(starts_at=NOW + 48 * HOUR)
    by, account = make_leader(activity.body), make_account()
    make_grant(account=account, role=Role.ACTIVITY_LEADER, body=activity.body)
    add = partial(add_co_leader, by=by, activity=activity, account_id=account.pk, at=NOW)
    assert kinds(at_once(*([add] * 6))) == {CoLeader: 1, LeadsAlready: 5}
    remove = partial(remove_co_leader, by=by, activity=activity, account_id=account.pk, at=NOW)
    assert kinds(at_once(*([remove] * 6))) == {type(None): 1, NoCoLeader: 5}


def test_of_two_who_count_at_once_one_count_stands_whole() -> None:
    activity = make_activity(starts_at=NOW - HOUR)
    Activity.objects.filter(pk=activity.pk).update(kind="health")
    activity.refresh_from_db()
    by = make_leader(activity.body)
    counts = [{"elders": 10 + n, "residents": 20 + n} for n in range(6)]
    found = at_once(
        *[partial(record_audience, by=by, activity=activity, people=people, at=NOW) for people in counts]
    )
    assert sorted(found) == [30 + 2 * n for n in range(6)]
    assert audience_of(activity) in counts
    assert AudienceCount.objects.count() == 2


def test_changes_at_once_are_made_one_after_the_other() -> None:
    activity = make_activity(starts_at=NOW + 48 * HOUR)
    make_post(activity=activity, places=3)
    by = make_leader(activity.body)
    places = [f"地点{n}" for n in range(5)]
    found = at_once(
        *[
            partial(change_activity, by=by, activity=activity, form=ChangeForm(place_name=place), at=NOW)
            for place in places
        ]
    )
    assert not [each for each in found if isinstance(each, Exception)]
    # Each change begins where another one left off: together they are one chain.
    rows = list(ActivityChange.objects.all())
    befores, afters = ([getattr(row, side)["place_name"] for row in rows] for side in ("before", "after"))
    assert sorted(afters) == places
    activity.refresh_from_db()
    assert sorted([*befores, activity.place_name]) == sorted(["百花湖社区志愿服务站", *places])


def test_a_series_called_off_twice_at_once_is_called_off_once() -> None:
    saturdays = Saturdays()
    row = saturdays.rows()[0]
    work = partial(
        cancel_occurrences,
        by=saturdays.leader,
        activity=row,
        scope=EditScope.ALL,
        reason="停办",
        at=NOW + HOUR,
    )
    found = at_once(work, work, work)
    assert sorted(map(str, found)).count("4") == 1
    assert kinds(found) == {int: 1, NothingLeft: 2}
    assert not SignUp.objects.filter(state="confirmed").exists()


def test_whoever_joins_while_a_series_is_called_off_is_refused_or_ends_with_it() -> None:
    saturdays = Saturdays()
    row = saturdays.rows()[0]
    off = partial(
        cancel_occurrences,
        by=saturdays.leader,
        activity=row,
        scope=EditScope.ALL,
        reason="停办",
        at=NOW + HOUR,
    )
    posts = [each.posts.get().pk for each in saturdays.rows()]
    joins = [
        partial(sign_up, by=volunteer_standing(make_volunteer()), post_id=posts[n % 4], at=NOW)
        for n in range(8)
    ]
    found = at_once(*joins[:4], off, *joins[4:])
    assert 4 in found
    assert SignedUp in kinds(found) or len(found) == 9
    assert not SignUp.objects.filter(state__in=("confirmed", "waiting", "offered")).exists()
    assert set(Post.objects.values_list("taken", flat=True)) == {0}
