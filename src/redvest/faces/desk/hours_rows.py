"""The rows of an activity's hours: stays, minutes, proofs, the grade there is or would be."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from redvest.faces.desk.presence import likely_out, names_of, stay_words, stays_of
from redvest.faces.desk.proof_words import PROOF_WORDS
from redvest.service.actions.hours_entry import HoursResult
from redvest.service.choices import ProofKind, SheetState
from redvest.service.models import Activity, HoursSheet
from redvest.service.queries.hours import Measured, evidence_of, measured
from redvest.service.rules.evidence import ONE_END, Evidence, Verdict, grade


def _sheet_words(sheet: HoursSheet) -> str:
    """Where a sheet stands, said to staff; the volunteer reads it in words of their own."""
    if sheet.state != SheetState.AWAITING:
        return str(SheetState(sheet.state).label)
    if sheet.second_confirmed_at:
        return _("第二人已复核，等志愿者本人确认")
    if sheet.volunteer_confirmed_at:
        return _("本人已确认，等第二人复核")
    return _("等志愿者本人确认，等第二人复核")


def hours_rows(
    found: Activity, at: datetime, typed: dict[UUID, str], results: dict[UUID, HoursResult]
) -> list[dict[str, Any]]:
    """One row a person: stays, minutes, proofs, the grade there is or would be, and what is missing for a better."""
    known = measured(found, at=at)
    sheets = {
        sheet.volunteer_id: sheet
        for sheet in HoursSheet.objects.filter(activity=found).select_related("entry__voided_by")
    }
    stays = stays_of(found)
    people = names_of({*known, *sheets})
    rows = []
    for who, volunteer in people.items():
        facts = known.get(who) or Measured(found.starts_at, found.ends_at)
        sheet, result = sheets.get(who), results.get(who)
        taken_back = _taken_back(sheet)
        sheet = None if taken_back else sheet  # hours that were taken back may be confirmed anew
        minutes = sheet.minutes if sheet else _first_minutes(facts, typed.get(who))
        verdict = grade(evidence_of(sheet)) if sheet else _expected(facts, minutes)
        mine = stays.get(who, [])
        still_here = next((stay for stay in mine if stay.out_at is None), None)
        rows.append(
            {
                "volunteer": who,
                "name": volunteer.name,
                "tail": volunteer.phone_tail,
                "pinyin": volunteer.pinyin,
                "stays": " · ".join(stay_words(stay) for stay in mine),
                "stay": still_here.pk if still_here else None,
                "out_at": likely_out(found, still_here, at) if still_here else "",
                "measured": facts.minutes,
                "minutes": typed.get(who) or (minutes or ""),
                "recorded": sheet.minutes if sheet else None,
                "proofs": [
                    PROOF_WORDS[ProofKind(proof)]
                    for proof in (sheet.proofs if sheet else sorted(facts.proofs))
                ],
                "grade": verdict.grade.value,
                "missing": [
                    *([_(ONE_END)] if facts.one_end else []),
                    *(_(words) for words in verdict.missing),
                ],
                "sheet": sheet,
                "stands": _sheet_words(sheet) if sheet else "",
                "taken_back": taken_back,
                "chosen": bool(facts.minutes) and not facts.open if not typed else who in typed,
                "refusal": result.sentence if result else "",
            }
        )
    return sorted(rows, key=lambda row: (row["sheet"] is not None, row["pinyin"]))


def _taken_back(sheet: HoursSheet | None) -> str:
    """Why the hours of a sheet were voided or sent back; nothing where they stand."""
    if sheet is None or sheet.state != SheetState.REFUSED or sheet.entry is None:
        return ""
    void = getattr(sheet.entry, "voided_by", None)
    return void.reason if void is not None else ""


def _first_minutes(facts: Measured, typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 6 else facts.minutes


def _expected(facts: Measured, minutes: int) -> Verdict:
    """The grade that these hours get when the leader countersigns them now."""
    proofs = frozenset(ProofKind(proof) for proof in facts.proofs_for(minutes))
    return grade(Evidence(proofs=proofs, countersigned=True))
