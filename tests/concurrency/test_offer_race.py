"""An offer at its last moment: taken and expired at once, by several workers, has one outcome and one next."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from redvest.service.actions.activity import close_activity
from redvest.service.actions.offer import expire_offers, take_offer
from redvest.service.actions.signup import cancel_signup, sign_up
from redvest.service.models import Offer, Post, SignUp
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_body, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db(transaction=True)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def test_taken_and_expired_at_once_ends_one_way() -> None:
    for _round in range(4):
        post = make_post(places=1)
        holder, first, second = (volunteer_standing(make_volunteer()) for _n in range(3))
        held = sign_up(by=holder, post_id=post.pk, at=NOW)
        line = [sign_up(by=by, post_id=post.pk, at=NOW) for by in (first, second)]
        cancel_signup(by=holder, signup_id=held.id, at=NOW)
        ends = Offer.objects.get(signup=line[0].id).expires_at
        assert ends is not None

        taking = [partial(take_offer, by=first, signup_id=line[0].id, at=ends - SECOND)] * 3
        expiring = [partial(expire_offers, at=ends)] * 3
        at_once(*taking, *expiring)

        states = [SignUp.objects.get(pk=each.id).state for each in line]
        assert states in (["confirmed", "waiting"], ["lapsed", "offered"])
        assert Post.objects.get(pk=post.pk).taken == 1
        made = Counter(Offer.objects.filter(post=post).values_list("signup", flat=True))
        assert set(made.values()) == {1}


def test_many_leave_while_many_join_and_every_place_is_held_out_once() -> None:
    post = make_post(places=6)
    holders = [volunteer_standing(make_volunteer()) for _n in range(6)]
    held = [sign_up(by=by, post_id=post.pk, at=NOW) for by in holders]
    joining = [volunteer_standing(make_volunteer()) for _n in range(9)]

    leave = [
        partial(cancel_signup, by=by, signup_id=one.id, at=NOW) for by, one in zip(holders, held, strict=True)
    ]
    join = [partial(sign_up, by=by, post_id=post.pk, at=NOW) for by in joining]
    outcomes = at_once(*leave, *join)

    assert not [each for each in outcomes if isinstance(each, Exception)]
    states = Counter(SignUp.objects.filter(post=post).values_list("state", flat=True))
    assert Post.objects.get(pk=post.pk).taken == states["confirmed"] + states["offered"] == 6
    assert states["waiting"] == 3
    assert Offer.objects.filter(state="open").count() == states["offered"]


def test_closing_while_offers_are_taken_leaves_as_many_taken_as_hold_a_place() -> None:
    for _round in range(4):
        body = make_body()
        leader = make_leader(body)
        post = make_post(places=3, activity=make_activity(body=body, starts_at=NOW + HOUR))
        holders = [volunteer_standing(make_volunteer()) for _n in range(3)]
        held = [sign_up(by=by, post_id=post.pk, at=NOW) for by in holders]
        line = [volunteer_standing(make_volunteer()) for _n in range(3)]
        made = [sign_up(by=by, post_id=post.pk, at=NOW) for by in line]
        for by, one in zip(holders, held, strict=True):
            cancel_signup(by=by, signup_id=one.id, at=NOW)
        Offer.objects.filter(post=post).update(expires_at=NOW + 9 * HOUR)
        taking = [
            partial(take_offer, by=by, signup_id=one.id, at=NOW + HOUR)
            for by, one in zip(line, made, strict=True)
        ]
        at_once(*taking, partial(close_activity, by=leader, activity=post.activity, at=NOW + HOUR))

        states = Counter(SignUp.objects.filter(post=post).values_list("state", flat=True))
        assert set(states) <= {"cancelled", "absent", "served", "lapsed"}
        assert Post.objects.get(pk=post.pk).taken == states["absent"] + states["served"]
