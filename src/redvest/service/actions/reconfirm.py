"""What can be done with reconfirmation: ask everybody who holds a place, hear their yes, pass on the silent ones' places.

Every step is a guarded update, so that it may run twice: who was asked is not asked again, and a yes and the deadline
at the same moment have one outcome.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from redvest.core import audit, events
from redvest.core.errors import NotAllowed
from redvest.core.throttle import first_time
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.actions.offer import hold_out, lock_post
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.errors import WrongState
from redvest.service.events import ReconfirmAsked, ReconfirmLapsed
from redvest.service.models import Post, SignUp
from redvest.service.queries import reconfirm as queries
from redvest.service.rules.reconfirm import asked_from, due_at, reminds, stands
from redvest.service.signup_errors import NothingToReconfirm, SignUpNotFound

AT_ONCE = 200


@transaction.atomic
def set_reconfirm(*, by: Standing, post: Post, wanted: bool | None, at: datetime) -> None:
    """Whether a post asks; None: as the place has it. Where it asks no more, who has not answered is let off.

    Raises NotAllowed, WrongState (over or called off).
    """
    policy.require_may_lead(by, post.activity)
    if post.activity.state in (ActivityState.CANCELLED, ActivityState.CLOSED):
        raise WrongState
    lock_post(post_id=post.pk)
    Post.objects.filter(pk=post.pk).update(reconfirm=wanted)
    post.reconfirm = wanted
    if not queries.asks(post):
        SignUp.objects.filter(queries.SILENT, post=post).update(reconfirm_by=None)
    audit.write_line(
        by=by.actor, at=at, city=post.city, verb="set_reconfirm", target=post,
        wanted={True: "yes", False: "no", None: "place"}[wanted],
    )  # fmt: skip


@transaction.atomic
def reconfirm(*, by: Standing, signup_id: UUID, at: datetime) -> SignUp:
    """Say once more that one comes. Again changes nothing. Raises SignUpNotFound, NotAllowed, NothingToReconfirm."""
    signup = SignUp.objects.filter(pk=signup_id).first()
    if signup is None:
        raise SignUpNotFound
    if not by.is_self(signup.volunteer_id):
        raise NotAllowed  # nobody says yes for somebody else
    mine = SignUp.objects.filter(queries.SILENT, pk=signup_id, reconfirm_by__isnull=False)
    said = mine.update(reconfirmed_at=at)
    signup.refresh_from_db()
    if said:
        audit.write_line(by=by.actor, at=at, city=signup.city, verb="reconfirm", target=signup)
    elif signup.state != SignUpState.CONFIRMED or signup.reconfirmed_at is None:
        raise NothingToReconfirm
    return signup


def run_reconfirm(*, city: str, at: datetime) -> tuple[int, int, int]:
    """One round of the clock: how many were asked, reminded, and lost the place that they said nothing about."""
    asked = sum(_ask(post_id, at) for post_id in queries.posts_to_ask(city, at))
    reminded = _remind(city, at)
    return asked, reminded, sum(_lapse(key, at) for key in queries.overdue(at, AT_ONCE))


@transaction.atomic
def _ask(post_id: UUID, at: datetime) -> int:
    lock_post(post_id=post_id)
    post = Post.objects.select_related("activity").get(pk=post_id)
    starts, terms = queries.begins(post), queries.terms_at(post)
    due = due_at(asked_at=at, starts_at=starts, terms=terms)
    if due is None:
        return 0
    since = asked_from(starts, terms)
    people = SignUp.objects.filter(
        queries.SILENT, post=post, reconfirm_by__isnull=True, confirmed_at__lte=since
    )
    asked = list(people.select_for_update())
    SignUp.objects.filter(pk__in=[each.pk for each in asked]).update(reconfirm_by=due)
    if asked:
        audit.write_line(
            by=audit.SYSTEM, at=at, city=post.city, verb="ask_reconfirm", target=post,
            people=len(asked), until=due.isoformat(),
        )  # fmt: skip
    for each in asked:
        events.publish(
            ReconfirmAsked(each.city, each.pk, each.volunteer_id, each.activity_id, due, False, at)
        )
    return len(asked)


@transaction.atomic
def _remind(city: str, at: datetime) -> int:
    count = 0
    for signup in queries.to_remind(city, at):
        due = signup.reconfirm_by
        if due is None or not reminds(at=at, due=due, terms=queries.terms_at(signup.post)):
            continue
        if first_time(f"reconfirm-again:{signup.pk.hex}:{due:%m%d%H}", lasting=timedelta(days=30), at=at):
            events.publish(
                ReconfirmAsked(signup.city, signup.pk, signup.volunteer_id, signup.activity_id, due, True, at)
            )
            count += 1
    return count


@transaction.atomic
def _lapse(signup_id: UUID, at: datetime) -> int:
    lock_post(post_id=SignUp.objects.values_list("post_id", flat=True).get(pk=signup_id))
    signup = SignUp.objects.select_related("post__activity").get(pk=signup_id)
    silent = SignUp.objects.filter(queries.SILENT, pk=signup_id, reconfirm_by__lte=at)
    due, starts = signup.reconfirm_by, signup.period.lower
    if due is None or not stands(due=due, starts_at=starts, terms=queries.terms_at(signup.post)):
        silent.update(reconfirm_by=None)  # the activity was moved: asked anew when its time comes
        return 0
    if at >= starts or not silent.update(state=SignUpState.LAPSED, cancelled_at=at):
        return 0
    Post.objects.filter(pk=signup.post_id).update(taken=F("taken") - 1)
    audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="lapse_unconfirmed", target=signup)
    events.publish(ReconfirmLapsed(signup.city, signup.pk, signup.volunteer_id, signup.activity_id, at))
    hold_out(post_id=signup.post_id, at=at)
    return 1
