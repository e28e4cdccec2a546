"""A series and its sign-ups at the same moment: one form pressed twice, moving while people join."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from redvest.service.actions.activity_form import PostForm
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.series import create_series
from redvest.service.actions.signup import SignedUp, sign_up
from redvest.service.models import Activity, Post, Series, SignUp
from redvest.service.rules.repeat import RepeatForm
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_leader, make_region_tree, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_project
from tests.service.actions.test_activity import form_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_form_pressed_five_times_at_once_is_one_series():
    make_region_tree()
    project = make_project()
    by, form = make_leader(project.body), form_for(project)
    work = partial(
        create_series, by=by, form=form, posts=[PostForm(title="陪同员", places=5)],
        repeat=RepeatForm("week", times=8), key="one-press", at=NOW,
    )  # fmt: skip

    made = at_once(*([work] * 5))

    assert Counter(type(each) for each in made) == {Series: 5}
    assert len({each.pk for each in made if isinstance(each, Series)}) == 1
    assert (Series.objects.count(), Activity.objects.count(), Post.objects.count()) == (1, 8, 8)


def test_whoever_joins_while_an_activity_moves_is_at_its_old_or_new_time_and_never_in_between():
    begins = NOW + 48 * HOUR
    activity = make_activity(starts_at=begins)
    post = make_post(activity=activity, places=4)
    leader = make_leader(activity.body)
    move = partial(
        change_activity, by=leader, activity=activity,
        form=ChangeForm(starts_at=begins + HOUR, ends_at=begins + 3 * HOUR), at=NOW,
    )  # fmt: skip
    people = [volunteer_standing(make_volunteer()) for _ in range(8)]
    joins = [partial(sign_up, by=by, post_id=post.pk, at=NOW) for by in people]

    found = at_once(*joins[:4], move, *joins[4:])

    assert [each for each in found if isinstance(each, Exception)] == []
    assert Counter(each.state for each in found if isinstance(each, SignedUp)) == {
        "confirmed": 4,
        "waiting": 4,
    }
    moved = Activity.objects.get(pk=activity.pk)
    assert moved.starts_at == begins + HOUR
    assert {signup.period.lower for signup in SignUp.objects.all()} == {begins + HOUR}
    assert Post.objects.get(pk=post.pk).taken == 4
