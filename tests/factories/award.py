"""Awards for tests: programmes, editions in any state with days that fit it, categories, nominations."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from redvest.honour.choices import (
    CONFERRED_EDITIONS,
    DECIDED_EDITIONS,
    STANDING_NOMINATIONS,
    CategorySubject,
    EditionState,
    NominationState,
    NominationWay,
    ProgrammeKind,
)
from redvest.honour.models import AwardCategory, AwardEdition, AwardNomination, AwardProgramme
from redvest.honour.rules.award import Conditions
from redvest.registry.models import Body, Region, Volunteer
from redvest.service.models import Project
from tests.factories.registry import CITY, NOW, TODAY, make_body, make_region_tree, make_volunteer

DAY = timedelta(days=1)
RUBRIC = [{"code": "c1", "name": "服务时长", "most": 60}, {"code": "c2", "name": "服务成效", "most": 40}]
WORDS = "十年如一日照顾楼里的独居老人，邻居都说好。"
_serial = count(1)

# The first and last days of nominating and voting and the last of judging, each as days from today.
_DAYS = {
    EditionState.DRAFT: (1, 10, 12, 15, 30),
    EditionState.NOMINATING: (-2, 8, 12, 15, 30),
    EditionState.CHECKING: (-20, -1, 1, 5, 20),
    EditionState.VOTING: (-20, -10, -2, 3, 20),
    EditionState.JUDGING: (-30, -20, -15, -1, 10),
}


def make_programme(
    *, name: str = "", kind: ProgrammeKind = ProgrammeKind.YEARLY, city: str = CITY
) -> AwardProgramme:
    return AwardProgramme.objects.create(
        city=city, name=name or f"年度志愿服务评选{next(_serial)}", kind=kind, created_at=NOW
    )


def make_edition(
    *,
    state: EditionState = EditionState.NOMINATING,
    programme: AwardProgramme | None = None,
    region: Region | None = None,
    votes: bool = False,
    year: int = 2026,
    **more: Any,
) -> AwardEdition:
    """Of the whole city, in a state with whatever that asks for; in public since yesterday until the tenth."""
    programme = programme or make_programme()
    first, last, vote_from, vote_until, judged = (
        TODAY + each * DAY for each in _DAYS.get(state, (-60, -50, -40, -35, -10))
    )
    if votes:
        more = {"vote_from": vote_from, "vote_until": vote_until, "vote_percent": 10, **more}
    if state == EditionState.PUBLICITY or state in DECIDED_EDITIONS:
        start, end = (-1, 6) if state == EditionState.PUBLICITY else (-20, -10)
        more = {"publicity_from": TODAY + start * DAY, "publicity_until": TODAY + end * DAY, **more}
    if state in DECIDED_EDITIONS:
        more = {"decided_at": NOW - 5 * DAY, "document_number": "余文明办〔2026〕3 号", **more}
    if state in CONFERRED_EDITIONS:
        more = {"conferred_at": NOW - DAY, **more}
    if state == EditionState.CALLED_OFF:
        more = {"reason": "报名的太少", **more}
    more = {"nominate_from": first, "nominate_until": last, "judge_until": judged, **more}
    return AwardEdition.objects.create(
        city=programme.city, region_path=(region or make_region_tree().city).path, programme=programme,
        title=more.pop("title", f"{year} 年度{programme.name}"), year=year, state=state, created_at=NOW,
        granted_by=more.pop("granted_by", "新余市文明办"), **more,
    )  # fmt: skip


def make_category(
    *,
    edition: AwardEdition | None = None,
    subject: CategorySubject = CategorySubject.PERSON,
    name: str = "",
    places: int = 2,
    conditions: Conditions | None = None,
    **more: Any,
) -> AwardCategory:
    serial = next(_serial)
    return AwardCategory.objects.create(
        edition=edition or make_edition(), subject=subject, name=name or f"优秀志愿者{serial}", places=places,
        rubric=RUBRIC, eligibility=(conditions or Conditions()).kept(), order=serial % 1000, **more,
    )  # fmt: skip


def make_nomination(
    *,
    category: AwardCategory | None = None,
    volunteer: Volunteer | None = None,
    body: Body | None = None,
    region: Region | None = None,
    project: Project | None = None,
    state: NominationState = NominationState.NOMINATED,
    consented: bool = True,
    **more: Any,
) -> AwardNomination:
    """A nomination of whatever its category honours, with whatever its state asks for; a winner takes a place."""
    category = category or make_category()
    named: dict[str, Any] = {"volunteer": volunteer, "body": body, "region": region, "project": project}
    if not any(named.values()):
        if category.subject == CategorySubject.PERSON:
            named["volunteer"] = make_volunteer()
        elif category.subject == CategorySubject.BODY:
            named["body"] = make_body()
        elif category.subject == CategorySubject.COMMUNITY:
            named["region"] = make_region_tree().baihua
    if state in STANDING_NOMINATIONS or state == NominationState.STRUCK:
        more = {"checked_at": NOW, **more}
    if state in (NominationState.REFUSED, NominationState.STRUCK):
        more = {"reason": "材料对不上", **more}
    if consented:
        more.setdefault("consented_at", NOW)
    if state == NominationState.CHOSEN:
        AwardCategory.objects.filter(pk=category.pk).update(chosen=category.chosen + 1)
        category.refresh_from_db()
    more.setdefault("way", NominationWay.SELF)
    more.setdefault("words", WORDS)
    return AwardNomination.objects.create(
        city=category.edition.city, edition=category.edition, category=category, subject=category.subject,
        nominated_at=NOW, state=state, **named, **more,
    )  # fmt: skip
