"""Reads about openings: what stands between somebody and an announced post at a moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.registry.models import Volunteer
from redvest.registry.queries.merge import records_of
from redvest.service.choices import LIVE_SIGNUPS, OpeningMode, SignUpState, StageGroup
from redvest.service.models import Activity, Opening, Post, RoomTicket, SignUp
from redvest.service.opening_errors import (
    ByLottery,
    HotCapReached,
    NotYetOpen,
    NotYourStage,
    NotYourTurn,
    RoomFirst,
    StageFull,
)
from redvest.service.queries.stage_group import belongs
from redvest.service.rules.opening import Frame, OpeningPlan, StagePlan, current, overtaken, released
from redvest.service.rules.room import admitted_at, seconds_until

# What an opening says when it is the only thing against somebody, as the refusal that it then is.
HINDRANCES = {
    error.code: error
    for error in (NotYetOpen, ByLottery, NotYourStage, StageFull, RoomFirst, NotYourTurn, HotCapReached)
}
COUNTED = (*LIVE_SIGNUPS, SignUpState.SERVED, SignUpState.ABSENT)


@dataclass(frozen=True)
class Verdict:
    """Why not yet (a code and its sentence), or else how many of the places are given out so far (None: all)."""

    code: str = ""
    sentence: str = ""
    released: int | None = None
    wait: int | None = None  # seconds after which it is worth asking again


def opening_of(post: Post) -> Opening | None:
    """A post's opening, without a query where it came with the post."""
    found: Opening | None = getattr(post, "opening", None)
    return found


def is_held_back(post: Post, at: datetime) -> bool:
    """Whether the statement of signing up turns away from this post whoever comes without its opening's word."""
    return post.gated or (post.opens_at is not None and post.opens_at > at)


def verdict_for(volunteer_id: UUID | None, post: Post, at: datetime) -> Verdict:
    """What the post's opening says to somebody now."""
    opening = opening_of(post)
    if opening is None or not is_held_back(post, at):
        return Verdict()
    said = _by_mode(opening, volunteer_id, at)
    if said.code or opening.most_each is None or volunteer_id is None:
        return said
    return said if hot_left(volunteer_id, post, opening) > 0 else _capped(opening)


def _by_mode(opening: Opening, volunteer_id: UUID | None, at: datetime) -> Verdict:
    if opening.mode == OpeningMode.LOTTERY:
        if opening.drawn_at is not None:
            return Verdict()
        return Verdict(ByLottery.code, _("这个岗位抽签决定，请到放号页登记参加抽签。"))
    if at < opening.opens_at:
        said = _("这个岗位 %(when)s 开放报名。") % {"when": moment(opening.opens_at)}
        return Verdict(NotYetOpen.code, said, wait=seconds_until(opening.opens_at, at))
    if opening.mode == OpeningMode.STAGED:
        return _by_stage(opening, volunteer_id, at)
    return _by_room(opening, volunteer_id, at) if opening.waiting_room else Verdict()


def moment(at: datetime) -> str:
    """`11-28 09:00`, in China."""
    return f"{at.astimezone(clock.CHINA):%m-%d %H:%M}"


def stages_of(opening: Opening) -> list[StagePlan]:
    """The stages in order."""
    rows = opening.stages.all()
    return [StagePlan(row.group, row.opens_at, row.places, row.value) for row in rows]


def plan_of(opening: Opening) -> OpeningPlan:
    """What was announced."""
    return OpeningPlan(
        opening.mode, opening.opens_at, opening.closes_at, opening.draws_at, opening.waiting_room,
        opening.admit_per_second, opening.most_each, opening.within_days, tuple(stages_of(opening)),
    )  # fmt: skip


def frame_of(post: Post, activity: Activity) -> Frame:
    """What the post's plan has to fit into."""
    begins = post.starts_at or activity.starts_at
    return Frame(activity.signup_opens_at, activity.signup_closes_at, begins, post.places)


def posts_overtaken(row: Activity, posts: Sequence[Post], at: datetime) -> list[Post]:
    """Posts whose opening would come too late were the activity, and they, as they are here and not saved yet."""
    known = {post.pk: post for post in posts}
    undrawn = Opening.objects.filter(pk__in=known, drawn_at__isnull=True).order_by("post__order")
    found = []
    for opening in undrawn.prefetch_related("stages"):
        post = known[opening.pk]
        if overtaken(plan_of(opening), frame_of(post, row), at):
            found.append(post)
    return found


