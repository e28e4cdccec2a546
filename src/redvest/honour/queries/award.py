"""Reads awards: programmes and editions of a place, their objections, what waits for whoever runs one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from redvest.honour.award_errors import AwardObjectionUnknown, CategoryUnknown, EditionUnknown
from redvest.honour.choices import (
    SHOWN_EDITIONS,
    STANDING_NOMINATIONS,
    EditionState,
    NominationState,
    StoryState,
)
from redvest.honour.models import (
    AwardCategory,
    AwardEdition,
    AwardNomination,
    AwardObjection,
    AwardProgramme,
    AwardStory,
)
from redvest.honour.nomination_errors import NominationsClosed
from redvest.registry.policy import Standing
from redvest.service.choices import ObjectionState

NOMINEES = ("volunteer__region", "body", "region", "project__body")  # what a page shows of who is nominated


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


def open_objections(edition: AwardEdition) -> QuerySet[AwardObjection]:
    return AwardObjection.objects.filter(edition=edition, state=ObjectionState.OPEN)


def objections_of_edition(edition: AwardEdition) -> QuerySet[AwardObjection]:
    """All of them, those without an answer first."""
    rows = AwardObjection.objects.filter(edition=edition).select_related(
        "raised_by", "answered_by", *(f"nomination__{each}" for each in NOMINEES)
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


def editions_open_for_nominations(city: str, on: date) -> QuerySet[AwardEdition]:
    rows = public_editions(city).filter(state=EditionState.NOMINATING)
    return rows.filter(nominate_from__lte=on, nominate_until__gte=on)


def editions_waiting(by: Standing) -> QuerySet[AwardEdition]:
    """Those in which something waits for whoever runs them: a nomination that is to be checked, an objection, a story."""
    unchecked = AwardNomination.objects.filter(
        edition=OuterRef("pk"), state=NominationState.NOMINATED, consented_at__isnull=False
    )
    objections = AwardObjection.objects.filter(edition=OuterRef("pk"), state=ObjectionState.OPEN)
    stories = AwardStory.objects.filter(nomination__edition=OuterRef("pk"), state=StoryState.WAITING)
    checking = Q(Exists(unchecked), state__in=(EditionState.NOMINATING, EditionState.CHECKING))
    objected = Q(Exists(objections), state=EditionState.PUBLICITY)
    return editions_in_charge(by).filter(checking | objected | Q(Exists(stories)))


def edition_open_for_nominations(city: str, key: UUID, on: date) -> AwardEdition:
    """Raises EditionUnknown for what nobody sees yet, NominationsClosed outside its days."""
    public_edition(city, key)
    found = editions_open_for_nominations(city, on).filter(pk=key).first()
    if found is None:
        raise NominationsClosed
    return found


def objection_counts(edition: AwardEdition) -> dict[str, int]:
    """How many there were, how many have an answer, how many were upheld."""
    rows = AwardObjection.objects.filter(edition=edition)
    open_ones, upheld = Q(state=ObjectionState.OPEN), Q(state=ObjectionState.UPHELD)
    return rows.aggregate(
        all=Count("pk"), answered=Count("pk", filter=~open_ones), upheld=Count("pk", filter=upheld)
    )
