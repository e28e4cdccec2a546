"""Reads about what protects those who serve: the agreement and who signed it, the insurance, the fixed roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from redvest.registry.queries.merge import records_of
from redvest.service.choices import HOLDING, ActivityState, SignUpState
from redvest.service.models import (
    Activity,
    AgreementSigning,
    AgreementTerms,
    InsurancePolicy,
    RosterFreeze,
    RosterLine,
    SignUp,
)
from redvest.service.rules.protection import FIRST, LineFacts, TermsFacts, line_digest, terms_text

LOOK_BACK = timedelta(days=2)


def insurance_of(activity: Activity) -> InsurancePolicy | None:
    return InsurancePolicy.objects.filter(activity=activity).select_related("recorded_by").first()


def terms_facts(activity: Activity) -> TermsFacts:
    """The notice as the agreement repeats it, with the insurance where there is one."""
    insured = insurance_of(activity)
    covered = (
        f"{activity.guarantees}；已买保险：{insured.insurer}，保单号 {insured.number}，"
        f"{insured.covers_from:%Y-%m-%d} 至 {insured.covers_to:%Y-%m-%d}"
        if insured
        else ""
    )
    posts = "、".join(activity.posts.order_by("order", "id").values_list("title", flat=True))
    return TermsFacts(
        title=activity.title,
        body=activity.body.name,
        content=activity.content,
        place=activity.place_name,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        how=f"到现场服务，岗位：{posts}" if posts else "到现场服务",
        conditions=activity.conditions,
        risks=activity.risks,
        guarantees=activity.guarantees,
        insurance=covered,
        contact=f"{activity.contact_name} {activity.contact_phone}".strip(),
    )


def terms_of(activity: Activity) -> AgreementTerms | None:
    """The agreement of an activity; before publication with the text as it would be now."""
    terms = AgreementTerms.objects.filter(activity=activity).first()
    if terms is not None and terms.fixed_at is None:
        terms.text = terms_text(terms_facts(activity))
    return terms


def signing_of(activity_id: UUID, volunteer_id: UUID) -> AgreementSigning | None:
    """That somebody agreed to the text as it is now."""
    found = AgreementSigning.objects.filter(terms_id=activity_id, volunteer_id__in=records_of(volunteer_id))
    return found.filter(digest=F("terms__digest")).select_related("terms").first()


def unsigned(activity: Activity) -> QuerySet[SignUp]:
    """Who holds a place and has not agreed yet."""
    signed = AgreementSigning.objects.filter(
        terms_id=activity.pk, volunteer=OuterRef("volunteer"), digest=F("terms__digest")
    )
    rows = SignUp.objects.filter(activity=activity, state__in=HOLDING).exclude(Exists(signed))
    return rows.select_related("volunteer", "post").order_by("queue")


def on_roster(activity: Activity) -> QuerySet[SignUp]:
    """Every sign-up that held a place when the activity began or since, each with ``held_at``, in their order.

    Who was taken off only after the start was on the list that the insurer has to know.
    """
    left_later = Q(
        state=SignUpState.CANCELLED, confirmed_at__isnull=False, cancelled_at__gte=activity.starts_at
    )
    rows = SignUp.objects.filter(Q(state__in=HOLDING) | left_later, activity=activity)
    rows = rows.annotate(held_at=Coalesce("confirmed_at", "created_at"))
    return rows.select_related("volunteer", "post").order_by("held_at", "queue", "id")


def rosters_due(at: datetime) -> QuerySet[Activity]:
    """Activities that began in the last two days and whose roster is not fixed, or lacks somebody who came later."""
    listed = RosterLine.objects.filter(activity=OuterRef("activity"), volunteer=OuterRef("volunteer"))
    missing = SignUp.objects.filter(activity=OuterRef("pk"), state__in=HOLDING).exclude(Exists(listed))
    fixed = RosterFreeze.objects.filter(activity=OuterRef("pk"))
    begun = Activity.objects.filter(
        starts_at__lte=at,
        starts_at__gt=at - LOOK_BACK,
        state__in=(ActivityState.PUBLISHED, ActivityState.CLOSED),
    )
    return begun.filter(~Exists(fixed) | Exists(missing)).order_by("starts_at", "id")


@dataclass(frozen=True)
class FixedRoster:
    """A fixed roster: how it was fixed, its lines in order, the digest of all of them, whether every digest fits."""

    freeze: RosterFreeze
    lines: Sequence[RosterLine]
    digest: str
    intact: bool


def fixed_roster(activity: Activity) -> FixedRoster | None:
    """The roster with its digests computed anew; None before it was fixed. Two queries."""
    freeze = RosterFreeze.objects.filter(activity=activity).first()
    if freeze is None:
        return None
    lines = list(RosterLine.objects.filter(activity=activity).select_related("volunteer").order_by("order"))
    digest, intact, at_freeze = FIRST, True, FIRST
    for place, line in enumerate(lines, start=1):
        digest = line_digest(digest, facts_of_line(line))
        intact = intact and line.order == place and bytes(line.digest) == digest
        if place == freeze.people:
            at_freeze = digest
    intact = intact and len(lines) >= freeze.people and bytes(freeze.digest) == at_freeze
    return FixedRoster(freeze, lines, digest.hex(), intact)


def facts_of_line(line: RosterLine) -> LineFacts:
    """A line as its digest says it."""
    return LineFacts(
        line.order, str(line.volunteer_id), line.name, line.number, line.masked_id, line.post, line.signed_up_at,
        line.late, line.added_at,
    )  # fmt: skip
