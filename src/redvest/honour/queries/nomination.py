"""Reads nominations: those of an edition, whose they are, and whom a number and a name mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from redvest.honour.choices import (
    STANDING_NOMINATIONS,
    CategorySubject,
    EditionState,
    NominationState,
    NominationWay,
)
from redvest.honour.models import (
    AwardEdition,
    AwardNomination,
)
from redvest.honour.nomination_errors import NominationUnknown, NomineeUnknown
from redvest.honour.queries.award import NOMINEES, editions_in_charge
from redvest.honour.queries.award_record import Nominee
from redvest.registry.choices import BodyState, RegionLevel, VolunteerState
from redvest.registry.models import Body, Membership, Region, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import children_of
from redvest.registry.queries.merge import records_of
from redvest.registry.rules.volunteer_number import normalise
from redvest.service.models import Project
from redvest.service.queries.hours import effective

STANDING_NOW = (NominationState.NOMINATED, *STANDING_NOMINATIONS)
GAVE_UP = "当选以后本人撤回"  # the reason on a winner who took it back while in public
_BEFORE_RESULT = (EditionState.VOTING, EditionState.JUDGING)
NAMES_SHOWN = (
    EditionState.VOTING, EditionState.JUDGING, EditionState.PUBLICITY, EditionState.DECIDED, EditionState.CONFERRED,
    EditionState.ARCHIVED,
)  # fmt: skip


def nominations_of(edition: AwardEdition) -> QuerySet[AwardNomination]:
    """All of an edition, with what is shown of whom."""
    rows = AwardNomination.objects.filter(edition=edition).select_related(
        "category", "nominating_body", *NOMINEES
    )
    return rows.annotate(seconds=Count("secondings"))


def nomination_in_charge(by: Standing, key: UUID) -> AwardNomination:
    """One of an edition that somebody runs. Raises NominationUnknown."""
    rows = AwardNomination.objects.select_related("edition__programme", "category", *NOMINEES)
    found = rows.filter(pk=key, edition__in=editions_in_charge(by)).first()
    if found is None:
        raise NominationUnknown
    return found


def shown_nominees(edition: AwardEdition) -> QuerySet[AwardNomination]:
    """Who came through the check, as everybody may see them once it is over; the winners alone once they are in public."""
    states: tuple[NominationState, ...] = (NominationState.CHOSEN,)
    if edition.state in _BEFORE_RESULT:  # nobody learns from this page whom the jury leans to
        states = STANDING_NOMINATIONS
    rows = AwardNomination.objects.filter(edition=edition, state__in=states)
    return rows.select_related("category", *NOMINEES).order_by("category__order", "category", "id")


def nominee_is_mine(by: Standing, at: datetime) -> Q:
    """Nominations for which somebody speaks: their own, their children's, of bodies and projects that they head."""
    people = [*by.records, *(each.pk for each in children_of(by, at))]
    headed = by.headed()
    return Q(volunteer_id__in=people) | Q(body_id__in=headed) | Q(project__body_id__in=headed)


def gave_way() -> Q:
    """Winners whose place became free while in public: struck, or taken back by themselves."""
    return Q(state=NominationState.STRUCK) | Q(state=NominationState.WITHDRAWN, reason=GAVE_UP)


def my_nominations(by: Standing, at: datetime) -> QuerySet[AwardNomination]:
    """Where somebody stands, and whom they nominated; the latest first."""
    made = Q(nominated_by_id=by.account_id) if by.account_id else Q(pk__in=[])
    rows = AwardNomination.objects.filter(nominee_is_mine(by, at) | made, city=by.city)
    return rows.select_related("edition", "category", "story", *NOMINEES)


def stands_in(by: Standing, edition: AwardEdition, at: datetime) -> bool:
    """Whether somebody or what they answer for stands in an edition just now."""
    rows = AwardNomination.objects.filter(nominee_is_mine(by, at), edition=edition, state__in=STANDING_NOW)
    return rows.exists()


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a nomination names as it is typed: a volunteer's or body's or project's number, or a community's code."""

    number: str = ""
    name: str = ""


def find_nominee(edition: AwardEdition, subject: CategorySubject, named: Named) -> Nominee:
    """By number and name, both right, within the place of the edition: neither can be guessed from the other.

    Raises NomineeUnknown.
    """
    number, name = named.number.strip(), "".join(named.name.split())
    within = Q(city=edition.city, region_path__startswith=edition.region_path)
    found: Nominee | None
    if subject == CategorySubject.PERSON:
        people = Volunteer.objects.filter(within, state=VolunteerState.ACTIVE)
        found = people.filter(number=normalise(number)).first()
    elif subject == CategorySubject.BODY:
        found = Body.objects.filter(within, code__iexact=number, state=BodyState.ACTIVE).first()
    elif subject == CategorySubject.COMMUNITY:
        places = Region.objects.filter(path__startswith=edition.region_path, level=RegionLevel.COMMUNITY)
        found = places.filter(code=number).first()
    else:
        found = Project.objects.filter(within, code__iexact=number).select_related("body").first()
    if found is None or "".join(found.name.split()) != name:
        raise NomineeUnknown
    return found


def belongs_to(body: Body, nominee: Nominee) -> bool:
    """Whether an organisation may nominate it as its own: a member or somebody who served with it, or its project."""
    if isinstance(nominee, Project):
        return nominee.body_id == body.pk
    if not isinstance(nominee, Volunteer):
        return False
    mine = records_of(nominee.pk)
    member = Membership.objects.filter(body=body, volunteer_id__in=mine, left_on__isnull=True)
    return member.exists() or effective().filter(body=body, volunteer_id__in=mine).exists()


def nominated_for_others(by: Standing, edition: AwardEdition) -> int:
    """How many somebody nominated as one of the public, those taken back included."""
    rows = AwardNomination.objects.filter(edition=edition, nominated_by_id=by.account_id)
    return rows.filter(way=NominationWay.PUBLIC).count()
