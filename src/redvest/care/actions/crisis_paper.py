"""Paper forms of the hours without a network, typed in afterwards: good lines are taken, the others say what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from redvest.care.actions.crisis_people import CrisisRegistration, register_for_crisis
from redvest.care.actions.crisis_staging import let_in, sign_brief
from redvest.care.choices import CrisisVia
from redvest.care.crisis_errors import AreaUnknown, PaperTimeWrong
from redvest.care.models import Crisis, CrisisStay, CrisisVolunteer, StagingArea
from redvest.care.policy import require_may_attend
from redvest.care.queries.crisis import hold_live
from redvest.care.rules.crisis_paper import PaperLine, moments, read_line
from redvest.core.audit import write_line
from redvest.core.errors import DomainError
from redvest.registry.policy import Standing

MOST_LINES = 200
LONGEST_STAY = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class PaperForm:
    """What holds for all lines of one go: the brief printed on the forms, the day and place of the times."""

    lines: Sequence[str]
    brief_version: int
    on: date
    area: StagingArea | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of one line: a pass, or why not."""

    line: str
    pass_code: str = ""
    again: bool = False
    fault: str = ""


def enter_paper(*, by: Standing, crisis: Crisis, form: PaperForm, at: datetime) -> list[Entered]:
    """Each line by itself: one that is wrong holds none of the others up. What is answered is what was taken up: of many
    lines the first ``MOST_LINES``, so that the caller keeps the rest. Raises NotAllowed.
    """
    require_may_attend(by, crisis.region_path)
    done = []
    for line in form.lines[:MOST_LINES]:
        try:
            found = enter_paper_line(by=by, crisis=crisis, form=form, line=line, at=at)
        except DomainError as fault:
            done.append(Entered(line, fault=fault.message))
        else:
            done.append(found)
    return done


@transaction.atomic
def enter_paper_line(*, by: Standing, crisis: Crisis, form: PaperForm, line: str, at: datetime) -> Entered:
    """One person, with the time at the area where they wrote one; typed again it changes nothing.

    Raises PaperLineWrong, PaperTimeWrong, AreaUnknown and what registering raises.
    """
    read = read_line(line)
    wanted = CrisisRegistration(read.name, read.phone, read.born, form.brief_version)
    done = register_for_crisis(by=by, crisis=crisis, form=wanted, at=at, via=CrisisVia.PAPER)
    if read.came is not None:
        _stay(by, form, read, done.person, at)
    return Entered(line, done.person.pass_code, done.again)


def _stay(by: Standing, form: PaperForm, read: PaperLine, person: CrisisVolunteer, at: datetime) -> None:
    """A time that has both ends is written as it was; who has not left yet takes a place in the area."""
    if form.area is None:
        raise AreaUnknown("写了时间，要先选是哪个集结点。")
    assert read.came is not None
    since, until = moments(form.on, read.came, read.left)
    crisis = hold_live(person.crisis)
    CrisisVolunteer.objects.select_for_update().get(pk=person.pk)
    mine = CrisisStay.objects.filter(person=person)
    if mine.filter(area=form.area, in_at=since).exists():
        return
    end = until or at
    if since < crisis.opened_at - timedelta(days=1) or not since <= end <= at or end - since > LONGEST_STAY:
        raise PaperTimeWrong
    if mine.filter(Q(out_at__isnull=True) | Q(out_at__gt=since), in_at__lt=end).exists():
        raise PaperTimeWrong
    # What they signed is what was printed, whatever holds by now: who is out there without the newest brief is written
    # down all the same, and signs it when they come to the gate the next time.
    brief = form.brief_version
    sign_brief(person=person, version=brief, at=at)
    if until is None:
        let_in(by=by, area=form.area, person=person, brief=brief, since=since)
    else:
        CrisisStay.objects.create(
            crisis=crisis, person=person, area=form.area, brief_version=brief, in_at=since,
            in_by_id=by.account_id, out_at=until, out_by_id=by.account_id, out_note="纸表补录",
        )  # fmt: skip
    write_line(
        by=by.actor, at=at, city=crisis.city, verb="enter_paper_line", target=person, area=str(form.area.pk),
        brief=brief,
    )  # fmt: skip
