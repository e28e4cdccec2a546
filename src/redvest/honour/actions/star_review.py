"""Hours that fall below a star raise a flag; people look again and keep it or end it. Nothing is taken by a sum alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.honour.actions.objection_settle import settle_star_objections
from redvest.honour.actions.star import hold_owner, hold_star, spoken
from redvest.honour.actions.star_tell import tell_approvers, tell_owner
from redvest.honour.choices import StarState
from redvest.honour.models import StarAward, StarObjection
from redvest.honour.queries.star import FLAGGABLE, star_record
from redvest.honour.rules.star import short_of, star_name
from redvest.honour.star_errors import StarMoved
from redvest.registry.events import PersonErased
from redvest.registry.policy import Standing
from redvest.registry.queries.merge import accounts_of_person, living_record, records_of
from redvest.service.actions.credential import revoke_status_bit

FORGOTTEN = "已注销"


@transaction.atomic
def flag_stars(*, volunteer_id: UUID, at: datetime) -> int:
    """Look at somebody's stars after their hours became fewer; returns how many were flagged. Again: nothing new."""
    mine = records_of(hold_owner(volunteer_id=volunteer_id))
    rows = StarAward.objects.select_for_update().filter(state__in=FLAGGABLE, flagged_at__isnull=True)
    found = list(rows.filter(volunteer_id__in=list(mine)).order_by("pk"))
    return sum(flag_if_short(award=each, at=at) for each in found)


def flag_if_short(*, award: StarAward, at: datetime) -> bool:
    """Flag one, which the caller holds, where the hours are fewer than it asked for or than a review excused."""
    minutes = star_record(living_record(award.volunteer_id), (award.since, award.until)).minutes
    if not short_of(minutes, wanted=award.wanted_minutes, excused=award.excused_minutes):
        return False
    hours = f"{minutes // 60} 小时 {minutes % 60} 分"
    award.flagged_at, award.flag_reason = at, f"时长更正后是 {hours}，不到 {award.wanted_minutes // 60} 小时"
    award.save(update_fields=["flagged_at", "flag_reason"])
    write_line(
        by=SYSTEM, at=at, city=award.city, verb="flag_star", target=award, level=award.level, minutes=minutes
    )
    name = star_name(award.level)
    tell_approvers(award=award, text=f"一位志愿者的{name}要复核：{award.flag_reason}。", at=at)
    text = f"你的{name}要复核：{award.flag_reason}。结果出来以前不变，有话可以找审核的人说。"
    tell_owner(award=award, text=text, at=at)
    return True


@transaction.atomic
def review_star(*, by: Standing, key: UUID, keep: bool, reason: str, at: datetime) -> StarAward:
    """The approver keeps a flagged star, at the hours that there are now, or ends it; in words that the person reads.

    Raises StarUnknown, OwnStar, StarMoved, StarReasonMissing.
    """
    award = hold_star(by=by, key=key, at=at)
    if award.flagged_at is None or award.state not in FLAGGABLE:
        raise StarMoved
    said = spoken(text=reason)
    name = star_name(award.level)
    if keep:
        award.flagged_at, award.flag_reason = None, ""
        record = star_record(living_record(award.volunteer_id), (award.since, award.until))
        award.excused_minutes = record.minutes
        text = f"你的{name}复核过了，照旧有效：{said}。"
    elif award.state == StarState.GRANTED:
        award.state = StarState.ENDED
        revoke_status_bit(key=award.pk, at=at)
        text = f"你的{name}复核后终止了：{said}。时长够了可以再申请。"
    else:
        award.state, award.reason = StarState.REFUSED, said
        settle_star_objections(award=award, answer=said, by=by, at=at)
        text = f"你的{name}复核后没有通过：{said}。时长够了可以再申请。"
    award.reviewed_by_id, award.reviewed_at, award.review_words = by.account_id, at, said
    award.save()
    write_line(
        by=by.actor, at=at, city=award.city, verb="review_star", target=award, reason=said, keep=keep, level=award.level
    )  # fmt: skip
    tell_owner(award=award, text=text, at=at)
    return award


def forget_stars(event: PersonErased) -> None:
    """Of who is forgotten: what waits is withdrawn, what was written of or by them goes; a granted star keeps its facts."""
    mine = StarAward.objects.filter(volunteer_id__in=list(records_of(event.volunteer_id)))
    mine.filter(state__in=(StarState.APPLIED, StarState.IN_PUBLICITY)).update(state=StarState.WITHDRAWN)
    mine.update(words="")
    for key in mine.filter(number__isnull=False).values_list("pk", flat=True):
        revoke_status_bit(key=key, at=event.at)  # whoever is forgotten holds no credential any more
    mine.exclude(reason="").update(reason=FORGOTTEN)
    mine.exclude(review_words="").update(review_words=FORGOTTEN)
    said = StarObjection.objects.filter(award__in=mine)
    said.update(words=FORGOTTEN)
    said.exclude(answer="").update(answer=FORGOTTEN)
    StarObjection.objects.filter(raised_by__in=accounts_of_person(event.volunteer_id)).update(words=FORGOTTEN)
