"""The demo city's awards: a Mayor's Award walked from nomination to the honour wall, and a yearly one that is open now.

Made through the actions by the people who may, on the days on which it would have happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Sum

from redvest.core.clock import day_of
from redvest.core.errors import DomainError
from redvest.honour.actions.award import create_edition, create_programme
from redvest.honour.actions.award_confer import confer_edition
from redvest.honour.actions.award_freeze import freeze_result
from redvest.honour.actions.award_jury import appoint_juror, score_entry, seal_scores
from redvest.honour.actions.award_result import announce, choose_winners, decide_edition
from redvest.honour.actions.award_step import close_nominations, open_edition, open_judging
from redvest.honour.actions.honour_wall import decide_story, show_on_wall, write_story
from redvest.honour.actions.nomination import stand
from redvest.honour.actions.nomination_check import check_nomination
from redvest.honour.choices import CategorySubject
from redvest.honour.models import AwardCategory, AwardEdition, AwardNomination
from redvest.honour.queries.award_jury import desk_of, people_to_appoint
from redvest.honour.queries.award_record import Nominee
from redvest.honour.rules.award_edition import EditionForm
from redvest.honour.rules.award_template import AwardTemplate, template_of
from redvest.honour.rules.star import COUNTED
from redvest.registry.choices import BodyState, Role, VolunteerState
from redvest.registry.models import Body, Grant, Region, Volunteer
from redvest.registry.queries.role import standing_of
from redvest.registry.rules.standing import Standing
from redvest.service.models import HoursEntry

DAY = timedelta(days=1)
BEGUN = 80 * DAY  # before today the Mayor's Award began
WINNERS, ON_THE_WALL, OPEN_ONES = 10, 3, 3
LEAST_JURORS = 3  # as the rule ``award.least_jurors`` has it where nobody changed it
PERSON_WORDS = "楼里哪家老人要买菜、要看病，一个电话就到，几年没有断过。"
BODY_WORDS = "每周固定到社区陪护独居老人，队员相对固定，老人和家属都认得他们。"
STORY = (
    "每个星期三，准时去看望楼里的三位独居老人：量量血压，提两袋菜上楼，坐下来说说话。"
    "有一年冬天下大雪，路上没有车，走了四十分钟也到了。老人说，他来了，这一天就亮堂了。"
)


@dataclass(frozen=True)
class Stander:
    """Whoever speaks for somebody, and whom."""

    by: Standing
    nominee: Nominee
    words: str


def hold_awards(*, city: str, at: datetime) -> int:
    """Both, by somebody of the centre; returns how many stand. Nothing in a city without one, or without hours that count."""
    grant = (
        Grant.objects.select_related("account")
        .filter(role=Role.CENTRE, region_id=city)
        .order_by("id")
        .first()
    )
    place = Region.objects.filter(code=city).first()
    if grant is None or place is None:
        return 0
    by = standing_of(grant.account, day_of(at))
    people = [each for each in _people(city, at) if not by.is_self(each.nominee.pk)]  # type: ignore[arg-type]
    bodies = _bodies(city, at)
    mayor, yearly = template_of("mayor"), template_of("yearly")
    if not people or not by.regions() or mayor is None or yearly is None:
        return 0
    count = _mayor(by, place, mayor, people, bodies, at)
    return count + _open(by, place, yearly, people, at)


def _people(city: str, at: datetime) -> list[Stander]:
    """Those with the most confirmed hours of the year in which the Mayor's Award began."""
    year = (at - BEGUN).year
    rows = HoursEntry.objects.filter(city=city, service_on__year=year, grade__in=COUNTED).order_by()
    sums = rows.values_list("volunteer_id").annotate(sum=Sum("minutes")).order_by("-sum", "volunteer_id")
    keys = [key for key, _ in sums[:60]]
    found = Volunteer.objects.filter(pk__in=keys, state=VolunteerState.ACTIVE, account__isnull=False)
    known = {each.pk: each for each in found.select_related("account")}
    on = day_of(at)
    return [
        Stander(standing_of(known[key].account, on), known[key], PERSON_WORDS)  # type: ignore[arg-type]
        for key in keys if key in known
    ]  # fmt: skip


def _bodies(city: str, at: datetime) -> list[Stander]:
    rows = Grant.objects.filter(role=Role.BODY_ADMIN, body__city=city, body__state=BodyState.ACTIVE)
    heads = rows.select_related("account", "body").order_by("body__decided_at", "id")[:40]
    on = day_of(at)
    found: dict[UUID, Stander] = {}
    for each in heads:
        body: Body | None = each.body
        by = standing_of(each.account, on)
        if body is not None and body.pk in by.headed():
            found.setdefault(body.pk, Stander(by, body, BODY_WORDS))
    return list(found.values())


def _laid_out(
    by: Standing, place: Region, template: AwardTemplate, form: EditionForm, at: datetime
) -> AwardEdition:
    programme = create_programme(by=by, name=template.name, kind=template.kind, words=template.words, at=at)
    edition = create_edition(
        by=by, programme=programme, region=place, form=form, categories=template.categories, at=at
    )
    return open_edition(by=by, key=edition.pk, at=at)


