"""How well an hour is proven: evidence in, grade out, with what is still missing for a better one.

Pure. Who scanned, countersigned or confirmed is established by the actions; this only weighs it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from redvest.service.choices import Grade, ProofKind

PRESENCE_PROOFS = frozenset({ProofKind.LEADER_SCAN, ProofKind.VENUE_CODE})

SCANNED_BY_LEADER = gettext_noop("领队现场扫了志愿者的码")
SCANNED_VENUE = gettext_noop("志愿者扫了现场的码")
COUNTERSIGNED = gettext_noop("领队已会签")
TICKED = gettext_noop("领队在名单上登记")
CONFIRMED = gettext_noop("志愿者本人已确认")
SECOND_OFFICER = gettext_noop("第二位工作人员已复核")
CLAIMED = gettext_noop("时长由志愿者自己填报")
IMPORTED = gettext_noop("时长从旧系统导入，没有现场凭证")
NOTHING = gettext_noop("还没有任何凭证")

NEEDS_LEADER_SCAN = gettext_noop("还差领队现场扫志愿者的码")
NEEDS_VENUE_CODE = gettext_noop("还差志愿者扫现场的码")
NEEDS_ANY_SCAN = gettext_noop("还差一项现场扫码凭证")
NEEDS_COUNTERSIGN = gettext_noop("还差领队会签")
NEEDS_TICK = gettext_noop("还差领队在名单上登记")
NEEDS_CONFIRMATION = gettext_noop("还差志愿者本人确认")
NEEDS_SECOND_OFFICER = gettext_noop("还差第二位工作人员复核")

_SEEN: tuple[tuple[ProofKind, str], ...] = (
    (ProofKind.LEADER_SCAN, SCANNED_BY_LEADER),
    (ProofKind.VENUE_CODE, SCANNED_VENUE),
    (ProofKind.LEADER_TICK, TICKED),
    (ProofKind.SELF_CLAIM, CLAIMED),
    (ProofKind.IMPORTED, IMPORTED),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that speaks for one person's hours at one activity."""

    proofs: frozenset[ProofKind] = frozenset()
    countersigned: bool = False
    volunteer_confirmed: bool = False
    second_officer: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The grade, what it rests on, and what is still needed for the next better one."""

    grade: Grade
    reasons: tuple[str, ...]
    missing: tuple[str, ...]


def grade(evidence: Evidence) -> Verdict:
    """Weigh the evidence (A two presence proofs and countersign, B one, C two people's word, D the rest).

    Two proofs are independent when they are of different kinds: the leader saw the volunteer, and the
    volunteer saw the venue. Imported hours stay D whatever is added, since nobody here saw them; a claim can
    become C once a leader enters it too.
    """
    result = _grade_of(evidence)
    return Verdict(result, _reasons(evidence), _missing(evidence, result))


def _grade_of(evidence: Evidence) -> Grade:
    if ProofKind.IMPORTED in evidence.proofs:
        return Grade.D
    present = evidence.proofs & PRESENCE_PROOFS
    if present and evidence.countersigned:
        return Grade.A if len(present) == len(PRESENCE_PROOFS) else Grade.B
    if _entered(evidence) and evidence.volunteer_confirmed and evidence.second_officer:
        return Grade.C
    return Grade.D


def _entered(evidence: Evidence) -> bool:
    """Whether somebody besides the volunteer put the person at the activity."""
    return bool(evidence.proofs & (PRESENCE_PROOFS | {ProofKind.LEADER_TICK}))


def _reasons(evidence: Evidence) -> tuple[str, ...]:
    reasons = [sentence for kind, sentence in _SEEN if kind in evidence.proofs]
    if evidence.countersigned:
        reasons.append(COUNTERSIGNED)
    if evidence.volunteer_confirmed:
        reasons.append(CONFIRMED)
    if evidence.second_officer:
        reasons.append(SECOND_OFFICER)
    return tuple(reasons) or (NOTHING,)


def _missing(evidence: Evidence, result: Grade) -> tuple[str, ...]:
    if result is Grade.A or ProofKind.IMPORTED in evidence.proofs:
        return ()
    present = evidence.proofs & PRESENCE_PROOFS
    if result is Grade.B:
        return (NEEDS_VENUE_CODE if ProofKind.LEADER_SCAN in present else NEEDS_LEADER_SCAN,)
    needs: list[str] = []
    if present or result is Grade.C:
        # Upwards from here leads only through presence and the countersign.
        if not present:
            needs.append(NEEDS_ANY_SCAN)
        if not evidence.countersigned:
            needs.append(NEEDS_COUNTERSIGN)
        return tuple(needs)
    if not _entered(evidence):
        needs.append(NEEDS_TICK)
    if not evidence.volunteer_confirmed:
        needs.append(NEEDS_CONFIRMATION)
    if not evidence.second_officer:
        needs.append(NEEDS_SECOND_OFFICER)
    return tuple(needs)
