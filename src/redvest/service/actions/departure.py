"""Who left, was suspended or lost a guardian's consent holds no place any more: the next in line has it.

Run after the change has been committed: the change locks the person, places lock their post, and a sign-up takes both.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import clock
from redvest.registry.actions.duty_release import release_turns
from redvest.registry.actions.grid import release_keepings
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind, VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.rules.names import mask_name
from redvest.service.actions.person_lock import lock_people
from redvest.service.actions.signup import release_signup
from redvest.service.actions.telling import tell_accounts
from redvest.service.choices import LIVE_SIGNUPS
from redvest.service.models import Activity, SignUp
from redvest.service.queries.coleader import leaders_to_tell


@transaction.atomic
def release_places(*, volunteer_id: UUID, at: datetime) -> int:
    """Cancel all that is to come, duty and the keeping of a grid too, tell each leader, and the person once; returns how many.

    Nothing for whoever is in good standing (again), and nothing the second time.
    """
    person = Volunteer.objects.select_related("account").get(pk=volunteer_id)
    if person.state == VolunteerState.ACTIVE:
        return 0
    lock_people(people=(volunteer_id,))
    coming = SignUp.objects.filter(volunteer=person, state__in=LIVE_SIGNUPS, period__startswith__gt=at)
    coming = coming.select_related("activity__body", "activity__leader").order_by("post_id")
    released = [each.activity for each in coming if release_signup(signup_id=each.pk, at=at)]
    leaders = leaders_to_tell(released, clock.day_of(at))
    for activity in released:
        text = f"【{activity.body.name}】{mask_name(person.name)}不能参加{_which(activity)}了，名额已按候补顺序让出。"
        tell_accounts(
            accounts=leaders[activity.pk], text=text, at=at, notice=Notice(MessageKind.WORK, about=activity)
        )
    turns = release_turns(volunteer_id=person.pk, at=at)
    kept = release_keepings(volunteer_id=person.pk, at=at)
    if released or turns or kept:
        named = "、".join(_which(each) for each in released[:3])
        lost = [f"{named}等 {len(released)} 个报名已取消"] if released else []
        lost += [f"{turns} 次值班已退回"] if turns else []
        lost += [f"{kept} 个网格或保洁区不再由你负责"] if kept else []
        text = f"你的志愿者身份现在是“{person.get_state_display()}”，{'，'.join(lost)}。"
        tell_person(volunteer=person, text=text, at=at, notice=Notice(MessageKind.SIGNUP, about=person))
    return len(released) + turns + kept


def _which(activity: Activity) -> str:
    when = activity.starts_at.astimezone(clock.CHINA)
    return f"{when.month}月{when.day}日 {when:%H:%M}“{activity.title}”"
