"""Lets go of who a need was about: a dated time after it ended, and at once when who asked is erased."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from redvest.care.actions.need_hold import hold_needs
from redvest.care.actions.need_review import end_rounds
from redvest.care.actions.need_step import move_need
from redvest.care.choices import ENDED_NEEDS, AskState, NeedState, ServingState
from redvest.care.events import NeedCancelled
from redvest.care.models import (
    Dispatch,
    Need,
    NeedAsk,
    NeedConfirmation,
    NeedPicture,
    NeedServing,
    NeedVerification,
)
from redvest.care.queries.need_reading import seal
from redvest.care.rules.need_private import Private
from redvest.core import events
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.registry.actions.forgetting import unlink
from redvest.registry.events import PersonErased
from redvest.registry.models import Region, Volunteer
from redvest.registry.queries.merge import accounts_behind, records_of
from redvest.registry.queries.setting import every_value, rule_everywhere

BATCH = 500
# Nobody is on the way yet: with who asked for it, the need goes.
_UNMET = (NeedState.SUBMITTED, NeedState.QUEUED, NeedState.OFFERED)
KEEP = "need.keep_days"


def hold_needs_of(event: PersonErased) -> None:
    """All that the steps of an erasure go through, held at once and in one order."""
    records = records_of(event.volunteer_id)
    accounts = accounts_behind(Volunteer.objects.get(pk=event.volunteer_id))
    mine = Q(requester_id__in=accounts, state__in=_UNMET)
    asked = Q(asks__volunteer_id__in=records, asks__state=AskState.ASKED)
    going = Q(servings__volunteer_id__in=records, servings__state=ServingState.ACCEPTED)
    keys = [set(Need.objects.filter(each).values_list("pk", flat=True)) for each in (mine, asked, going)]
    hold_needs(keys=set().union(*keys))


def forget_asker(event: PersonErased) -> None:
    """In the transaction of the erasure: what nobody is on the way to is taken back, what has ended is emptied.

    What somebody is on the way to stays readable to them, and is emptied by the first ``empty_ended`` after its end.
    """
    accounts = accounts_behind(Volunteer.objects.get(pk=event.volunteer_id))
    own = Need.objects.filter(requester_id__in=accounts)
    for need in own.filter(state__in=_UNMET).order_by("pk"):
        move_need(
            by=None, need=need, before=_UNMET, after=NeedState.CANCELLED, verb="forget_asker", at=event.at,
            words="提出人注销了账号", reason="提出人注销了账号",
        )  # fmt: skip
        end_rounds(needs=[need.pk], at=event.at)
        events.publish(NeedCancelled(need.city, need.pk, event.at))
    ended = own.filter(state__in=ENDED_NEEDS, private_gone_at__isnull=True)
    empty_needs(needs=list(ended.values_list("pk", flat=True)), at=event.at)


def empty_ended(*, at: datetime) -> int:
    """Empty what ended long enough ago (``need.keep_days`` of its place), or whose asker is erased; how many.

    Batch by batch, each in a transaction of its own: broken off, the next round goes on where this one was.
    """
    day, kept = day_of(at), rule_everywhere(KEEP)
    soonest = timedelta(days=min(every_value(KEEP)))
    erased = Q(requester__phone_sealed=b"")  # what ``forget_account`` leaves
    rows = Need.objects.filter(
        Q(closed_at__lt=at - soonest) | erased, closed_at__isnull=False, private_gone_at__isnull=True
    )
    done, after = 0, UUID(int=0)
    while batch := list(
        rows.filter(pk__gt=after)
        .order_by("pk")
        .values_list("pk", "region_path", "closed_at", "requester__phone_sealed")[:BATCH]
    ):
        due = [
            key for key, path, closed, phone in batch
            if (phone is not None and not bytes(phone)) or (closed is not None and closed < at - timedelta(days=kept(path, day)))
        ]  # fmt: skip
        done += empty_needs(needs=due, at=at)
        after = batch[-1][0]
    return done


@transaction.atomic
def empty_needs(*, needs: Collection[UUID], at: datetime) -> int:
    """Of these needs, all ended, only that somebody once needed such a thing there is left."""
    rows = Need.objects.filter(pk__in=needs, closed_at__isnull=False, private_gone_at__isnull=True)
    keys = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", "city"))
    if not keys:
        return 0
    ids = [key for key, _city in keys]
    for picture in NeedPicture.objects.filter(need__in=ids):
        transaction.on_commit(partial(unlink, key=picture.key))
    NeedPicture.objects.filter(need__in=ids).delete()
    for recorded in NeedConfirmation.objects.filter(need__in=ids).exclude(recording_key=""):
        transaction.on_commit(partial(unlink, key=recorded.recording_key))
    NeedConfirmation.objects.filter(need__in=ids).update(words="", recording_key="")
    NeedVerification.objects.filter(need__in=ids).update(words_sealed=b"")
    NeedServing.objects.filter(need__in=ids).update(words="", cancel_words="")
    NeedAsk.objects.filter(need__in=ids).exclude(words="").update(words="")
    Dispatch.objects.filter(need__in=ids).exclude(reason="").update(reason="")
    Need.objects.filter(pk__in=ids).update(
        private_sealed=seal(Private()), phone_hash=None, phone_tail="", risks="", score_words="", requester=None,
        private_gone_at=at,
    )  # fmt: skip
    for city in sorted({city for _key, city in keys}):
        count = sum(1 for _key, where in keys if where == city)
        write_line(
            by=SYSTEM, at=at, city=city, verb="empty_needs", target=Region.objects.get(pk=city), needs=count
        )
    return len(ids)
