"""Places are scarce: whatever happens at once, there are never more people than places and nobody is forgotten."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from redvest.service.actions.signup import SignedUp, cancel_signup, sign_up
from redvest.service.models import Post, SignUp
from redvest.service.signup_errors import AlreadySignedUp, Overlaps
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db(transaction=True)


def people(count: int) -> list:
    return [volunteer_standing(make_volunteer()) for _ in range(count)]


def test_forty_people_for_five_places_at_once():
    post = make_post(places=5)

    outcomes = at_once(*[partial(sign_up, by=by, post_id=post.pk, at=NOW) for by in people(40)])

    assert Counter(outcome.state for outcome in outcomes) == {"confirmed": 5, "waiting": 35}
    post.refresh_from_db()
    assert post.taken == 5
    line = SignUp.objects.filter(post=post, state="waiting").order_by("queue")
    assert len({signup.queue for signup in line}) == 35


def test_the_same_person_twenty_times_at_once_holds_one_place():
    post = make_post(places=5)
    by = people(1)[0]

    outcomes = at_once(*([partial(sign_up, by=by, post_id=post.pk, key="one-tap", at=NOW)] * 20))

    assert all(isinstance(outcome, SignedUp) for outcome in outcomes), outcomes
    assert len({outcome.id for outcome in outcomes}) == 1
    post.refresh_from_db()
    assert (post.taken, SignUp.objects.count()) == (1, 1)


def test_without_a_key_every_repeat_is_refused_and_changes_nothing():
    post = make_post(places=5)
    by = people(1)[0]

    outcomes = at_once(*([partial(sign_up, by=by, post_id=post.pk, at=NOW)] * 10))

    assert Counter(type(outcome) for outcome in outcomes) == {SignedUp: 1, AlreadySignedUp: 9}
    post.refresh_from_db()
    assert post.taken == 1


def test_one_person_on_overlapping_posts_at_once_gets_one():
    by = people(1)[0]
    posts = [make_post(activity=make_activity()) for _ in range(8)]

    outcomes = at_once(*[partial(sign_up, by=by, post_id=post.pk, at=NOW) for post in posts])

    assert Counter(type(outcome) for outcome in outcomes) == {SignedUp: 1, Overlaps: 7}
    assert sum(Post.objects.values_list("taken", flat=True)) == 1


def test_leaving_and_joining_at_once_leaves_no_place_empty_while_somebody_waits():
    for _ in range(5):
        post = make_post(places=4)
        first = [(by, sign_up(by=by, post_id=post.pk, at=NOW)) for by in people(4)]
        leaving = [partial(cancel_signup, by=by, signup_id=signed.id, at=NOW) for by, signed in first]
        joining = [partial(sign_up, by=by, post_id=post.pk, at=NOW) for by in people(8)]

        outcomes = at_once(*[*leaving, *joining])

        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        post.refresh_from_db()
        states = Counter(SignUp.objects.filter(post=post).values_list("state", flat=True))
        assert post.taken == states["confirmed"] + states["offered"] == 4
        assert states["waiting"] == 4


def test_cancelling_twice_at_once_frees_one_place():
    post = make_post(places=1)
    holder, *line = people(3)
    held = sign_up(by=holder, post_id=post.pk, at=NOW)
    waiting = [sign_up(by=by, post_id=post.pk, at=NOW) for by in line]

    at_once(*([partial(cancel_signup, by=holder, signup_id=held.id, at=NOW)] * 6))

    post.refresh_from_db()
    assert post.taken == 1
    assert SignUp.objects.get(pk=waiting[0].id).state == "offered"
    assert SignUp.objects.get(pk=waiting[1].id).state == "waiting"
