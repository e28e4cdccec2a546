"""Taking in the cosignatures of outside witnesses (C2SP tlog-cosignature)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from redvest.core.audit import GUEST, write_line
from redvest.core.notes import BadNote, Signature, VerifierKey, parse_note, parse_signatures, signed_by
from redvest.service.log_errors import CosignatureRefused
from redvest.service.models import LogCosignature, LogHead

_NEWEST = 200  # heads; a witness that is later than that has to look again
_MOST = 8  # lines worth reading of what was sent


@transaction.atomic
def add_cosignature(*, city: str, lines: str, at: datetime) -> list[str]:
    """Store the lines that a known witness signed over one of our newest heads; returns the witnesses' names.

    A line that does not verify is left out. Raises CosignatureRefused when none does.
    """
    try:
        sent = parse_signatures(lines)[:_MOST]
    except BadNote as fault:
        raise CosignatureRefused from fault
    known = {(key.name, key.id): key for key in settings.REDVEST_LOG_WITNESSES}
    wanted = [(known[each.name, each.key_id], each) for each in sent if (each.name, each.key_id) in known]
    heads = list(LogHead.objects.filter(city=city).order_by("-id")[:_NEWEST]) if wanted else []
    stored = [key.name for key, line in wanted if _store(heads, key, line, at)]
    if not stored:
        raise CosignatureRefused
    write_line(by=GUEST, at=at, city=city, verb="add_cosignature", target=heads[0], witnesses=stored)
    return stored


def _store(heads: list[LogHead], key: VerifierKey, line: Signature, at: datetime) -> bool:
    """Under the newest head that the line holds for; a witness's earlier line there gives way to it."""
    for head in heads:
        if signed_by(key, parse_note(head.checkpoint).text, [line]):
            LogCosignature.objects.update_or_create(
                head=head, witness=key.name, defaults={"line": line.line(), "received_at": at}
            )
            return True
    return False
