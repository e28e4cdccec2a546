"""Who stands behind a visit's hours: the branch or organisation signs, an officer of the place rings the household.

Nobody scanned anything at a home, so that the best there is is grade C: two people besides the visitor, who are not
the same. What only the body signed is D. ADR 25 has the reasons.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.care.choices import CallAnswer, PairingKind, VisitState
from redvest.care.models import Pairing, Visit
from redvest.care.pairing_errors import PairingReasonMissing
from redvest.care.rules.pairing import clean_words
from redvest.care.rules.pairing_keepers import branches_of
from redvest.care.visit_errors import OwnVisit, SecondPersonNeeded, VisitMoved, VisitOverlaps
from redvest.core import clock
from redvest.core.audit import write_line
from redvest.core.errors import NotAllowed
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.actions.unmask import SHORTEST_REASON
from redvest.registry.choices import MessageKind
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_governs
from redvest.registry.privacy_errors import ReasonMissing
from redvest.registry.queries import secret
from redvest.service.actions import ledger
from redvest.service.actions.certificate import revoke_for_entry
from redvest.service.actions.hours import require_other_account
from redvest.service.actions.turns import one_at_a_time
from redvest.service.choices import EntryKind, ProofKind
from redvest.service.models import HoursEntry
from redvest.service.queries.history import current_of
from redvest.service.queries.hours import overlapping_entry
from redvest.service.rules.evidence import Evidence, grade

PROOFS = frozenset({ProofKind.SELF_CLAIM, ProofKind.LEADER_TICK})
TITLES = {
    PairingKind.HOUSEHOLD: "结对走访（党员联系困难家庭）",
    PairingKind.ELDER_CHILD: "结对走访（一老一小）",
    PairingKind.LEFT_BEHIND: "结对走访（留守儿童）",
    PairingKind.TWINNED: "单位结对社区服务",
}


@transaction.atomic
def countersign_visit(*, by: Standing, visit: Visit, at: datetime) -> Visit:
    """The branch's secretary, or the head of the organisation, stands behind it: its hours enter the ledger.

    Raises NotAllowed, OwnVisit, SecondPersonNeeded, VisitMoved, VisitOverlaps.
    """
    visit = _held(by, visit)
    if visit.pairing.body_id not in branches_of(by):
        raise NotAllowed
    if visit.called_by_id is not None and visit.called_by_id == by.account_id:
        raise SecondPersonNeeded
    if visit.state != VisitState.LOGGED:
        raise VisitMoved
    if overlapping_entry(visit.volunteer_id, visit.starts_at, visit.ends_at):
        raise VisitOverlaps
    visit.countersigned_by_id, visit.countersigned_at = by.account_id, at
    visit.state, visit.entry = VisitState.RECORDED, _append(visit, EntryKind.RECORD, "", at)
    visit.save(update_fields=["countersigned_by", "countersigned_at", "state", "entry"])
    write_line(by=by.actor, at=at, city=visit.city, verb="countersign_visit", target=visit)
    return visit


@transaction.atomic
def refuse_visit(*, by: Standing, visit: Visit, words: str, at: datetime) -> Visit:
    """The branch or organisation does not stand behind it, and says why.

    Raises NotAllowed, OwnVisit, PairingReasonMissing, VisitMoved.
    """
    visit = _held(by, visit)
    if visit.pairing.body_id not in branches_of(by):
        raise NotAllowed
    words = clean_words(words, 100)
    if not words:
        raise PairingReasonMissing
    if visit.state != VisitState.LOGGED:
        raise VisitMoved
    _refuse(visit, words, at)
    write_line(by=by.actor, at=at, city=visit.city, verb="refuse_visit", target=visit)
    return visit


@transaction.atomic
def call_back_visit(*, by: Standing, visit: Visit, answer: CallAnswer, at: datetime) -> Visit:
    """An officer of the place rang the household, or asked the community: whether somebody came.

    A yes lifts hours that were signed from D to C; a no takes them back, with certificates that rest on them. Raises
    NotAllowed, OwnVisit, SecondPersonNeeded, VisitMoved.
    """
    visit = _held(by, visit)
    require_governs(by, visit.region_path)
    if visit.countersigned_by_id is not None and visit.countersigned_by_id == by.account_id:
        raise SecondPersonNeeded
    if visit.called_by_id is not None or visit.state == VisitState.REFUSED:
        raise VisitMoved
    visit.answer = answer
    if answer != CallAnswer.NO_ANSWER:
        visit.called_by_id, visit.called_at = by.account_id, at
    visit.save(update_fields=["answer", "called_by", "called_at"])
    if answer == CallAnswer.CAME and visit.entry is not None:
        _lift(by, visit, at)
    elif answer == CallAnswer.NOT_CAME:
        _take_back(by, visit, at)
        _refuse(visit, "电话回访说没来过", at)
    write_line(
        by=by.actor, at=at, city=visit.city, verb="call_back_visit", target=visit, answer=CallAnswer(answer).value
    )  # fmt: skip
    return visit


@transaction.atomic
def read_visit(*, by: Standing, visit: Visit, reason: str, at: datetime) -> tuple[str, str]:
    """What was done and what is needed there, in words that may name people: officers of the place say why they look.

    Raises NotAllowed, ReasonMissing.
    """
    require_governs(by, visit.region_path)
    reason = " ".join(reason.split())[:200]
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    write_line(by=by.actor, at=at, city=visit.city, verb="read_visit", target=visit, reason=reason)
    return _opened(visit.words_sealed), _opened(visit.need_sealed)


def _opened(blob: bytes | memoryview) -> str:
    return secret.open_sealed(blob, context=secret.PAIRING_WORDS) if blob else ""


def _held(by: Standing, visit: Visit) -> Visit:
    """The visit as it is now, its person's hours and itself locked. Raises OwnVisit."""
    one_at_a_time(volunteer_id=visit.volunteer_id)
    rows = Visit.objects.select_for_update(of=("self",)).select_related("pairing", "entry")
    held = rows.get(pk=visit.pk)
    if by.is_self(held.volunteer_id):
        raise OwnVisit
    require_other_account(by=by, volunteer_id=held.volunteer_id, refusal=OwnVisit)
    return held


