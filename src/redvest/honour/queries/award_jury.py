"""Reads juries: who sits where, the entries with the numbers under which jurors know them, points, progress."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.honour.award_jury_errors import DossierUnknown, JurorUnknown, JuryUnknown
from redvest.honour.choices import STANDING_NOMINATIONS, EditionState, NominationState, RecusalCause
from redvest.honour.models import (
    AwardCategory,
    AwardEdition,
    AwardFreeze,
    AwardJuror,
    AwardNomination,
    AwardScore,
    JurorRecusal,
)
from redvest.honour.queries.award_ties import causes, ties_of
from redvest.registry.choices import Role
from redvest.registry.models import Account, Region
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.registry.queries.role import live_grants

Points = dict[str, int]  # criterion: points
JURY_STATES = (EditionState.CHECKING, EditionState.VOTING, EditionState.JUDGING)


@dataclass(frozen=True, slots=True)
class Entry:
    """A nomination as jurors know it: by a number in its category."""

    nomination: AwardNomination
    category: AwardCategory
    number: int


def jury_edition(by: Standing, key: UUID) -> AwardEdition:
    """An edition of a place that somebody governs. Raises JuryUnknown."""
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    found = AwardEdition.objects.filter(where, city=by.city, pk=key).select_related("programme").first()
    if found is None:
        raise JuryUnknown
    return found


def seats_of(by: Standing) -> QuerySet[AwardJuror]:
    """Where somebody sits on a jury today, the running ones first."""
    if by.account_id is None:
        return AwardJuror.objects.none()
    rows = AwardJuror.objects.filter(account_id=by.account_id, city=by.city)
    paths = [grant.region_path for grant in by.grants if grant.role == Role.JUROR and grant.region_path]
    where = Q(pk__in=[])
    for path in paths:
        where |= Q(edition__region_path__startswith=path)
    shown = rows.filter(where).exclude(edition__state=EditionState.CALLED_OFF)
    return shown.select_related("edition__programme").order_by("-edition__year", "-appointed_at", "-id")


def seat_of(by: Standing, edition_id: UUID) -> AwardJuror:
    """Raises JuryUnknown for who does not sit there, or no longer has the role."""
    found = seats_of(by).filter(edition_id=edition_id).first()
    if found is None:
        raise JuryUnknown
    return found


def people_to_appoint(edition: AwardEdition, on: date) -> QuerySet[Account]:
    """Who has a juror's role for the edition's place and does not sit on its jury yet."""
    parts = edition.region_path.rstrip("/").split("/")
    above = ["/".join(parts[: depth + 1]) + "/" for depth in range(len(parts))]
    grants = live_grants(on).filter(role=Role.JUROR, region__path__in=above)
    seated = AwardJuror.objects.filter(edition=edition).values("account_id")
    people = Account.objects.filter(city=edition.city, is_active=True, pk__in=grants.values("account_id"))
    return people.exclude(pk__in=seated).order_by("name", "id")


def person_to_appoint(edition: AwardEdition, account_id: UUID, on: date) -> Account:
    """Raises JurorUnknown."""
    found = people_to_appoint(edition, on).filter(pk=account_id).first()
    if found is None:
        raise JurorUnknown
    return found


def jury_of(edition: AwardEdition) -> QuerySet[AwardJuror]:
    return AwardJuror.objects.filter(edition=edition).select_related("account").order_by("appointed_at", "id")


def entries_of(edition: AwardEdition) -> list[Entry]:
    """Everything that stands, by category and number. Numbers follow from the keys' digests, not from who came first,
    and stay when one is withdrawn. Two queries.
    """
    categories = {each.pk: each for each in AwardCategory.objects.filter(edition=edition)}
    rows = AwardNomination.objects.filter(edition=edition, checked_at__isnull=False)
    checked = rows.exclude(state=NominationState.REFUSED).select_related(
        "volunteer", "body", "region", "project__body", "nominating_body"
    )
    ordered = sorted(checked, key=lambda each: sha256(each.pk.bytes).digest())
    found, numbers = [], dict.fromkeys(categories, 0)
    for each in ordered:
        each.edition = edition
        numbers[each.category_id] += 1
        found.append(Entry(each, categories[each.category_id], numbers[each.category_id]))
    places = {key: nth for nth, key in enumerate(categories)}
    standing = [each for each in found if each.nomination.state in STANDING_NOMINATIONS]
    return sorted(standing, key=lambda each: (places[each.category.pk], each.number))


@dataclass(frozen=True, slots=True)
class Desk:
    """A juror's work: what they judge with the last points of each, and what they do not with why."""

    juror: AwardJuror
    entries: list[Entry]
    recused: dict[UUID, RecusalCause]
    points: dict[UUID, Points] = field(default_factory=dict)

    def is_judged(self, entry: Entry) -> bool:
        codes = {each["code"] for each in entry.category.rubric}
        return codes <= set(self.points.get(entry.nomination.pk, {}))

    @property
    def mine(self) -> list[Entry]:
        return [each for each in self.entries if each.nomination.pk not in self.recused]

    @property
    def left(self) -> list[Entry]:
        return [each for each in self.mine if not self.is_judged(each)]


