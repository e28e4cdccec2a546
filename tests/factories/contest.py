"""Contests for tests: a call in any state, entries of grown people and pupils, pictures that differ, jurors."""

from __future__ import annotations

import io
import random
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from PIL import Image

from redvest.honour.choices import ContestKind, ContestState, EntryState
from redvest.honour.models import Contest, ContestEntry, ContestJudge
from redvest.honour.queries.contest_private import pupil_hash, sealed, volunteer_hash
from redvest.honour.rules.contest import ContestForm, EntryForm, Pupil
from redvest.registry.choices import Role
from redvest.registry.models import Account, Body, Region, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from tests.factories.registry import (
    CITY,
    NOW,
    make_account,
    make_grant,
    make_region_tree,
    make_volunteer,
    next_phone,
    standing_of,
)

DAY = timedelta(days=1)
AFTER = NOW + 8 * DAY
RIGHTS = "作品是本人原创，同意主办方在公益宣传中展示并署名。"


def contest_form(**more: Any) -> ContestForm:
    given: dict[str, Any] = {
        "kind": ContestKind.ESSAY, "title": "我身边的文明故事", "words": "写一件你亲眼看到的文明小事，真人真事。",
        "enter_from": NOW - DAY, "enter_until": NOW + 7 * DAY, "judge_until": NOW + 14 * DAY, "rights": RIGHTS,
        **more,
    }  # fmt: skip
    return ContestForm(**given)


def make_contest(
    *,
    kind: ContestKind = ContestKind.ESSAY,
    state: ContestState = ContestState.OPEN,
    body: Body | None = None,
    region: Region | None = None,
    at: datetime = NOW,
    **more: Any,
) -> Contest:
    place = region or (body.region if body else None) or make_region_tree().yushui
    if state == ContestState.PUBLISHED:
        more.setdefault("published_at", at)
    if state == ContestState.CALLED_OFF:
        more = {"called_off_at": at, "reason": "经费没有着落", **more}
    fields: dict[str, Any] = {
        "title": "我身边的文明故事", "words": "写一件你亲眼看到的文明小事，真人真事。", "enter_from": at - DAY,
        "enter_until": at + 7 * DAY, "judge_until": at + 14 * DAY, "rights": RIGHTS, "judges_each": 1, **more,
    }  # fmt: skip
    return Contest.objects.create(
        city=place.city, region_path=place.path, body=body, kind=kind, state=state, created_at=at, **fields
    )


def make_entry_of(
    contest: Contest,
    volunteer: Volunteer | None = None,
    *,
    state: EntryState = EntryState.ENTERED,
    **more: Any,
) -> ContestEntry:
    """A grown person's work that may be shown, unless said otherwise."""
    person = volunteer or make_volunteer()
    return _entry(
        contest, state, person_hash=volunteer_hash(person.pk), entered_by=person.account,
        **{"minor": False, "volunteer": person, **more},
    )  # fmt: skip


def make_pupil_entry(
    contest: Contest,
    *,
    name: str = "王小明",
    phone: str | None = None,
    state: EntryState = EntryState.ENTERED,
    entered_by: Account | None = None,
    **more: Any,
) -> ContestEntry:
    """A pupil's work that a school sent in; no guardian has said anything yet."""
    number = phone or next_phone()
    pupil = Pupil(name, more.get("school_name", ""), more.get("school_class", ""), number)
    return _entry(
        contest, state, person_hash=pupil_hash(pupil), guardian_phone_hash=secret.phone_hash(number),
        entered_by=entered_by or make_account(name="吴老师"),
        **{"minor": True, "private_sealed": sealed(pupil, number), **more},
    )  # fmt: skip


def _entry(contest: Contest, state: EntryState, **more: Any) -> ContestEntry:
    if state == EntryState.PUBLISHED:
        more.setdefault("published_at", NOW)
        if more.get("minor"):
            more.setdefault("guardian_agreed_at", NOW)
    if state == EntryState.SET_ASIDE:
        more.setdefault("reason", "和别人的一样")
    fields: dict[str, Any] = {
        "title": "雨天的红马甲", "words": "那天下着大雨，路口站着一位穿红马甲的阿姨。", "publish_agreed_at": NOW,
        "rights_version": contest.rights_version, "entered_at": NOW, "key": uuid4(),
        "number": 100_000 + secrets.randbelow(900_000), **more,
    }  # fmt: skip
    return ContestEntry.objects.create(city=contest.city, contest=contest, state=state, **fields)


def entry_form(**more: Any) -> EntryForm:
    given: dict[str, Any] = {
        "title": "雨天的红马甲", "words": "那天下着大雨，路口站着一位穿红马甲的阿姨。", "rights": 1, "publish": True, **more,
    }  # fmt: skip
    return EntryForm(**given)


def make_juror(region: Region | None = None, *, account: Account | None = None) -> Standing:
    account = account or make_account(name="郑评委")
    make_grant(account=account, role=Role.JUROR, region=region or make_region_tree().yushui)
    return standing_of(account)


def make_judge(contest: Contest, region: Region | None = None) -> Standing:
    """A juror who was named for it."""
    by = make_juror(region)
    ContestJudge.objects.create(contest=contest, account_id=by.account_id, named_at=NOW)
    return by


def make_teacher(body: Body) -> Standing:
    account = make_account(name="吴老师")
    make_grant(account=account, role=Role.TEACHER, body=body)
    return standing_of(account)


def new_key() -> UUID:
    return uuid4()


@cache
def drawing(seed: int, *, size: int = 48, kind: str = "PNG", quality: int = 90) -> bytes:
    """A drawing that is unlike any of another seed: patches of grey, as a child's picture has patches of colour."""
    dice = random.Random(seed)
    small = Image.new("L", (9, 8))
    small.putdata([dice.randrange(256) for _ in range(72)])
    out = io.BytesIO()
    picture = small.resize((size, size), Image.Resampling.BILINEAR).convert("RGB")
    if kind == "JPEG":
        picture.save(out, kind, quality=quality)
    else:
        picture.save(out, kind)
    return out.getvalue()


__all__ = ["AFTER", "CITY", "DAY", "NOW"]
