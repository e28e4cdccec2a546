"""Calling, or going to see, whether a need is so; and reading for that what is sealed, with a line in the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation

from redvest.care.actions.need_step import note_step
from redvest.care.choices import OPEN_NEEDS, VerifyResult, VerifyWay
from redvest.care.intake_errors import NeedEmptied, NeedLookReason
from redvest.care.models import Need, NeedPicture, NeedVerification
from redvest.care.need_errors import NeedMoved
from redvest.care.policy import may_add_pictures, may_enter, require_may_verify
from redvest.care.queries.need_place import kept_ids
from redvest.care.queries.need_reading import private_of
from redvest.care.rules.need_private import Private
from redvest.care.rules.need_words import plain
from redvest.connectors.storage import storage
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries import secret

SHORTEST_REASON = 4
_SURE = (VerifyResult.TRUE, VerifyResult.CHANGED)


@dataclass(frozen=True, slots=True)
class Look:
    """The sealed part of a need, and the sealed words of its verifications from the first to the last."""

    private: Private
    notes: list[str]


@transaction.atomic
def verify_need(
    *, by: Standing, need: Need, way: VerifyWay, result: VerifyResult, words: str, at: datetime
) -> NeedVerification:
    """What came of a call or a visit. The words are sealed; the story tells the result alone.

    Raises NotAllowed, OwnNeed, NeedMoved for a need that has ended.
    """
    require_may_verify(by, need, kept_ids(by, day_of(at)))
    locked = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if locked.state not in OPEN_NEEDS:
        raise NeedMoved
    said = plain(words)[:500]
    sealed = secret.keyring().encrypt(said, context=secret.NEED_PRIVATE) if said else b""
    made = NeedVerification.objects.create(
        need=need, way=way, result=result, words_sealed=sealed, by_id=require_member(by), at=at
    )
    if result != VerifyResult.NO_ANSWER:
        Need.objects.filter(pk=need.pk).update(verified_at=at if result in _SURE else None)
    need.refresh_from_db()
    with translation.override("zh-hans"):  # the story is in Chinese, whatever language its writer reads
        told = f"{VerifyWay(way).label}：{VerifyResult(result).label}"
    note_step(
        by=by, need=need, before=str(need.state), verb="verify_need", at=at,
        words=told,
    )  # fmt: skip
    return made


@transaction.atomic
def look_at_need(*, by: Standing, need: Need, reason: str, at: datetime) -> Look:
    """Who it is, where, in their own words, what checks brought: for the desk, the community's keepers, the grid's keeper.

    Each look leaves a line with its reason. Raises NotAllowed, NeedLookReason, NeedEmptied.
    """
    if not may_enter(by, need.region_path, need.grid_id, kept_ids(by, day_of(at))):
        raise NotAllowed
    words = plain(reason)[:200]
    if len(words) < SHORTEST_REASON:
        raise NeedLookReason
    if need.private_gone_at is not None:
        raise NeedEmptied
    write_line(by=by.actor, at=at, city=need.city, verb="look_at_need", target=need, reason=words)
    sealed = need.verifications.order_by("at", "id").exclude(words_sealed=b"")
    notes = sealed.values_list("words_sealed", flat=True)
    return Look(private_of(need), [secret.open_sealed(each, context=secret.NEED_PRIVATE) for each in notes])


@transaction.atomic
def look_at_picture(*, by: Standing, picture: NeedPicture, at: datetime) -> bytes:
    """A picture of a need, for the same people and for who asked; each look leaves a line. Raises NotAllowed."""
    need = picture.need
    if not may_add_pictures(by, need, kept_ids(by, day_of(at))):
        raise NotAllowed
    write_line(by=by.actor, at=at, city=need.city, verb="look_at_picture", target=need)
    return storage().read(picture.key)