def _append(visit: Visit, kind: EntryKind, reason: str, at: datetime) -> HoursEntry:
    """Graded by what there is: the visitor's own word, the body's, and the household's through an officer."""
    called = visit.called_by_id if visit.answer == CallAnswer.CAME else None
    weighed = grade(Evidence(proofs=PROOFS, volunteer_confirmed=True, second_officer=called is not None))
    return ledger.append_entry(
        new=ledger.NewEntry(
            city=visit.city, volunteer_id=visit.volunteer_id, body_id=visit.pairing.body_id, activity_id=None,
            title=TITLES[PairingKind(visit.pairing.kind)], region_path=visit.region_path,
            service_on=clock.day_of(visit.starts_at), minutes=visit.minutes, grade=weighed.grade, kind=kind,
            starts_at=visit.starts_at, ends_at=visit.ends_at, proofs=tuple(sorted(each.value for each in PROOFS)),
            reason=reason, recorded_by_id=visit.countersigned_by_id, second_officer_id=called,
        ),
        at=at,
    )  # fmt: skip


def _lift(by: Standing, visit: Visit, at: datetime) -> None:
    """What was corrected or taken back meanwhile stays as it is."""
    entry = visit.entry
    if entry is None or current_of(entry) != entry:
        return
    ledger.void(entry=entry, reason="电话回访确认，等级提升", by_account=by.account_id, at=at)
    visit.entry = _append(visit, EntryKind.CORRECTION, "电话回访确认，等级提升", at)
    visit.save(update_fields=["entry"])


def _take_back(by: Standing, visit: Visit, at: datetime) -> None:
    entry = current_of(visit.entry) if visit.entry is not None else None
    if entry is None:
        return
    reason = "电话回访说没来过"
    ledger.void(entry=entry, reason=reason, by_account=by.account_id, at=at)
    revoke_for_entry(by=by, entry=entry, reason=reason, at=at)


def _refuse(visit: Visit, words: str, at: datetime) -> None:
    """A visit that did not happen does not end a silence: the last one before it counts again."""
    visit.state, visit.refuse_words, visit.entry = VisitState.REFUSED, words, None
    visit.save(update_fields=["state", "refuse_words", "entry"])
    rest = Visit.objects.filter(pairing_id=visit.pairing_id).exclude(state=VisitState.REFUSED)
    last = rest.order_by("-starts_at").values_list("starts_at", flat=True).first()
    Pairing.objects.filter(pk=visit.pairing_id).update(visited_at=last)
    person = Volunteer.objects.select_related("account").get(pk=visit.volunteer_id)
    day = clock.day_of(visit.starts_at)
    text = f"{day.month}月{day.day}日的结对走访没有认：{words}。有不同意见，请联系所在党支部或社区。"
    tell_person(volunteer=person, text=text, at=at, notice=Notice(MessageKind.HOURS, about=visit))
