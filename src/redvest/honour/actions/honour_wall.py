"""The honour wall (荣誉墙): winners are on it by a consent of its own for each honour, and their stories are read first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.honour.actions.award import said_why
from redvest.honour.actions.award_tell import tell_nominee, tell_organisers
from redvest.honour.actions.nomination import hold_mine
from redvest.honour.choices import CONFERRED_EDITIONS, NominationState, StoryState
from redvest.honour.models import AwardNomination, AwardStory
from redvest.honour.nomination_errors import (
    NominationMoved,
    NotOnTheWall,
    OwnNomination,
    StoryMoved,
    StoryUnclear,
    StoryUnknown,
    WallNotForMinors,
)
from redvest.honour.policy import own_story, require_may_run
from redvest.honour.queries.award import editions_in_charge
from redvest.honour.queries.award_record import nominee_of
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.sharing import is_minor

SHORTEST_STORY, LONGEST_STORY = 20, 2000


@transaction.atomic
def show_on_wall(*, by: Standing, key: UUID, shown: bool, at: datetime) -> AwardNomination:
    """A winner lets this honour stand on the wall under their name, or takes that back: both with one tap, at any time.

    Raises Unauthenticated, NominationUnknown, NotTheNominee, NotOnTheWall, WallNotForMinors.
    """
    nomination = _won(by, key, at)
    nominee = nominee_of(nomination)
    if shown and isinstance(nominee, Volunteer) and is_minor(nominee, at):
        raise WallNotForMinors
    if shown == (nomination.wall_consented_at is not None):
        return nomination
    nomination.wall_consented_at = at if shown else None
    nomination.save(update_fields=["wall_consented_at"])
    write_line(by=by.actor, at=at, city=nomination.city, verb="show_on_wall", target=nomination, shown=shown)
    return nomination


def _won(by: Standing, key: UUID, at: datetime) -> AwardNomination:
    try:
        nomination = hold_mine(by=by, key=key, states=CONFERRED_EDITIONS, at=at)
    except NominationMoved as fault:
        raise NotOnTheWall from fault
    if nomination.state != NominationState.CHOSEN:
        raise NotOnTheWall
    return nomination


@transaction.atomic
def write_story(*, by: Standing, key: UUID, text: str, at: datetime) -> AwardStory:
    """A winner tells their story; each new version is read by the desk before everybody reads it.

    Raises Unauthenticated, NominationUnknown, NotTheNominee, NotOnTheWall, WallNotForMinors, StoryUnclear.
    """
    nomination = _won(by, key, at)
    nominee = nominee_of(nomination)
    if isinstance(nominee, Volunteer) and is_minor(nominee, at):
        raise WallNotForMinors
    said = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not SHORTEST_STORY <= len(said) <= LONGEST_STORY:
        raise StoryUnclear
    story, _ = AwardStory.objects.update_or_create(
        nomination=nomination,
        defaults={
            "city": nomination.city, "text": said, "state": StoryState.WAITING, "written_by_id": by.account_id,
            "written_at": at, "decided_by": None, "decided_at": None, "reason": "",
        },
    )  # fmt: skip
    write_line(by=by.actor, at=at, city=nomination.city, verb="write_story", target=story)
    text = f"“{nomination.edition.title}”有一篇事迹等你审，请到工作台“评选”。"
    tell_organisers(edition=nomination.edition, text=text, at=at)
    return story


@transaction.atomic
def decide_story(
    *, by: Standing, key: UUID, publish: bool, reason: str = "", seen: datetime, at: datetime
) -> AwardStory:
    """Who runs the edition lets everybody read it, or returns it with a reason; a published one can be taken down again.

    Nobody about their own. ``seen`` is when the version that was read was written: another one has to be read first.
    Raises StoryUnknown, OwnNomination, StoryMoved, AwardReasonMissing.
    """
    rows = AwardStory.objects.select_for_update(of=("self",), no_key=True)
    story = rows.filter(pk=key, nomination__edition__in=editions_in_charge(by)).first()
    if story is None:
        raise StoryUnknown
    nomination = AwardNomination.objects.select_related("edition", "body", "region", "project").get(
        pk=story.nomination_id
    )
    require_may_run(by, nomination.edition.region_path)
    if own_story(by, story, at):
        raise OwnNomination
    if story.written_at != seen or (publish and story.state != StoryState.WAITING):
        raise StoryMoved
    story.state = StoryState.PUBLISHED if publish else StoryState.RETURNED
    story.reason = "" if publish else said_why(text=reason)
    story.decided_by_id, story.decided_at = by.account_id, at
    story.save()
    write_line(
        by=by.actor, at=at, city=story.city, verb="decide_story", target=story, reason=story.reason, publish=publish
    )  # fmt: skip
    title = nomination.edition.title
    text = f"“{title}”的事迹发布了。" if publish else f"“{title}”的事迹退回了：{story.reason}。改好再交。"
    tell_nominee(nomination=nomination, text=text, at=at)
    return story
