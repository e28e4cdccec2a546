"""What can be done with applications to posts that choose their people: each is answered, in words, before a deadline.

Silence loses volunteers: the leader is reminded a day ahead, whoever runs the organisation and the officers of the
place hear of what is overdue, and a post with overdue answers takes no new applications (``signup_statement.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from redvest.core import audit, clock, events
from redvest.core.throttle import first_time
from redvest.registry.actions.message import Notice
from redvest.registry.choices import MessageKind
from redvest.registry.models import Account, Body
from redvest.registry.policy import Standing
from redvest.registry.queries.role import heads_of, nearest_officers
from redvest.registry.queries.setting import rule
from redvest.service import policy
from redvest.service.actions.offer import lock_post
from redvest.service.actions.telling import tell_accounts
from redvest.service.choices import SignUpState
from redvest.service.events import ApplicationDecided
from redvest.service.models import Post, SignUp
from redvest.service.queries.application import due_before
from redvest.service.queries.coleader import leaders_to_tell
from redvest.service.signup_errors import AnswerWordsMissing, ApplicationAnswered, PostFull, SignUpNotFound

LONGEST = 300
AHEAD = timedelta(days=1)


def set_answer_time(*, signup_id: UUID, at: datetime) -> None:
    """Until when a new application is answered where its post says nothing: as the place has it on that day.

    Asked after the one statement of signing up and of applications alone, so that it costs the others nothing.
    """
    signup = SignUp.objects.select_related("post__activity").get(pk=signup_id)
    if signup.post.answer_hours is not None:
        return
    hours = int(rule("answers.hours", signup.post.activity.region_path, clock.day_of(at)))
    by = min(at + timedelta(hours=hours), signup.period.lower)
    SignUp.objects.filter(pk=signup_id, state=SignUpState.APPLIED).update(answer_by=by)


@transaction.atomic
def answer_application(
    *, by: Standing, signup_id: UUID, accept: bool, words: str = "", at: datetime
) -> SignUp:
    """Take somebody in, or decline with kind words, which they read. Only once.

    Raises SignUpNotFound, NotAllowed, AnswerWordsMissing, ApplicationAnswered, PostFull.
    """
    signup = SignUp.objects.select_related("activity").filter(pk=signup_id).first()
    if signup is None:
        raise SignUpNotFound
    policy.require_may_lead(by, signup.activity)
    said = words.strip()
    if (not accept and not said) or len(said) > LONGEST:
        raise AnswerWordsMissing
    lock_post(post_id=signup.post_id)
    signup = SignUp.objects.select_for_update(of=("self",)).select_related("activity").get(pk=signup_id)
    if signup.state != SignUpState.APPLIED:
        raise ApplicationAnswered
    if accept:
        _claim(signup)
        signup.state, signup.confirmed_at = SignUpState.CONFIRMED, at
    else:
        signup.state, signup.cancelled_at = SignUpState.REFUSED, at
    signup.answer, signup.answered_at, signup.answered_by_id = said, at, by.account_id
    signup.save(
        update_fields=["state", "confirmed_at", "cancelled_at", "answer", "answered_at", "answered_by"]
    )
    audit.write_line(
        by=by.actor, at=at, city=signup.city, verb="answer_application", target=signup, accepted=accept
    )
    events.publish(
        ApplicationDecided(signup.city, signup.pk, signup.volunteer_id, signup.activity_id, accept, at)
    )
    return signup


def _claim(signup: SignUp) -> None:
    """One of the places, in a guarded update; who waits longer in a line is not passed over: such posts have none."""
    free = Post.objects.filter(pk=signup.post_id, taken__lt=F("places"))
    if not free.update(taken=F("taken") + 1):
        raise PostFull


@transaction.atomic
def remind_answers(*, city: str, at: datetime) -> int:
    """Tell leaders a day ahead and, once the time is over, who answers for them; returns how many texts went out."""
    soon: dict[tuple[Account, Body], list[SignUp]] = defaultdict(list)
    late: dict[tuple[Account, Body], list[SignUp]] = defaultdict(list)
    today, due = clock.day_of(at), list(due_before(city, at + AHEAD))
    leaders = leaders_to_tell(list({each.activity_id: each.activity for each in due}.values()), today)
    for signup in due:
        overdue = signup.answer_by is not None and signup.answer_by <= at
        key = f"answer-{'late' if overdue else 'soon'}:{signup.pk.hex}"
        if not first_time(key, lasting=timedelta(days=60), at=at):
            continue
        activity = signup.activity
        if not overdue:
            for account in leaders[activity.pk]:
                soon[account, activity.body].append(signup)
            continue
        for account in {*heads_of(activity.body_id, today), *nearest_officers(activity.region_path, today)}:
            late[account, activity.body].append(signup)
    return _tell(soon.items(), "还没答复，最晚今明两天要答复", at) + _tell(
        late.items(), "过了期限没有答复，请督促", at
    )


def _tell(people: Iterable[tuple[tuple[Account, Body], list[SignUp]]], what: str, at: datetime) -> int:
    """One text to each for each organisation, under its name."""
    count = 0
    for (account, body), theirs in people:
        first = theirs[0].activity
        text = f"【{body.name}】“{first.title}”等岗位有 {len(theirs)} 份报名申请{what}。"
        notice = Notice(MessageKind.WORK, about=first)
        count += tell_accounts(accounts=[account], text=text, at=at, notice=notice)
    return count