def _by_stage(opening: Opening, volunteer_id: UUID | None, at: datetime) -> Verdict:
    """Who came in with an earlier stage may come in with a later one, too."""
    stages = stages_of(opening)
    begun = current(stages, at)
    following = stages[begun] if begun < len(stages) else None
    if following is None:
        return Verdict()
    then = _("下一批 %(when)s 开放。") % {"when": moment(following.opens_at)}
    wait = seconds_until(following.opens_at, at)
    volunteer = Volunteer.objects.filter(pk=volunteer_id).first() if volunteer_id else None
    if volunteer is None or not any(
        belongs(volunteer, each, opening.post.activity) for each in stages[:begun]
    ):
        return Verdict(NotYourStage.code, _("现在这一批不对你开放。") + then, wait=wait)
    places = released(stages, at)
    if places is not None and opening.post.taken >= places:
        return Verdict(StageFull.code, _("这一批的名额已经报满。") + then, wait=wait)
    return Verdict(released=places)


def verdict_on_taker(volunteer_id: UUID, post: Post, at: datetime, but: Collection[UUID] = ()) -> Verdict:
    """What the opening says to who takes a place over: it is given already, so no more than to whom, and how often.

    ``but``: sign-ups that would be given up for it.
    """
    opening = opening_of(post)
    if opening is None:
        return Verdict()
    if opening.mode == OpeningMode.STAGED:
        said = _by_stage(opening, volunteer_id, at)
        if said.code == NotYourStage.code:
            return said
    return Verdict() if hot_left(volunteer_id, post, opening, but) > 0 else _capped(opening)


def _by_room(opening: Opening, volunteer_id: UUID | None, at: datetime) -> Verdict:
    ticket = ticket_of(opening, volunteer_id)
    if ticket is None or ticket.number is None:
        return Verdict(RoomFirst.code, _("这个岗位排队进场，请先到放号页领一个排队号。"))
    turn = admitted_at(ticket.number, opening.opens_at, opening.admit_per_second)
    if at < turn:
        wait = seconds_until(turn, at)
        said = _("你的排队号是 %(number)d，大约还要等 %(wait)d 秒。")
        return Verdict(NotYourTurn.code, said % {"number": ticket.number, "wait": wait}, wait=wait)
    return Verdict()


def ticket_of(opening: Opening, volunteer_id: UUID | None) -> RoomTicket | None:
    """Somebody's number in the waiting room."""
    if volunteer_id is None:
        return None
    return RoomTicket.objects.filter(opening=opening, volunteer_id=volunteer_id).first()


def hot_left(volunteer_id: UUID, post: Post, opening: Opening, but: Collection[UUID] = ()) -> int:
    """How many more posts with such a cap somebody may sign up for around this one's day; ``but``: given up for it."""
    if opening.most_each is None:
        return 1
    used = hot_signups(records_of(volunteer_id), post, opening).exclude(pk__in=but)
    return opening.most_each - used.count()


def hot_signups(
    records: QuerySet[Volunteer, UUID] | Sequence[UUID], post: Post, opening: Opening
) -> QuerySet[SignUp]:
    """Sign-ups for other capped posts whose service lies within the cap's days of this one, either side."""
    begins = post.starts_at or post.activity.starts_at
    days = timedelta(days=opening.within_days or 0)
    rows = SignUp.objects.filter(volunteer_id__in=records, state__in=COUNTED).exclude(post=post)
    near = Q(period__startswith__gte=begins - days, period__startswith__lte=begins + days)
    return rows.filter(near, post__opening__most_each__isnull=False)


def progress(post_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """How many entered and how many stand in the waiting room, of each post with an opening. One query."""
    stays = Q(entries__withdrawn_at__isnull=True)
    rows = Opening.objects.filter(pk__in=post_ids).annotate(
        entered=Count("entries", filter=stays, distinct=True), tickets_out=Count("tickets", distinct=True)
    )
    return {row.pk: {"entries": row.entered, "tickets": row.tickets_out} for row in rows}


def _capped(opening: Opening) -> Verdict:
    said = _("热门岗位 %(days)d 天内每人最多报 %(most)d 次，你已经报满了，把机会留给别人吧。")
    return Verdict(HotCapReached.code, said % {"days": opening.within_days, "most": opening.most_each})


def describe(group: str, value: str, names: dict[str, str]) -> str:
    """A stage's group as people read it; ``names`` are those of regions by their code."""
    if group == StageGroup.RESIDENTS:
        return _("%(place)s居民") % {"place": names.get(value, value)}
    if group == StageGroup.NEW:
        return _("登记不满 %(n)s 天的新志愿者") % {"n": value}
    if group == StageGroup.SERVED:
        return _("服务满 %(n)s 小时的志愿者") % {"n": value}
    return str(StageGroup(group).label)
