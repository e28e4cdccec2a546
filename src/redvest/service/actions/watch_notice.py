"""Tells people what their watches found: a few messages at once, or one about many; each activity once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count

from redvest.core import audit, clock
from redvest.core.identifiers import uuid7
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.queries.setting import rules
from redvest.service.models import Activity, SavedSearch, WatchNotice
from redvest.service.queries.saved_search import joinable, untold
from redvest.service.rules.watch import Tell, TellTerms, how_to_tell, quiet

AT_ONCE = 2_000  # notices looked at in one run; the rest a few minutes later
NAMED = 3
_TERMS = ("watch.single_a_day", "watch.digest_hour", "offer.quiet_from", "offer.quiet_until")


@transaction.atomic
def tell_found(*, city: str, at: datetime) -> int:
    """Send what is due now; returns how many messages. What takes nobody any more is dropped and may be found again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('watches:' || %s, 33))", [city])
    terms = TellTerms(*rules(_TERMS, f"{city}/", clock.day_of(at)).values())
    if quiet(at.astimezone(clock.CHINA).hour, terms):
        return 0
    waiting = list(untold(city).select_for_update(of=("self",))[:AT_ONCE])
    open_ones = {each.pk: each for each in joinable({each.activity_id for each in waiting}, city, at)}
    gone = [each.pk for each in waiting if each.activity_id not in open_ones]
    WatchNotice.objects.filter(pk__in=gone).delete()
    theirs: dict[UUID, list[WatchNotice]] = defaultdict(list)
    for each in waiting:
        if each.activity_id in open_ones:
            theirs[each.volunteer_id].append(each)
    sent = _sent_today(theirs, at)
    return sum(
        _tell(notices, open_ones, sent.get(person, 0), terms, at) for person, notices in theirs.items()
    )


def _sent_today(people: dict[UUID, list[WatchNotice]], at: datetime) -> dict[UUID, int]:
    """How many messages each has had since midnight."""
    midnight = datetime.combine(clock.day_of(at), time.min, clock.CHINA)
    told = WatchNotice.objects.filter(volunteer_id__in=list(people), told_at__gte=midnight)
    counted = told.order_by().values_list("volunteer_id").annotate(n=Count("message", distinct=True))
    return dict(counted)


def _tell(
    notices: Sequence[WatchNotice], known: dict[UUID, Activity], sent: int, terms: TellTerms, at: datetime
) -> int:
    how = how_to_tell(found=len(notices), sent_today=sent, hour=at.astimezone(clock.CHINA).hour, terms=terms)
    if how == Tell.LATER:
        return 0
    notices = sorted(notices, key=lambda each: known[each.activity_id].starts_at)
    groups = [[each] for each in notices] if how == Tell.EACH else [notices]
    for group in groups:
        watch, person = group[0].search, group[0].volunteer
        found = [known[each.activity_id] for each in group]
        tell_person(volunteer=person, text=_text(found, watch), at=at, notice=_notice(found, watch))
        WatchNotice.objects.filter(pk__in=[each.pk for each in group]).update(told_at=at, message=uuid7())
        audit.write_line(
            by=audit.SYSTEM, at=at, city=person.city, verb="told_found", target=watch, activities=len(group)
        )
    return len(groups)


def _notice(found: Sequence[Activity], watch: SavedSearch) -> Notice:
    """It leads to the one activity, or to the kept searches; once nobody may sign up any more it need not be sent."""
    about = found[0] if len(found) == 1 else watch
    return Notice(MessageKind.ACTIVITY, about=about, until=max(each.signup_closes_at for each in found))


def _text(found: Sequence[Activity], watch: SavedSearch) -> str:
    base = str(settings.REDVEST_BASE_URL or "").rstrip("/")
    stop = f"不想再收：{base}/watch/{watch.stop_key}/"
    if len(found) == 1:
        one = found[0]
        when = one.starts_at.astimezone(clock.CHINA)
        what = f"{when.month}月{when.day}日 {when:%H:%M}“{one.title}”，{one.place_name}"
        return f"你找的“{watch.name}”有活动可以报了：{what}。{base}/activities/{one.pk}/ {stop}"
    names = "".join(f"“{each.title}”" for each in found[:NAMED])
    return f"你找的活动有 {len(found)} 场可以报了：{names}{'等' if len(found) > NAMED else ''}。{base}/me/searches/ {stop}"
