"""Reads about groups: who may be in one, who is in it, which of them a person or an activity has."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.registry.models import Membership, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import children_of
from redvest.registry.queries.setting import age_gates
from redvest.registry.rules.age import age_on
from redvest.service.choices import OfferState, SignUpState
from redvest.service.models import Activity, Offer, Post, SignUp, SignUpParty
from redvest.service.queries.hand_over import volunteer_called
from redvest.service.queries.signup import Reason, reasons_against


def people_called(
    city: str, people: Iterable[tuple[str, str]]
) -> tuple[list[Volunteer], list[dict[str, str]]]:
    """Everybody by number and name, and who was not found, in words."""
    found: dict[UUID, Volunteer] = {}
    missing: list[dict[str, str]] = []
    for number, name in people:
        try:
            one = volunteer_called(city, number, name)
        except DomainError as fault:
            missing.append({"code": fault.code, "name": name, "sentence": f"{name}：{fault.message}"})
        else:
            found[one.pk] = one
    return list(found.values()), missing


_BUSY = {"overlaps", "daily-limit", "rest-time"}
_SAID = {
    "already-signed-up": gettext_lazy("已经报过这个岗位了。"),
    "busy": gettext_lazy("这段时间有别的安排。"),
    "not-fit": gettext_lazy("还不合这个岗位的条件，请本人打开活动页看原因。"),
}


def reasons_of_all(
    people: Iterable[Volunteer], post: Post, own: Collection[UUID], at: datetime
) -> list[dict[str, str]]:
    """Every rule that stands against any of them, each with whose it is.

    Of oneself and one's children all of it; of others no more than that they cannot: where they go instead, how old
    they are and what papers they lack is nobody else's business.
    """
    lines: list[dict[str, str]] = []
    for one in people:
        found = reasons_against(volunteer_id=one.pk, post_id=post.pk, at=at)
        if one.pk in own:
            said = {each.code: each.sentence for each in found}
        else:
            said = {code: str(_SAID[code]) for code in dict.fromkeys(_told(each) for each in found)}
        lines += [
            {"code": code, "name": one.name, "sentence": f"{one.name}：{words}"}
            for code, words in said.items()
        ]
    return lines


def _told(reason: Reason) -> str:
    if reason.code in _BUSY:
        return "busy"
    return reason.code if reason.code in _SAID else "not-fit"


def own_children(by: Standing, at: datetime) -> set[UUID]:
    return {each.pk for each in children_of(by, at)}


def not_members(body_id: UUID, people: Collection[Volunteer]) -> list[Volunteer]:
    """Who does not belong to an organisation: it says yes for nobody else."""
    belong = Membership.objects.filter(
        body_id=body_id, volunteer__in=[each.pk for each in people], left_on__isnull=True
    )
    known = set(belong.values_list("volunteer_id", flat=True))
    return [each for each in people if each.pk not in known]


def minors(people: Collection[Volunteer], post: Post, at: datetime) -> set[UUID]:
    """Those for whom only a guardian says yes."""
    today = clock.day_of(at)
    gate = age_gates(post.activity.region_path, today).guardian_consent_under
    return {each.pk for each in people if each.birth_on and age_on(each.birth_on, today) < gate}


_COUNTS = {
    "coming": Count("signups", filter=Q(signups__state__in=(SignUpState.CONFIRMED, SignUpState.SERVED))),
    "asked": Count("signups", filter=Q(signups__state=SignUpState.OFFERED)),
    "out": Count("signups", filter=Q(signups__state__in=(SignUpState.CANCELLED, SignUpState.LAPSED))),
}


def parties_of(activity: Activity) -> QuerySet[SignUpParty]:
    """The groups on an activity with how many come, are asked still, and are out, the latest first. One query."""
    rows = SignUpParty.objects.filter(post__activity=activity).annotate(**_COUNTS)
    return rows.select_related("post", "made_by", "body").order_by("-created_at", "-id")


def my_parties(account_id: UUID, at: datetime) -> QuerySet[SignUpParty]:
    """The groups that somebody made up and that are not over."""
    mine = SignUpParty.objects.filter(made_by_id=account_id, ended_at__isnull=True)
    rows = mine.filter(post__activity__ends_at__gt=at).annotate(**_COUNTS)
    return rows.select_related("post__activity").order_by("post__activity__starts_at", "id")


def members_of(party: SignUpParty) -> list[SignUp]:
    """Who is or was in it, in the order of the names, each with ``kept_until`` where a yes is waited for. Two queries."""
    rows = list(SignUp.objects.filter(party=party).select_related("volunteer", "activity").order_by("queue"))
    waiting = Offer.objects.filter(signup__party=party, state=OfferState.OPEN)
    until = dict(waiting.values_list("signup_id", "expires_at"))
    for row in rows:
        row.kept_until = until.get(row.pk)  # type: ignore[attr-defined]
    return rows
