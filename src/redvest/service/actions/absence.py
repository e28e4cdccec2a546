"""What can be done about times that somebody did not come: say why, and be answered; and the leader's early warning."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core import audit, clock, events
from redvest.core.errors import NotAllowed
from redvest.core.throttle import first_time
from redvest.registry.actions.message import Notice
from redvest.registry.choices import MessageKind
from redvest.registry.policy import Standing
from redvest.service.absence_errors import AppealMade, AppealUnknown, AppealWordsMissing, NothingToAppeal
from redvest.service.actions.answer_notice import short
from redvest.service.actions.telling import tell_accounts
from redvest.service.choices import CancelKind, RequestState
from redvest.service.events import AbsenceAppealAnswered, AbsenceAppealMade
from redvest.service.models import AbsenceAppeal, Activity, Post, SignUp
from redvest.service.queries.absence import answer_by, appeals_to, appeals_within
from redvest.service.queries.coleader import leaders_to_tell
from redvest.service.queries.outlook import AGAINST, forecast_of, posts_soon
from redvest.service.queries.reconfirm import begins
from redvest.service.signup_errors import SignUpNotFound

LONGEST = 300


@transaction.atomic
def appeal_absence(*, by: Standing, signup_id: UUID, words: str, at: datetime) -> AbsenceAppeal:
    """Say why one did not come. Raises SignUpNotFound, NothingToAppeal, AppealMade, AppealWordsMissing.

    Another's sign-up is none to whoever asks: they do not learn that it is there.
    """
    signup = SignUp.objects.select_related("activity").filter(pk=signup_id).first()
    if signup is None or not by.is_self(signup.volunteer_id):
        raise SignUpNotFound
    said = words.strip()
    if not said or len(said) > LONGEST:
        raise AppealWordsMissing
    if not SignUp.objects.filter(AGAINST, pk=signup_id).exists():
        raise NothingToAppeal
    until = answer_by(signup.activity, at)
    try:
        with transaction.atomic():
            made = AbsenceAppeal.objects.create(
                signup=signup, city=signup.city, words=said, asked_at=at, answer_by=until
            )
    except IntegrityError as fault:
        raise AppealMade from fault
    audit.write_line(by=by.actor, at=at, city=signup.city, verb="appeal_absence", target=signup)
    events.publish(AbsenceAppealMade(signup.city, signup.pk, until, at))
    return made


@transaction.atomic
def answer_appeal(
    *, by: Standing, signup_id: UUID, accept: bool, words: str = "", at: datetime
) -> AbsenceAppeal:
    """Excuse somebody, or say why not; once. A leader of the organisation decides, never about themselves; officers
    of the place where that was not done in time or nobody else is there.

    Raises AppealUnknown, NotAllowed, AppealWordsMissing.
    """
    rows = appeals_within(by).select_related("signup__activity").select_for_update(of=("self",))
    found = rows.filter(pk=signup_id).first()
    if found is None or found.state != RequestState.OPEN:
        raise AppealUnknown
    if not appeals_to(by, at).filter(pk=signup_id).exists():
        raise NotAllowed
    signup, said = found.signup, words.strip()
    if (not accept and not said) or len(said) > LONGEST:
        raise AppealWordsMissing
    found.state = RequestState.ACCEPTED if accept else RequestState.REFUSED
    found.answer, found.answered_at, found.answered_by_id = said, at, by.account_id
    found.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    if accept:
        SignUp.objects.filter(AGAINST, pk=signup_id).update(cancel_kind=CancelKind.EXCUSED)
    audit.write_line(
        by=by.actor, at=at, city=signup.city, verb="answer_absence", target=signup, accepted=accept
    )
    events.publish(AbsenceAppealAnswered(signup.city, signup.pk, accept, at))
    return found


@transaction.atomic
def alert_short_posts(*, city: str, at: datetime) -> int:
    """Tell leaders of posts that will lack people, once for each post; returns how many texts went out."""
    count = 0
    for _key, group in groupby(posts_soon(city, at), key=lambda post: post.activity_id):
        posts = list(group)
        count += _alert(posts[0].activity, posts, at)
    return count


def _alert(activity: Activity, posts: list[Post], at: datetime) -> int:
    short_ones = [
        each
        for each in forecast_of(activity, posts, at).values()
        if each.short and first_time(f"outlook-short:{each.post.pk.hex}", lasting=timedelta(days=30), at=at)
    ]
    if not short_ones:
        return 0
    lines = "；".join(
        f"{short(moment=begins(each.post))} {each.post.label}要 {each.post.places} 人，报上 {each.holding} 人"
        + ("" if each.expecting is None else f"，估计来 {each.expecting} 人")
        for each in sorted(short_ones, key=lambda each: begins(each.post))
    )
    advice = "可以再招一些人，或者请大家再确认。"
    text = f"【{activity.body.name}】“{activity.title}”可能缺人：{lines}。{advice}"
    notice = Notice(MessageKind.WORK, about=activity)
    leaders = leaders_to_tell([activity], clock.day_of(at))[activity.pk]
    return tell_accounts(accounts=leaders, text=text, at=at, notice=notice)
