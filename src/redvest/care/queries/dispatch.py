"""Reads what became of sending needs out: for the desk, for the bodies that were asked, for whoever is asked or serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from redvest.care.choices import LIVE_SERVINGS, AskState, DispatchState, NeedState, ServingState
from redvest.care.models import Dispatch, Need, NeedAsk, NeedConfirmation, NeedServing
from redvest.care.queries.need import PUBLIC_STATES
from redvest.core.errors import NotFound
from redvest.core.search import query_terms
from redvest.registry.choices import BodyState, VolunteerState
from redvest.registry.models import Body, Membership
from redvest.registry.rules.standing import Standing

MOST = 40  # bodies and members that a page offers
LATEST_SENT = ("-made_at", "-id")
LATEST_TAKEN = ("-accepted_at", "-id")


@dataclass(frozen=True, slots=True)
class Panel:
    """All that a need's panel shows of its rounds."""

    rounds: list[Dispatch]
    asks: dict[UUID, list[NeedAsk]]
    servings: list[NeedServing]
    confirmations: list[NeedConfirmation]

    @property
    def open(self) -> Dispatch | None:
        return next((each for each in self.rounds if each.state == DispatchState.OPEN), None)


def panel_of(need: Need) -> Panel:
    """Four queries, however many were asked."""
    asks: dict[UUID, list[NeedAsk]] = {}
    for ask in need.asks.select_related("volunteer").order_by("wave", "asked_at", "id"):
        asks.setdefault(ask.dispatch_id, []).append(ask)
    return Panel(
        rounds=list(need.dispatches.select_related("body", "made_by").order_by("-round")),
        asks=asks,
        servings=servings_for(need),
        confirmations=list(need.confirmations.select_related("called_by").order_by("-at", "-id")),
    )


def servings_for(need: Need) -> list[NeedServing]:
    """Everybody who said yes to a need, the first first."""
    rows = need.servings.select_related("volunteer", "body", "entry", "countersigned_by", "second_officer")
    return list(rows.order_by("accepted_at", "id"))


def serving_in(need: Need, key: UUID) -> NeedServing:
    """One of these. Raises NotFound."""
    found = need.servings.select_related("volunteer", "body", "need").filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def confirmation_in(need: Need, key: UUID) -> NeedConfirmation:
    """A call-back of this need with its recording. Raises NotFound."""
    found = need.confirmations.exclude(recording_key="").filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


# --- organisations ---


def bodies_for(need: Need, words: str = "") -> list[Body]:
    """Who might take it: those of the place and above, that do this kind of service, first. One query."""
    does = Body.domains.through.objects.filter(body_id=OuterRef("pk"), servicedomain_id=need.domain_id)
    codes = need.region_path.strip("/").split("/")
    rows = Body.objects.filter(city=need.city, state=BodyState.ACTIVE).select_related("region")
    rows = rows.filter(search__contains=query_terms(words)) if words else rows.filter(region__code__in=codes)
    rank = Case(When(Exists(does), then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(rows.annotate(rank=rank).order_by("rank", "-region_path", "name", "id")[:MOST])


def dispatches_for(by: Standing) -> QuerySet[Dispatch]:
    """What was sent to the bodies that somebody leads."""
    rows = Dispatch.objects.filter(body__in=by.bodies(), city=by.city)
    return rows.select_related("need__region", "need__domain", "need__activity", "body")


def dispatch_for(by: Standing, key: UUID) -> Dispatch:
    """One of these. Raises NotFound."""
    found = dispatches_for(by).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def waiting_dispatches(by: Standing) -> QuerySet[Dispatch]:
    """Those that wait for an answer of this person's bodies."""
    return Dispatch.objects.filter(body__in=by.bodies(), city=by.city, state=DispatchState.OPEN)


def members_to_ask(round_: Dispatch, words: str = "") -> list[Membership]:
    """Members of the body whom nobody asked about this need yet, or those of them that are searched for. One query."""
    rows = _unasked(round_)
    if words:
        rows = rows.filter(volunteer__search__contains=query_terms(words))
    return list(rows.select_related("volunteer").order_by("volunteer__pinyin", "volunteer_id")[:MOST])


def more_members_than_shown(round_: Dispatch) -> bool:
    """Whether somebody may have to be searched for."""
    return _unasked(round_).count() > MOST


def _unasked(round_: Dispatch) -> QuerySet[Membership]:
    asked = NeedAsk.objects.filter(dispatch=round_, volunteer=OuterRef("volunteer"))
    return Membership.objects.filter(
        ~Exists(asked), body=round_.body_id, left_on__isnull=True, volunteer__state=VolunteerState.ACTIVE
    )


def unrecorded(by: Standing) -> QuerySet[NeedServing]:
    """Services done in the places of this person's bodies that no body records yet: a leader may take them on."""
    where = Q(pk__in=[])
    for path in _paths_of(by.bodies()):
        where |= Q(need__region_path__startswith=path)
    rows = NeedServing.objects.filter(where, city=by.city, body__isnull=True, entry__isnull=True)
    done = (ServingState.SERVED, ServingState.CONFIRMED)
    return rows.filter(state__in=done).select_related("need__region", "volunteer").order_by("ended_at", "id")


def to_countersign(by: Standing) -> QuerySet[NeedServing]:
    """Services done for this person's bodies whose hours wait for a leader."""
    done = (ServingState.SERVED, ServingState.CONFIRMED)
    rows = NeedServing.objects.filter(
        body__in=by.bodies(), city=by.city, countersigned_at__isnull=True, state__in=done
    )
    return rows.select_related("need__region", "volunteer", "body").order_by("ended_at", "id")


def _paths_of(bodies: Sequence[UUID]) -> list[str]:
    return list(Body.objects.filter(pk__in=bodies).values_list("region_path", flat=True))


# --- volunteers and the public ---


def public_need(city: str, key: UUID) -> Need:
    """A need as anybody may see it, without whose it is. Raises NotFound for what is not out yet."""
    rows = Need.objects.filter(city=city, state__in=PUBLIC_STATES).select_related(
        "region", "domain", "menu_item"
    )
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def ask_of(need: Need, by: Standing) -> NeedAsk | None:
    """The latest asking of this person about a need."""
    rows = NeedAsk.objects.filter(need=need, volunteer_id__in=by.records)
    return rows.select_related("dispatch").order_by("-asked_at").first()


def asked_of(by: Standing) -> QuerySet[NeedAsk]:
    """What somebody is asked about and has not answered, the soonest due first."""
    rows = NeedAsk.objects.filter(
        volunteer_id__in=by.records,
        state=AskState.ASKED,
        need__state__in=(NeedState.OFFERED, NeedState.ACCEPTED),
    )
    return rows.select_related("need__region", "need__domain").order_by("due_at", "id")


def servings_of(by: Standing) -> QuerySet[NeedServing]:
    """What somebody serves or served."""
    rows = NeedServing.objects.filter(volunteer_id__in=by.records)
    return rows.select_related("need__region", "need__domain", "body", "entry")


AHEAD = (ServingState.ACCEPTED, ServingState.SERVING)


def serving_of(by: Standing, key: UUID) -> NeedServing:
    """One of these. Raises NotFound."""
    found = servings_of(by).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def coming_to(need: Need) -> list[NeedServing]:
    """Who is on the way or there, for the requester's own page."""
    rows = need.servings.select_related("volunteer").filter(state__in=LIVE_SERVINGS)
    return list(rows.order_by("accepted_at", "id"))