def desk_of(juror: AwardJuror, at: datetime) -> Desk:
    """Recusals on record, and whatever binds the juror by now."""
    entries = entries_of(juror.edition)
    recused = causes(ties_of(juror.account, at), [each.nomination for each in entries])
    rows = JurorRecusal.objects.filter(juror=juror).values_list("nomination_id", "cause")
    recused |= {key: RecusalCause(cause) for key, cause in rows}
    return Desk(juror, entries, recused, last_points(AwardScore.objects.filter(juror=juror)))


def entry_key(juror: AwardJuror, nomination_id: UUID) -> UUID:
    """Under which address a juror opens an entry. The nomination's own key stands beside its name on public pages."""
    said = f"{juror.pk}:{nomination_id}"
    return UUID(bytes=secret.keyring().keyed_hash(said, purpose="award-entry")[:16])


def entry_of(desk: Desk, nomination_id: UUID) -> Entry:
    """One that the juror judges. Raises DossierUnknown, also for what they must not open."""
    found = next((each for each in desk.mine if each.nomination.pk == nomination_id), None)
    if found is None:
        raise DossierUnknown
    return found


def entry_by_key(desk: Desk, key: UUID) -> Entry:
    """The same by its ``entry_key``. Raises DossierUnknown."""
    found = next((each for each in desk.mine if entry_key(desk.juror, each.nomination.pk) == key), None)
    if found is None:
        raise DossierUnknown
    return found


def last_points(scores: QuerySet[AwardScore]) -> dict[UUID, Points]:
    """Of one juror: the last points of each criterion, by nomination."""
    found: dict[UUID, Points] = defaultdict(dict)
    rows = scores.order_by("revision").values_list("nomination_id", "criterion", "points")
    for nomination_id, criterion, points in rows:
        found[nomination_id][criterion] = points
    return dict(found)


def judged_counts(edition: AwardEdition) -> dict[UUID, int]:
    """Of how many entries each juror has given points; whose they are and how many points nobody sees before the seal."""
    rows = AwardScore.objects.filter(juror__edition=edition).order_by()
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for juror_id, nomination_id in rows.values_list("juror_id", "nomination_id").distinct():
        found[juror_id].add(nomination_id)
    return {juror_id: len(entries) for juror_id, entries in found.items()}


def recusals_of(edition: AwardEdition) -> QuerySet[JurorRecusal]:
    return JurorRecusal.objects.filter(juror__edition=edition).select_related("juror").order_by("at", "id")


def names_in(nomination: AwardNomination) -> list[str]:
    """Whatever would tell a juror whose entry it is: names of the nominee, of organisations around it and of every place
    of the city. One query.
    """
    project = nomination.project
    about = [
        nomination.volunteer, nomination.body, nomination.region, project, project.body if project else None,
        nomination.nominating_body,
    ]  # fmt: skip
    places = Region.objects.filter(path__startswith=nomination.edition.region_path).values_list(
        "name", flat=True
    )
    return [*(each.name for each in about if each is not None), *places]


def seats_waiting(by: Standing) -> QuerySet[AwardJuror]:
    """Where a juror's points are waited for."""
    rows = seats_of(by).filter(edition__state=EditionState.JUDGING)
    return rows.filter(sealed_at__isnull=True, released_at__isnull=True)


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """One entry's sums by those who have sealed: pseudonym and points, nothing where a juror was recused."""

    entry: Entry
    sums: list[tuple[str, int | None]]


def open_points(edition: AwardEdition) -> list[OpenPoints]:
    """What sealed jurors see of each other, and organisers of all: never the points of who has not sealed."""
    sealed = list(jury_of(edition).filter(sealed_at__isnull=False))
    sums: dict[tuple[UUID, UUID], dict[str, int]] = defaultdict(dict)
    rows = AwardScore.objects.filter(juror__in=sealed).order_by("revision")
    for juror_id, key, criterion, points in rows.values_list(
        "juror_id", "nomination_id", "criterion", "points"
    ):
        sums[juror_id, key][criterion] = points
    absent = set(JurorRecusal.objects.filter(juror__in=sealed).values_list("juror_id", "nomination_id"))

    def of(juror: AwardJuror, key: UUID) -> int | None:
        given = sums.get((juror.pk, key))
        return sum(given.values()) if given and (juror.pk, key) not in absent else None

    return [
        OpenPoints(each, [(juror.pseudonym, of(juror, each.nomination.pk)) for juror in sealed])
        for each in entries_of(edition)
    ]


def lacks_result(edition: AwardEdition) -> bool:
    """Whether a jury sits whose result was not frozen. An edition without a jury is decided without one."""
    seated = AwardJuror.objects.filter(edition=edition)
    return seated.exists() and not AwardFreeze.objects.filter(edition=edition).exists()
