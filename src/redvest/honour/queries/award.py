"""Reads awards: programmes and editions of a place, nominations on their way, what waits for whoever runs one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from redvest.honour.award_errors import AwardObjectionUnknown, CategoryUnknown, EditionUnknown
from redvest.honour.choices import (
    SHOWN_EDITIONS,
    STANDING_NOMINATIONS,
    CategorySubject,
    EditionState,
    NominationState,
    NominationWay,
)
from redvest.honour.models import (
    AwardCategory,
    AwardEdition,
    AwardNomination,
    AwardObjection,
    AwardProgramme,
)
from redvest.honour.nomination_errors import NominationUnknown, NomineeUnknown
from redvest.honour.queries.award_record import Nominee
from redvest.registry.choices import BodyState, RegionLevel, VolunteerState
from redvest.registry.models import Body, Membership, Region, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import children_of
from redvest.registry.queries.merge import records_of
from redvest.registry.rules.volunteer_number import normalise
from redvest.service.choices import ObjectionState
from redvest.service.models import Project
from redvest.service.queries.hours import effective

STANDING_NOW = (NominationState.NOMINATED, *STANDING_NOMINATIONS)
_NOMINEES = ("volunteer__region", "body", "region", "project__body")


def programmes_of(city: str) -> QuerySet[AwardProgramme]:
    return AwardProgramme.objects.filter(city=city).order_by("kind", "name", "id")


def editions_in_charge(by: Standing) -> QuerySet[AwardEdition]:
    """Those of the places that somebody governs."""
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    return AwardEdition.objects.filter(where, city=by.city).select_related("programme")


def edition_in_charge(by: Standing, key: UUID) -> AwardEdition:
    """Raises EditionUnknown."""
    found = editions_in_charge(by).filter(pk=key).first()
    if found is None:
        raise EditionUnknown
    return found


def public_editions(city: str) -> QuerySet[AwardEdition]:
    """What everybody may look at: all but those that are being prepared, the called-off ones with their reason."""
    rows = AwardEdition.objects.filter(city=city, state__in=SHOWN_EDITIONS)
    return rows.select_related("programme").order_by("-year", "-nominate_from", "-id")


def public_edition(city: str, key: UUID) -> AwardEdition:
    """Raises EditionUnknown."""
    found = public_editions(city).filter(pk=key).first()
    if found is None:
        raise EditionUnknown
    return found


def category_of(edition: AwardEdition, key: UUID) -> AwardCategory:
    """Raises CategoryUnknown."""
    found = AwardCategory.objects.filter(edition=edition, pk=key).first()
    if found is None:
        raise CategoryUnknown
    return found


def categories_with_counts(edition: AwardEdition) -> QuerySet[AwardCategory]:
    """Each with ``waiting`` and ``qualified``: nominations not yet checked, and those that came through."""
    waiting = Count("nominations", filter=Q(nominations__state=NominationState.NOMINATED))
    qualified = Count("nominations", filter=Q(nominations__state__in=STANDING_NOMINATIONS))
    return AwardCategory.objects.filter(edition=edition).annotate(waiting=waiting, qualified=qualified)


def nominations_of(edition: AwardEdition) -> QuerySet[AwardNomination]:
    """All of an edition, with what is shown of whom."""
    rows = AwardNomination.objects.filter(edition=edition).select_related(
        "category", "nominating_body", *_NOMINEES
    )
    return rows.annotate(seconds=Count("secondings"))


def nomination_in_charge(by: Standing, key: UUID) -> AwardNomination:
    """One of an edition that somebody runs. Raises NominationUnknown."""
    rows = AwardNomination.objects.select_related("edition__programme", "category", *_NOMINEES)
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
    return rows.select_related("category", *_NOMINEES).order_by("category__order", "category", "id")


_BEFORE_RESULT = (EditionState.VOTING, EditionState.JUDGING)
NAMES_SHOWN = (
    EditionState.VOTING, EditionState.JUDGING, EditionState.PUBLICITY, EditionState.DECIDED, EditionState.CONFERRED,
    EditionState.ARCHIVED,
)  # fmt: skip


def nominee_is_mine(by: Standing, at: datetime) -> Q:
    """Nominations for which somebody speaks: their own, their children's, of bodies and projects that they head."""
    people = [*by.records, *(each.pk for each in children_of(by, at))]
    headed = by.headed()
    return Q(volunteer_id__in=people) | Q(body_id__in=headed) | Q(project__body_id__in=headed)


def my_nominations(by: Standing, at: datetime) -> QuerySet[AwardNomination]:
    """Where somebody stands, and whom they nominated; the latest first."""
    made = Q(nominated_by_id=by.account_id) if by.account_id else Q(pk__in=[])
    rows = AwardNomination.objects.filter(nominee_is_mine(by, at) | made, city=by.city)
    return rows.select_related("edition", "category", "story", *_NOMINEES)


def stands_in(by: Standing, edition: AwardEdition, at: datetime) -> bool:
    """Whether somebody or what they answer for stands in an edition just now."""
    rows = AwardNomination.objects.filter(nominee_is_mine(by, at), edition=edition, state__in=STANDING_NOW)
    return rows.exists()


def open_objections(edition: AwardEdition) -> QuerySet[AwardObjection]:
    return AwardObjection.objects.filter(edition=edition, state=ObjectionState.OPEN)


def objections_of_edition(edition: AwardEdition) -> QuerySet[AwardObjection]:
    """All of them, those without an answer first."""
    rows = AwardObjection.objects.filter(edition=edition).select_related(
        "raised_by", "answered_by", *(f"nomination__{each}" for each in _NOMINEES)
    )
    return rows.order_by("answered_at", "raised_at", "id")


def award_objection_in_charge(by: Standing, key: UUID) -> AwardObjection:
    """Raises AwardObjectionUnknown."""
    rows = AwardObjection.objects.filter(pk=key, edition__in=editions_in_charge(by))
    found = rows.select_related("raised_by").first()
    if found is None:
        raise AwardObjectionUnknown
    return found


def with_waiting(editions: QuerySet[AwardEdition]) -> QuerySet[AwardEdition]:
    """Each with ``to_check`` nominations and whether an objection is ``objected`` and unanswered."""
    unchecked = Q(nominations__state=NominationState.NOMINATED)
    objections = AwardObjection.objects.filter(edition=OuterRef("pk"), state=ObjectionState.OPEN)
    return editions.annotate(to_check=Count("nominations", filter=unchecked), objected=Exists(objections))


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


def editions_open_for_nominations(city: str, on: date) -> QuerySet[AwardEdition]:
    rows = public_editions(city).filter(state=EditionState.NOMINATING)
    return rows.filter(nominate_from__lte=on, nominate_until__gte=on)
