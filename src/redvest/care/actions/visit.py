"""Visits: written down by whoever went. ``visit_check.py`` has those who stand behind the hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest

from redvest.care.actions.pairing import sealed
from redvest.care.choices import PairingKind, PairingState
from redvest.care.events import NeedNoticed
from redvest.care.models import Pairing, Visit
from redvest.care.pairing_errors import PairingMoved
from redvest.care.policy import is_helper
from redvest.care.rules.pairing import SHORTEST_WORDS
from redvest.care.visit_errors import VisitOverlaps, VisitTimeWrong, VisitTooLate, VisitWordsMissing
from redvest.core import clock, events
from redvest.core.audit import write_line
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.registry.actions.message import Notice
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind, VolunteerState
from redvest.registry.models import Membership, Volunteer
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.queries.role import nearest_officers
from redvest.registry.queries.setting import rule
from redvest.service.actions.turns import one_at_a_time
from redvest.service.errors import NotServing
from redvest.service.queries.hours import overlapping_entry

SHORTEST, LONGEST = 5, 480  # minutes


@dataclass(frozen=True, slots=True)
class VisitForm:
    """``words`` is what was done, ``need`` what else is wanted there: both are sealed."""

    starts_at: datetime
    minutes: int
    words: str
    need: str = ""
    seen_at_home: bool = False


@transaction.atomic
def log_visit(*, by: Standing, pairing: Pairing, form: VisitForm, at: datetime) -> Visit:
    """Whoever is paired writes a visit down; it counts as theirs at once, and earns hours when others stand behind it.

    Raises NotAllowed, PairingMoved, NotServing, VisitTimeWrong, VisitTooLate, VisitWordsMissing, VisitOverlaps.
    """
    volunteer_id = require_volunteer(by)
    if not _may_log(by, pairing):
        raise NotAllowed
    ends_at = _checked(pairing, form, at)
    one_at_a_time(volunteer_id=volunteer_id)
    if Volunteer.objects.values_list("state", flat=True).get(pk=volunteer_id) != VolunteerState.ACTIVE:
        raise NotServing
    if overlapping_entry(volunteer_id, form.starts_at, ends_at):
        raise VisitOverlaps
    live = Pairing.objects.filter(pk=pairing.pk, state=PairingState.LIVE)
    if not live.update(visited_at=Greatest(Coalesce(F("visited_at"), Value(form.starts_at)), form.starts_at)):
        raise PairingMoved
    visit = Visit(
        city=pairing.city, pairing=pairing, region_path=pairing.region_path, volunteer_id=volunteer_id,
        starts_at=form.starts_at, ends_at=ends_at, minutes=form.minutes, words_sealed=sealed(text=form.words),
        need_sealed=sealed(text=form.need), seen_at_home=form.seen_at_home, logged_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_visit_at_a_time":
            raise VisitOverlaps from fault
        raise
    write_line(by=by.actor, at=at, city=visit.city, verb="log_visit", target=visit, minutes=visit.minutes)
    if visit.need_sealed:
        _tell_need(visit, at)
    return visit


def _may_log(by: Standing, pairing: Pairing) -> bool:
    """The helper; of a twinned unit everybody who belongs to it."""
    if pairing.kind == PairingKind.LED:
        return False
    if pairing.kind != PairingKind.TWINNED:
        return is_helper(by, pairing)
    belongs = Membership.objects.filter(
        body_id=pairing.body_id, volunteer_id__in=by.records, left_on__isnull=True
    )
    return pairing.body_id in by.headed() or belongs.exists()


def _checked(pairing: Pairing, form: VisitForm, at: datetime) -> datetime:
    """When it ended."""
    ends_at = form.starts_at + timedelta(minutes=form.minutes)
    day = clock.day_of(form.starts_at)
    if not SHORTEST <= form.minutes <= LONGEST or ends_at > at:
        raise VisitTimeWrong
    if pairing.starts_on is None or day < pairing.starts_on:
        raise VisitTimeWrong
    if clock.day_of(at) - day > timedelta(days=int(rule("pairing.visit_days", pairing.region_path, day))):
        raise VisitTooLate
    if len("".join(form.words.split())) < SHORTEST_WORDS:
        raise VisitWordsMissing
    return ends_at


def _tell_need(visit: Visit, at: datetime) -> None:
    """The place hears that something is needed; what, is read on the visit's page, with a line in the trail."""
    events.publish(NeedNoticed(visit.city, visit.pk, visit.region_path, at))
    text = "结对走访时发现一户有新的需要，请到工作台“结对—走访”看看是什么。"
    officers = nearest_officers(visit.region_path, clock.day_of(at))
    tell_accounts(accounts=officers, text=text, at=at, notice=Notice(MessageKind.WORK, about=visit))
