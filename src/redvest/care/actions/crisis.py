"""The switch of a crisis: on, its safety brief, stop coming and come again, and the way back to normal days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from redvest.care.choices import CrisisKind, CrisisNeedState
from redvest.care.crisis_errors import (
    CrisisNotStopped,
    CrisisStopped,
    CrisisThere,
    CrisisWordsMissing,
    StillOut,
)
from redvest.care.events import CrisisBroadcastSaid, CrisisHandedBack
from redvest.care.models import Crisis, CrisisBrief, CrisisBroadcast, CrisisNeed, CrisisStay
from redvest.care.policy import require_may_command
from redvest.care.queries.crisis import hold_alone
from redvest.care.queries.crisis_need import OPEN_STATES
from redvest.core import events
from redvest.core.audit import write_line
from redvest.registry.models import Region
from redvest.registry.policy import Standing

LONGEST_BRIEF, LONGEST_WORDS, LONGEST_NOTE = 4000, 200, 400
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class CrisisForm:
    """What is said when a crisis is switched on."""

    name: str
    kind: str
    office: str
    brief: str
    hotline: str = ""


@transaction.atomic
def open_crisis(*, by: Standing, region: Region, form: CrisisForm, at: datetime) -> Crisis:
    """Switch it on: from now on everybody may register. Raises NotAllowed, CrisisWordsMissing, CrisisThere."""
    require_may_command(by, region.path)
    name, office, brief = (
        " ".join(form.name.split()),
        " ".join(form.office.split()),
        form.brief.strip(),
    )
    fitting = (
        2 <= len(name) <= 40
        and 2 <= len(office) <= 40
        and 2 <= len(brief) <= LONGEST_BRIEF
        and len(form.hotline.strip()) <= 20
    )
    if not fitting or form.kind not in CrisisKind.values:
        raise CrisisWordsMissing
    try:
        with transaction.atomic():
            made = Crisis.objects.create(
                city=region.city, region=region, region_path=region.path, name=name, kind=form.kind, office=office,
                hotline=form.hotline.strip(), opened_at=at, opened_by_id=by.account_id,
            )  # fmt: skip
    except IntegrityError as fault:
        raise CrisisThere from fault
    CrisisBrief.objects.create(crisis=made, version=1, text=brief, written_by_id=by.account_id, written_at=at)
    write_line(by=by.actor, at=at, city=made.city, verb="open_crisis", target=made, kind=made.kind)
    return made


@transaction.atomic
def write_brief(*, by: Standing, crisis: Crisis, text: str, at: datetime) -> int:
    """A new version of the safety brief: who comes next signs this one. Raises NotAllowed, CrisisWordsMissing, CrisisOver."""
    require_may_command(by, crisis.region_path)
    words = text.strip()
    if not 2 <= len(words) <= LONGEST_BRIEF:
        raise CrisisWordsMissing
    hold_alone(crisis)
    Crisis.objects.filter(pk=crisis.pk).update(brief_version=F("brief_version") + 1)
    version = Crisis.objects.values_list("brief_version", flat=True).get(pk=crisis.pk)
    CrisisBrief.objects.create(
        crisis=crisis, version=version, text=words, written_by_id=by.account_id, written_at=at
    )
    write_line(by=by.actor, at=at, city=crisis.city, verb="write_brief", target=crisis, version=version)
    return version


@transaction.atomic
def say_stop_coming(*, by: Standing, crisis: Crisis, words: str, at: datetime) -> CrisisBroadcast:
    """From this moment nobody more registers, and who did and is not there is told. Raises also CrisisStopped, CrisisOver."""
    require_may_command(by, crisis.region_path)
    said = _said(words)
    live = Crisis.objects.live().filter(pk=crisis.pk, stopped_at__isnull=True)
    if not live.update(stopped_at=at, stop_words=said):
        hold_alone(crisis)
        raise CrisisStopped("已经暂停来人了。")
    return _broadcast(by, crisis, said, stop=True, verb="say_stop_coming", at=at)


@transaction.atomic
def say_come_again(*, by: Standing, crisis: Crisis, words: str, at: datetime) -> CrisisBroadcast:
    """People are wanted again: the form opens, and the same people are told. Raises also CrisisNotStopped, CrisisOver."""
    require_may_command(by, crisis.region_path)
    said = _said(words)
    stopped = Crisis.objects.live().filter(pk=crisis.pk, stopped_at__isnull=False)
    if not stopped.update(stopped_at=None, stop_words=""):
        hold_alone(crisis)
        raise CrisisNotStopped
    return _broadcast(by, crisis, said, stop=False, verb="say_come_again", at=at)


def _said(words: str) -> str:
    said = " ".join(words.split())
    if not 2 <= len(said) <= LONGEST_WORDS:
        raise CrisisWordsMissing
    return said


def _broadcast(
    by: Standing, crisis: Crisis, said: str, *, stop: bool, verb: str, at: datetime
) -> CrisisBroadcast:
    # What was still being told before would say the opposite.
    CrisisBroadcast.objects.filter(crisis=crisis, done_at__isnull=True).update(done_at=at)
    made = CrisisBroadcast.objects.create(
        crisis=crisis, stop=stop, words=said, said_by_id=by.account_id, said_at=at
    )
    write_line(by=by.actor, at=at, city=crisis.city, verb=verb, target=crisis)
    events.publish(CrisisBroadcastSaid(crisis.city, made.pk))
    return made


@transaction.atomic
def hand_back_crisis(*, by: Standing, crisis: Crisis, note: str, at: datetime) -> int:
    """Back to normal days: needs still open go on as ordinary ones; returns how many.

    Refused while somebody is out there without a way out: that nobody is missing comes first. Raises also StillOut.
    """
    require_may_command(by, crisis.region_path)
    words = note.strip()
    if not 2 <= len(words) <= LONGEST_NOTE:
        raise CrisisWordsMissing
    hold_alone(crisis)
    out = CrisisStay.objects.filter(crisis=crisis, out_at__isnull=True).order_by("in_at")
    if found := list(out.values_list("person__pass_code", flat=True)[: MOST_NAMED + 1]):
        raise StillOut(passes=found[:MOST_NAMED], more=len(found) > MOST_NAMED)
    open_needs = CrisisNeed.objects.filter(crisis=crisis, state__in=OPEN_STATES).select_for_update()
    keys = tuple(open_needs.order_by("pk").values_list("pk", flat=True))
    CrisisNeed.objects.filter(pk__in=keys).update(state=CrisisNeedState.HANDED_ON, ended_at=at)
    CrisisBroadcast.objects.filter(crisis=crisis, done_at__isnull=True).update(done_at=at)
    Crisis.objects.filter(pk=crisis.pk).update(
        handed_back_at=at, handed_back_by_id=by.account_id, handed_back_note=words
    )
    write_line(
        by=by.actor, at=at, city=crisis.city, verb="hand_back_crisis", target=crisis, handed_on=len(keys)
    )
    events.publish(CrisisHandedBack(crisis.city, crisis.pk, keys))
    return len(keys)