def _mayor(
    by: Standing, place: Region, template: AwardTemplate, people: list[Stander], bodies: list[Stander], at: datetime
) -> int:  # fmt: skip
    begun = at - BEGUN
    first = day_of(begun)
    form = EditionForm(
        title=f"{begun.year} 年{place.name}{template.name}", year=begun.year, granted_by=f"{place.name}人民政府",
        nominate_from=first, nominate_until=first + 10 * DAY, judge_until=first + 30 * DAY,
        words="组织和个人各评十名。先看服务记录够不够条件，再由评委按标准评，公示没有异议，由市政府发文表彰。",
    )  # fmt: skip
    edition = _laid_out(by, place, template, form, begun)
    stood = _stand(edition, CategorySubject.PERSON, people, begun + DAY)
    stood += _stand(edition, CategorySubject.BODY, bodies, begun + DAY)
    if not stood:
        return 0
    close_nominations(by=by, key=edition.pk, at=begun + 11 * DAY)
    for each, _ in stood:
        check_nomination(by=by, key=each.pk, qualify=True, at=begun + 12 * DAY)
    open_judging(by=by, key=edition.pk, at=begun + 13 * DAY)
    _judge(by, edition, begun + 14 * DAY)
    choose_winners(by=by, key=edition.pk, nominations=[each.pk for each, _ in stood], at=begun + 25 * DAY)
    shown = announce(by=by, key=edition.pk, at=begun + 25 * DAY)
    assert shown.publicity_until is not None and shown.publicity_from is not None
    over = begun + 25 * DAY + (shown.publicity_until - shown.publicity_from) + DAY
    number = f"府字〔{over.year}〕12 号"
    decide_edition(
        by=by, key=edition.pk, document_number=number, document_name="关于表彰志愿服务的决定", at=over
    )
    confer_edition(by=by, key=edition.pk, at=over + 3 * DAY)
    _on_the_wall(by, stood, over + 4 * DAY)
    return len(stood)


def _judge(by: Standing, edition: AwardEdition, at: datetime) -> None:
    """The city's jurors give points without seeing each other's, seal them, and the result is frozen with its score log."""
    people = list(people_to_appoint(edition, day_of(at)))
    if len(people) < LEAST_JURORS:
        return
    seats = [appoint_juror(by=by, edition_id=edition.pk, account_id=each.pk, at=at) for each in people]
    for turn, (seat, person) in enumerate(zip(seats, people, strict=True)):
        own, when = standing_of(person, day_of(at)), at + (turn + 1) * DAY
        for nth, entry in enumerate(desk_of(seat, when).mine):
            # Milder and stricter jurors, who see much alike and not everything.
            points: dict[str, int | None] = {
                each["code"]: max(0, each["most"] - (3 * nth + code + 2 * turn) % 7 - turn)
                for code, each in enumerate(entry.category.rubric)
            }
            score_entry(
                by=own, edition_id=edition.pk, nomination_id=entry.nomination.pk, points=points, at=when
            )
        seal_scores(by=own, edition_id=edition.pk, at=when)
    freeze_result(by=by, edition_id=edition.pk, at=at + 8 * DAY)


def _stand(
    edition: AwardEdition, subject: CategorySubject, standers: list[Stander], at: datetime, most: int = WINNERS
) -> list[tuple[AwardNomination, Stander]]:  # fmt: skip
    """Those who meet the conditions; whoever does not is told so, and stays away."""
    category = AwardCategory.objects.get(edition=edition, subject=subject)
    found: list[tuple[AwardNomination, Stander]] = []
    for each in standers:
        if len(found) == most:
            break
        try:
            made = stand(
                by=each.by, edition=edition.pk, category=category.pk, nominee=each.nominee, words=each.words, at=at
            )  # fmt: skip
        except DomainError:
            continue
        found.append((made, each))
    return found


def _on_the_wall(by: Standing, stood: list[tuple[AwardNomination, Stander]], at: datetime) -> None:
    for each, who in stood[:ON_THE_WALL]:
        show_on_wall(by=who.by, key=each.pk, shown=True, at=at)
    first, who = stood[0]
    if isinstance(who.nominee, Volunteer):
        story = write_story(by=who.by, key=first.pk, text=STORY, at=at)
        decide_story(by=by, key=story.pk, publish=True, seen=at, at=at + DAY)


def _open(by: Standing, place: Region, template: AwardTemplate, people: list[Stander], at: datetime) -> int:
    today = day_of(at)
    form = EditionForm(
        title=f"{at.year} 年{place.name}{template.name}", year=at.year, granted_by=f"{place.name}文明办",
        nominate_from=today - 3 * DAY, nominate_until=today + 14 * DAY, vote_from=today + 17 * DAY,
        vote_until=today + 24 * DAY, vote_percent=10, judge_until=today + 40 * DAY,
        words="本人可以自荐，组织和群众也可以推荐。投票只作参考，评委按评分标准打分，结果谁都可以重算一遍。",
    )  # fmt: skip
    edition = _laid_out(by, place, template, form, at - 4 * DAY)
    return len(_stand(edition, CategorySubject.PERSON, people, at - DAY, OPEN_ONES))
