"""Editions that vote or are judged, with entries, jurors and votes, written straight through the ORM."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from redvest.core.identifiers import uuid7
from redvest.honour.choices import (
    CategorySubject,
    EditionState,
    NominationState,
    NominationWay,
    ProgrammeKind,
)
from redvest.honour.models import (
    AwardCategory,
    AwardEdition,
    AwardJuror,
    AwardNomination,
    AwardProgramme,
    AwardVote,
)
from redvest.registry.choices import Role
from redvest.registry.models import Account, Region, Volunteer
from redvest.registry.policy import Standing
from tests.factories.registry import (
    CITY,
    NOW,
    TODAY,
    make_account,
    make_body,
    make_grant,
    make_region_tree,
    make_volunteer,
    standing_of,
)

RUBRIC = [{"code": "deeds", "name": "事迹", "most": 60}, {"code": "effect", "name": "成效", "most": 40}]
DAY = timedelta(days=1)


def make_judged(
    *,
    state: EditionState = EditionState.JUDGING,
    votes: bool = False,
    region_path: str = f"{CITY}/",
    **more: Any,
) -> AwardEdition:
    """An edition in the middle of its life; ``votes``: its vote ended yesterday, or runs today while it is voting."""
    key = uuid7()
    programme = AwardProgramme.objects.create(
        city=CITY, name=f"市长奖 {key}", kind=ProgrammeKind.MAYOR, created_at=NOW
    )
    days: dict[str, Any] = {}
    if votes or state == EditionState.VOTING:
        last = TODAY if state == EditionState.VOTING else TODAY - DAY
        days = {"vote_from": TODAY - 5 * DAY, "vote_until": last, "vote_percent": 20}
    if state == EditionState.PUBLICITY:
        days |= {"publicity_from": TODAY, "publicity_until": TODAY + 7 * DAY}
    return AwardEdition.objects.create(
        city=CITY, region_path=region_path, programme=programme, title="2026 年度市长奖", year=2026, state=state,
        granted_by="新余市人民政府", nominate_from=TODAY - 60 * DAY, nominate_until=TODAY - 20 * DAY,
        judge_until=TODAY + 10 * DAY, created_at=NOW, **days | more,
    )  # fmt: skip


def make_category(
    edition: AwardEdition,
    *,
    subject: CategorySubject = CategorySubject.PERSON,
    name: str = "优秀志愿者",
    places: int = 1,
    **more: Any,
) -> AwardCategory:
    more.setdefault("rubric", RUBRIC)
    return AwardCategory.objects.create(edition=edition, subject=subject, name=name, places=places, **more)


def make_entry(category: AwardCategory, **more: Any) -> AwardNomination:
    """Somebody who came through the check; of another kind where the category asks for it."""
    if not {"volunteer", "body", "region", "project"} & set(more):
        if category.subject == CategorySubject.PERSON:
            more["volunteer"] = make_volunteer(name="赵候选")
        if category.subject == CategorySubject.BODY:
            more["body"] = make_body()
        if category.subject == CategorySubject.COMMUNITY:
            more["region"] = make_region_tree().baihua
    facts = {
        "state": NominationState.QUALIFIED, "way": NominationWay.PUBLIC, "words": "常年照看独居老人",
        "consented_at": NOW, "checked_at": NOW,
    }  # fmt: skip
    return AwardNomination.objects.create(
        city=CITY, edition_id=category.edition_id, category=category, subject=category.subject, nominated_at=NOW,
        **facts | more,
    )  # fmt: skip


def juror_account(name: str = "孙评委", region: Region | None = None, *, registered: bool = False) -> Account:
    """Somebody with a juror's role; ``registered``: with a record of their own."""
    account = make_account(name=name)
    if registered:
        make_volunteer(account=account, name=name)
    make_grant(account=account, role=Role.JUROR, region=region or make_region_tree().city)
    return account


def make_juror(
    edition: AwardEdition, *, account: Account | None = None, pseudonym: str = "", **more: Any
) -> AwardJuror:
    seated = AwardJuror.objects.filter(edition=edition).count()
    return AwardJuror.objects.create(
        city=CITY, edition=edition, account=account or juror_account(), appointed_at=NOW,
        pseudonym=pseudonym or f"评委{seated + 1}", **more,
    )  # fmt: skip


def juror_standing(juror: AwardJuror) -> Standing:
    return standing_of(juror.account)


def make_vote(
    nomination: AwardNomination, *, volunteer: Volunteer | None = None, at: datetime = NOW, **more: Any
) -> AwardVote:
    """A vote that came in; only while the edition votes, as the database wants it."""
    key = uuid7()
    more = {"network": key.bytes, "device": key.bytes, **more}
    if "volunteer_id" not in more:
        more["volunteer"] = volunteer or make_volunteer(name="钱投票")
    return AwardVote.objects.create(
        city=CITY, edition_id=nomination.edition_id, category_id=nomination.category_id, nomination=nomination,
        at=at, **more,
    )  # fmt: skip


def move_to(edition: AwardEdition, state: EditionState, **more: Any) -> AwardEdition:
    """Straight to a state, with the days that it needs."""
    if state == EditionState.PUBLICITY:
        more = {"publicity_from": TODAY, "publicity_until": date(2026, 3, 12), **more}
    AwardEdition.objects.filter(pk=edition.pk).update(state=state, **more)
    edition.refresh_from_db()
    return edition


def end_vote(edition: AwardEdition) -> AwardEdition:
    """The vote ended yesterday and the jury judges."""
    return move_to(edition, EditionState.JUDGING, vote_until=TODAY - DAY)
