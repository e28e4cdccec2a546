"""When a qualification counts: verified, issued by then, and not yet past its last day (条例 art. 16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from redvest.registry.choices import QualificationState
from redvest.registry.qualification_errors import (
    QualificationDateWrong,
    QualificationEndWrong,
    QualificationIssuerWrong,
    QualificationWrong,
)

REMIND_BEFORE = timedelta(days=30)
LONGEST = 80


@dataclass(frozen=True, slots=True)
class QualificationForm:
    """``number`` may be empty; ``expires_on`` is the last day on which it counts, None where it never ends."""

    kind: str
    issued_by: str
    issued_on: date | None
    expires_on: date | None = None
    number: str = ""


def counts(state: str, issued_on: date, expires_on: date | None, on: date) -> bool:
    return (
        state == QualificationState.VERIFIED and issued_on <= on and (expires_on is None or on <= expires_on)
    )


def is_due(expires_on: date | None, on: date) -> bool:
    """Whether its holder is to be reminded: within thirty days of the end, the last day included."""
    return expires_on is not None and on <= expires_on <= on + REMIND_BEFORE


def checked(form: QualificationForm, kinds: frozenset[str], on: date) -> QualificationForm:
    """The form in one spelling. Raises QualificationWrong, by its kinds."""
    by, number = " ".join(form.issued_by.split()), "".join(form.number.split()).upper()
    if form.kind not in kinds:
        raise QualificationWrong
    if not 2 <= len(by) <= LONGEST or len(number) > LONGEST or "\x00" in by + number:
        raise QualificationIssuerWrong
    if form.issued_on is None or form.issued_on > on:
        raise QualificationDateWrong
    if form.expires_on is not None and form.expires_on <= form.issued_on:
        raise QualificationEndWrong
    return QualificationForm(form.kind, by, form.issued_on, form.expires_on, number)
