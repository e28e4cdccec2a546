"""Actions that take the same rows take them in one order: nobody waits for each other."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from redvest.service.actions import hand_over as hand_over_module
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.hand_over import Called, ask_stand_in, ask_swap
from redvest.service.actions.hand_over_answer import answer_hand_over
from redvest.service.actions.lottery import draw
from redvest.service.actions.party import PartyForm, sign_up_party
from redvest.service.actions.series_notice import tell_changed
from redvest.service.models import Activity, DrawEntry
from tests.concurrency.moves import later, slowly, sound
from tests.factories.opening import DRAWS, announce_lottery, enter
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db(transaction=True)
BEGINS = NOW + 100 * HOUR


def slow_asking(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(hand_over_module, "hand_over_ends", slowly(hand_over_module.hand_over_ends, seconds))


def test_two_people_propose_the_swap_to_each_other_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    activity = make_activity(starts_at=BEGINS)
    one, other = make_volunteer(), make_volunteer()
    first = make_signup(post=make_post(activity=activity), volunteer=one)
    second = make_signup(post=make_post(activity=activity), volunteer=other)
    slow_asking(monkeypatch, 0.3)

    def ask(mine: Any, theirs: Any) -> Any:
        who = Called(theirs.volunteer.number, theirs.volunteer.name)
        return partial(ask_swap, by=volunteer_standing(mine.volunteer), signup_id=mine.pk, who=who, at=NOW)

    sound(at_once(ask(first, second), ask(second, first)))


def test_asked_anew_in_the_second_in_which_the_former_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    post = make_post(activity=make_activity(starts_at=BEGINS))
    holder, taker, other = make_volunteer(), make_volunteer(), make_volunteer()
    signup, by = make_signup(post=post, volunteer=holder), volunteer_standing(holder)
    asked = ask_stand_in(by=by, signup_id=signup.pk, who=Called(taker.number, taker.name), at=NOW)
    slow_asking(monkeypatch, 0.8)
    again = partial(
        ask_stand_in, by=by, signup_id=signup.pk, who=Called(other.number, other.name), at=asked.expires_at
    )
    just = asked.expires_at - HOUR / 3600
    yes = partial(answer_hand_over, by=volunteer_standing(taker), hand_over_id=asked.pk, accept=True, at=just)
    sound(at_once(again, later(0.3, yes)))


def test_changed_again_while_people_are_told_of_the_first_change(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, other = sorted((make_volunteer() for _n in range(3)), key=lambda each: each.pk)
    activity = make_activity(starts_at=BEGINS)
    post = make_post(activity=activity, places=9)
    for person in (second, first):  # who came later has the smaller key
        make_signup(post=post, volunteer=person)
    leader = make_leader(activity.body)

    def moved(hours: int) -> dict[str, Any]:
        now = Activity.objects.get(pk=activity.pk)
        times = (now.starts_at + hours * HOUR, now.ends_at + hours * HOUR)
        return {"activity": now, "form": ChangeForm(starts_at=times[0], ends_at=times[1])}

    edit = change_activity(by=leader, **moved(1), at=NOW)
    slow_asking(monkeypatch, 1.5)
    who = Called(other.number, other.name)
    mine = post.signups.get(volunteer=second)
    asking = partial(ask_stand_in, by=volunteer_standing(second), signup_id=mine.pk, who=who, at=NOW)
    again = partial(change_activity, by=leader, **moved(2), at=NOW)
    sound(at_once(asking, later(0.4, again), later(0.9, partial(tell_changed, edit=edit, at=NOW))))


def test_a_group_of_entrants_and_their_draw() -> None:
    people = [make_volunteer(), make_volunteer()]
    opening = announce_lottery(make_post(activity=make_activity(starts_at=BEGINS)))
    enter(opening, *(volunteer_standing(each) for each in reversed(people)))
    first = DrawEntry.objects.order_by("pk")[0]
    # A row that was withdrawn and entered again lies on another page where its own was full; so does this one.
    DrawEntry.objects.filter(pk=first.pk).update(number=99)
    DrawEntry.objects.filter(pk=first.pk).update(number=first.number)
    other = make_post(activity=make_activity(starts_at=NOW + 48 * HOUR))
    form = PartyForm(people=[(each.number, each.name) for each in people[1:]])
    party = partial(sign_up_party, by=volunteer_standing(people[0]), post_id=other.pk, form=form, at=DRAWS)

    def third() -> None:
        with transaction.atomic():
            DrawEntry.objects.select_for_update().get(pk=first.pk)
            time.sleep(2)

    sound(at_once(third, later(0.5, partial(draw, post_id=opening.pk, at=DRAWS)), later(1, party)))
