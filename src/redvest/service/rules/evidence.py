"""How well an hour is proven: evidence in, grade out, with what is still missing for a better one.

Pure. Who scanned, countersigned or confirmed is established by the actions; this only weighs it. ADR 9 has the reasons.

=================  ==============  ==========================================================
family             kinds           worth
=================  ==============  ==========================================================
leader saw         leader-scan     strong: the volunteer showed a code that lives seconds
                   card-scan       strong once somebody else stands behind it: a card can be copied
volunteer saw      venue-code      weak alone (a code can be relayed), strong with a location
the venue          hour-code       strong alone
the station's     station-scan    strong once somebody else stands behind it, and never half of an A
screen                             (whoever holds a copy of a card can show it there)
who was helped     home-yes        strong: the requester confirmed, by tap, text or a third person's call-back
                   home-code       weak alone: the requester's code, told at the door, could be told by telephone
adds weight only   location, ping  nothing alone: a place can be mocked
=================  ==============  ==========================================================
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from redvest.service.choices import Grade, ProofKind

LEADER_SAW = frozenset({ProofKind.LEADER_SCAN, ProofKind.CARD_SCAN})
VENUE_SEEN = frozenset({ProofKind.VENUE_CODE, ProofKind.HOUR_CODE})
HELPED = frozenset({ProofKind.HOME_YES, ProofKind.HOME_CODE})  # one and the same person: one family
PRESENCE_PROOFS = LEADER_SAW | VENUE_SEEN | HELPED | {ProofKind.STATION_SCAN}
_STRONG = LEADER_SAW | {ProofKind.HOUR_CODE, ProofKind.STATION_SCAN, ProofKind.HOME_YES}
_TAKES_TWO = _STRONG - {
    ProofKind.CARD_SCAN,
    ProofKind.STATION_SCAN,
}  # no leader can make these without the volunteer

SCANNED_BY_LEADER = gettext_noop("领队现场扫了志愿者的码")
SCANNED_CARD = gettext_noop("领队现场扫了志愿者卡")
SCANNED_VENUE = gettext_noop("志愿者扫了现场的码")
USED_HOUR_CODE = gettext_noop("志愿者用了现场发的一次性时长码")
SCANNED_AT_STATION = gettext_noop("志愿者在服务站的自助机上刷了卡")
TOLD_HOME_CODE = gettext_noop("求助人把服务码告诉了志愿者")
HELPED_SAID_YES = gettext_noop("求助人确认服务已完成")
LOCATED = gettext_noop("扫码时手机在活动地点附近")
PINGED = gettext_noop("志愿者在服务中途报过“还在”")
COUNTERSIGNED = gettext_noop("领队已会签")
TICKED = gettext_noop("领队在名单上登记")
CONFIRMED = gettext_noop("志愿者本人已确认")
SECOND_OFFICER = gettext_noop("第二位工作人员已复核")
CLAIMED = gettext_noop("时长由志愿者自己填报")
IMPORTED = gettext_noop("时长从旧系统导入，没有现场凭证")
ONE_END = gettext_noop("来和走只有一头扫过码，另一头是领队手工补的，扫码证明不了全部时间")
NOTHING = gettext_noop("还没有任何凭证")

NEEDS_LEADER_SCAN = gettext_noop("还差领队现场扫志愿者的码")
NEEDS_LEADER_TOO = gettext_noop("现场码没有位置佐证，单独不算数，还差领队现场扫志愿者的码")
NEEDS_SECOND_PERSON = gettext_noop("卡可以复印，还差志愿者本人确认，或者第二位工作人员复核")
NEEDS_VENUE_CODE = gettext_noop("还差志愿者扫现场的码")
NEEDS_ANY_SCAN = gettext_noop("还差一项现场扫码凭证")
NEEDS_HOME_YES = gettext_noop("服务码单独不算数，还差求助人确认服务已完成")
NEEDS_COUNTERSIGN = gettext_noop("还差领队会签")
NEEDS_TICK = gettext_noop("还差领队在名单上登记")
NEEDS_CONFIRMATION = gettext_noop("还差志愿者本人确认")
NEEDS_SECOND_OFFICER = gettext_noop("还差第二位工作人员复核")

_SEEN: tuple[tuple[ProofKind, str], ...] = (
    (ProofKind.LEADER_SCAN, SCANNED_BY_LEADER),
    (ProofKind.CARD_SCAN, SCANNED_CARD),
    (ProofKind.VENUE_CODE, SCANNED_VENUE),
    (ProofKind.HOUR_CODE, USED_HOUR_CODE),
    (ProofKind.STATION_SCAN, SCANNED_AT_STATION),
    (ProofKind.HOME_CODE, TOLD_HOME_CODE),
    (ProofKind.HOME_YES, HELPED_SAID_YES),
    (ProofKind.LOCATION, LOCATED),
    (ProofKind.PING, PINGED),
    (ProofKind.LEADER_TICK, TICKED),
    (ProofKind.SELF_CLAIM, CLAIMED),
    (ProofKind.IMPORTED, IMPORTED),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that speaks for one person's hours at one activity. ``one_end`` only explains, it never weighs."""

    proofs: frozenset[ProofKind] = frozenset()
    countersigned: bool = False
    volunteer_confirmed: bool = False
    second_officer: bool = False
    one_end: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The grade, what it rests on, and what is still needed for the next better one."""

    grade: Grade
    reasons: tuple[str, ...]
    missing: tuple[str, ...]


def shows_presence(proofs: AbstractSet[str]) -> bool:
    """Whether anything here puts the person at the venue, be it weakly."""
    return bool(proofs & PRESENCE_PROOFS)


def is_strong(proofs: AbstractSet[str]) -> bool:
    """Whether the proofs stand by themselves."""
    return bool(proofs & _STRONG) or {ProofKind.VENUE_CODE, ProofKind.LOCATION} <= proofs


def grade(evidence: Evidence) -> Verdict:
    """Weigh the evidence (A one proof of each family and countersign, B one strong, C two people's word, D the rest).

    Imported hours stay D whatever is added, since nobody here saw them; a claim can become C once a leader enters
    it too.
    """
    result = _grade_of(evidence)
    return Verdict(result, _reasons(evidence), _missing(evidence, result))


def _grade_of(evidence: Evidence) -> Grade:
    proofs = evidence.proofs
    if ProofKind.IMPORTED in proofs:
        return Grade.D
    if evidence.countersigned and _families(proofs) >= 2:
        return Grade.A
    if evidence.countersigned and is_strong(proofs) and _takes_two(evidence):
        return Grade.B
    if _entered(evidence) and evidence.volunteer_confirmed and evidence.second_officer:
        return Grade.C
    return Grade.D


def _families(proofs: AbstractSet[str]) -> int:
    """How many families saw the volunteer, of those that can be half of an A."""
    return sum(bool(proofs & family) for family in (LEADER_SAW, VENUE_SEEN, {ProofKind.HOME_YES}))


def _takes_two(evidence: Evidence) -> bool:
    """Whether the leader cannot have made it alone (design 4.5): who holds a copy of a card could scan it at will."""
    located = {ProofKind.VENUE_CODE, ProofKind.LOCATION} <= evidence.proofs
    return bool(
        evidence.proofs & _TAKES_TWO or located or evidence.volunteer_confirmed or evidence.second_officer
    )


def _entered(evidence: Evidence) -> bool:
    """Whether somebody besides the volunteer put the person at the activity."""
    return bool(evidence.proofs & (PRESENCE_PROOFS | {ProofKind.LEADER_TICK}))


def _reasons(evidence: Evidence) -> tuple[str, ...]:
    reasons = [sentence for kind, sentence in _SEEN if kind in evidence.proofs]
    if evidence.one_end:
        reasons.append(ONE_END)
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
    if result is Grade.B:
        if ProofKind.HOME_YES in evidence.proofs:
            return (NEEDS_LEADER_SCAN,)
        families = ((LEADER_SAW, NEEDS_LEADER_SCAN), (VENUE_SEEN, NEEDS_VENUE_CODE))
        return tuple(need for family, need in families if not evidence.proofs & family)
    if shows_presence(evidence.proofs) or result is Grade.C:
        return _upwards(evidence)
    needs: list[str] = []
    if not _entered(evidence):
        needs.append(NEEDS_TICK)
    if not evidence.volunteer_confirmed:
        needs.append(NEEDS_CONFIRMATION)
    if not evidence.second_officer:
        needs.append(NEEDS_SECOND_OFFICER)
    return tuple(needs)


def _upwards(evidence: Evidence) -> tuple[str, ...]:
    """From here only presence and the countersign lead further."""
    needs: list[str] = []
    if not is_strong(evidence.proofs):
        needs.append(_stronger(evidence.proofs))
    if not evidence.countersigned:
        needs.append(NEEDS_COUNTERSIGN)
    both = _families(evidence.proofs) >= 2
    if is_strong(evidence.proofs) and not both and not _takes_two(evidence):
        needs.append(NEEDS_SECOND_PERSON)
    return tuple(needs)


def _stronger(proofs: AbstractSet[str]) -> str:
    """Which proof would stand by itself, for somebody who has none that does."""
    if ProofKind.HOME_CODE in proofs:
        return NEEDS_HOME_YES
    return NEEDS_LEADER_TOO if shows_presence(proofs) else NEEDS_ANY_SCAN
