"""A change of time that ends a holder and the one behind them in line: the numbers still add up."""

from __future__ import annotations

import pytest

from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.signup import Wish, sign_up
from redvest.service.choices import TAKING, OfferState, SignUpState
from redvest.service.models import Offer, SignUp
from tests.factories.registry import NOW, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
BEGINS = NOW + 48 * HOUR


@pytest.mark.parametrize("at_once", [True, False])
def test_a_place_goes_to_nobody_who_is_about_to_lose_theirs(at_once: bool) -> None:
    activity = make_activity(starts_at=BEGINS)
    post = make_post(activity=activity, places=1)
    people = [make_volunteer() for _n in range(3)]
    elsewhere = make_post(activity=make_activity(starts_at=BEGINS + 4 * HOUR), places=5)
    for person in people[:2]:  # the holder and the next in line have other plans at the new time
        make_signup(post=elsewhere, volunteer=person)
    for person in people:
        sign_up(by=volunteer_standing(person), post_id=post.pk, wish=Wish(take_at_once=at_once), at=NOW)
    form = ChangeForm(starts_at=activity.starts_at + 4 * HOUR, ends_at=activity.ends_at + 4 * HOUR)
    change_activity(by=make_leader(activity.body), activity=activity, form=form, at=NOW)
    post.refresh_from_db()
    holding = SignUp.objects.get(post=post, state__in=TAKING)
    assert (post.taken, holding.volunteer) == (1, people[2])
    stray = Offer.objects.filter(post=post, state=OfferState.OPEN).exclude(signup__state=SignUpState.OFFERED)
    assert not stray.exists()
