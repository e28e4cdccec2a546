"""Reads stars: what speaks for somebody, their own stars, those that wait for an approver, those in public."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from redvest.honour.choices import StarState
from redvest.honour.models import StarAward, StarObjection
from redvest.honour.rules.star import (
    COUNTED,
    DISTRICT_DEPTH,
    LEVELS,
    SETTINGS,
    Lacks,
    StarRecord,
    Terms,
    lacks,
)
from redvest.honour.star_errors import StarObjectionUnknown, StarUnknown
from redvest.registry.choices import Role
from redvest.registry.models import Merge, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rules
from redvest.service.choices import CaseOutcome, CaseState, ObjectionState
from redvest.service.models import Evaluation, HoursEntry, IntegrityCase

Window = tuple[date | None, date | None]
FLAGGABLE = (StarState.IN_PUBLICITY, StarState.GRANTED)
_OPEN_FINDING = {"outcome": CaseOutcome.CONFIRMED, "state__in": (CaseState.DECIDED, CaseState.APPEALED)}


def terms_at(path: str, on: date) -> Terms:
    """What a place asks for on a day."""
    return Terms.of(rules(SETTINGS, path, on))


def star_records(people: QuerySet[Volunteer], window: Window) -> dict[UUID, StarRecord]:
    """What speaks for each of these people, records merged into theirs included; nothing for who has nothing.

    Five queries, however many people there are. A union and not an OR, so that the ledger is read by its index.
    """
    links = Merge.objects.filter(confirmed_at__isnull=False, undone_at__isnull=True)
    links = links.filter(survivor_id__in=people.order_by().values("pk"))
    living: dict[UUID, UUID] = dict(links.values_list("merged_id", "survivor_id"))
    every = people.order_by().values_list("pk", flat=True)
    every = every.union(links.order_by().values_list("merged_id", flat=True), all=True)
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for who, minutes in _minutes(every, window):
        found[living.get(who, who)]["minutes"] += minutes
    said = Evaluation.objects.filter(volunteer_id__in=every).order_by().values_list("volunteer_id")
    for who, count, points in said.annotate(
        n=Count("pk"), sum=Sum(F("punctuality") + F("attitude") + F("skill"))
    ):
        found[living.get(who, who)]["evaluations"] += count
        found[living.get(who, who)]["points"] += points
    held: dict[UUID, set[int]] = defaultdict(set)
    stars = StarAward.objects.filter(volunteer_id__in=every, state=StarState.GRANTED)
    for who, level in stars.values_list("volunteer_id", "level"):
        held[living.get(who, who)].add(level)
    findings = {living.get(who, who) for who in _with_finding(every)}
    return {
        who: StarRecord(**found[who], finding=who in findings, held=frozenset(held[who]))
        for who in {*found, *held, *findings}
    }


def _minutes(people: QuerySet[Volunteer, UUID], window: Window) -> QuerySet[HoursEntry, tuple[UUID, int]]:
    """Balances of grade A to C; a void has the grade of what it voids."""
    since, until = window
    rows = HoursEntry.objects.filter(volunteer_id__in=people, grade__in=COUNTED)
    if since is not None:
        rows = rows.filter(service_on__gte=since)
    if until is not None:
        rows = rows.filter(service_on__lte=until)
    return rows.order_by().values_list("volunteer_id").annotate(sum=Sum("minutes"))


def _with_finding(people: QuerySet[Volunteer, UUID]) -> set[UUID]:
    """About their own service, or about what they did as somebody who confirms."""
    about = Q(volunteer_id__in=people) | Q(concerned__volunteer__in=people)
    cases = IntegrityCase.objects.filter(about, **_OPEN_FINDING)
    return {who for pair in cases.values_list("volunteer_id", "concerned__volunteer") for who in pair if who}


def star_record(volunteer_id: UUID, window: Window) -> StarRecord:
    """Of one person, whose own record lives."""
    found = star_records(Volunteer.objects.filter(pk=volunteer_id), window)
    return found.get(volunteer_id, StarRecord())


@dataclass(frozen=True, slots=True)
class MyStars:
    """What a person has, what the next star asks for, and what of it is missing."""

    terms: Terms
    record: StarRecord
    awards: list[StarAward]
    missing: Lacks

    @property
    def next_level(self) -> int | None:
        return self.record.next_level

    @property
    def pending(self) -> StarAward | None:
        """The application that has not come to its end."""
        waiting = (StarState.APPLIED, StarState.IN_PUBLICITY)
        return next((each for each in self.awards if each.state in waiting), None)

    @property
    def may_apply(self) -> bool:
        return self.next_level is not None and not self.pending and not self.missing


def my_stars(volunteer: Volunteer, records: tuple[UUID, ...], on: date) -> MyStars:
    terms = terms_at(volunteer.region_path or f"{volunteer.city}/", on)
    record = star_record(volunteer.pk, terms.window(on))
    awards = StarAward.objects.filter(volunteer_id__in=records).select_related("proposed_for")
    return MyStars(
        terms,
        record,
        list(awards.order_by("-applied_at", "-id")),
        lacks(record, terms, record.next_level or LEVELS[-1]) if record.next_level else Lacks(),
    )


def stars_in_charge(by: Standing) -> QuerySet[StarAward]:
    """Those on which somebody decides (``rules.star.decides`` as a condition); their own are not among them."""
    where = Q(pk__in=[])
    for path in by.regions():
        if path.count("/") <= DISTRICT_DEPTH:
            where |= Q(level__lte=2, region_path__startswith=path)
    if by.holds(Role.CENTRE, f"{by.city}/"):
        where |= Q(level__gte=3)
    rows = StarAward.objects.filter(where, city=by.city).exclude(volunteer_id__in=by.records)
    return rows.select_related("volunteer__region", "proposed_for")


def star_in_charge(by: Standing, key: UUID) -> StarAward:
    """One of them. Raises StarUnknown."""
    found = stars_in_charge(by).filter(pk=key).first()
    if found is None:
        raise StarUnknown
    return found


def stars_proposed(by: Standing) -> QuerySet[StarAward]:
    """What came of those whom the organisations that somebody leads have proposed."""
    rows = StarAward.objects.filter(city=by.city, proposed_for_id__in=by.bodies())
    return rows.select_related("volunteer__region", "proposed_for")


def open_objection() -> Exists:
    """Whether something that was said against a star waits for an answer, as a condition on its row."""
    return Exists(StarObjection.objects.filter(award=OuterRef("pk"), state=ObjectionState.OPEN))


def stars_waiting(by: Standing) -> QuerySet[StarAward]:
    """What waits for this approver: applications, flags, and objections without an answer."""
    flagged = Q(flagged_at__isnull=False, state__in=FLAGGABLE)
    objected = Q(open_objection(), state=StarState.IN_PUBLICITY)
    return stars_in_charge(by).filter(Q(state=StarState.APPLIED) | flagged | objected)


def stars_in_public(city: str, on: date) -> QuerySet[StarAward]:
    """Those that everybody may look at and object to on a day."""
    rows = StarAward.objects.filter(city=city, state=StarState.IN_PUBLICITY, publicity_until__gte=on)
    return rows.select_related("volunteer__region").order_by("publicity_until", "-level", "id")


def stars_due(city: str, on: date) -> QuerySet[StarAward]:
    """Whose publicity is over and against which nothing stands."""
    rows = StarAward.objects.filter(city=city, state=StarState.IN_PUBLICITY, publicity_until__lt=on)
    return rows.filter(~open_objection(), flagged_at__isnull=True).order_by("pk")


def objections_of(award: StarAward) -> QuerySet[StarObjection]:
    return (
        StarObjection.objects.filter(award=award)
        .select_related("raised_by", "answered_by")
        .order_by("raised_at", "id")
    )


def star_objection_in_charge(by: Standing, key: UUID) -> StarObjection:
    """Raises StarObjectionUnknown."""
    found = StarObjection.objects.filter(pk=key, award__in=stars_in_charge(by)).first()
    if found is None:
        raise StarObjectionUnknown
    return found
