"""Which pairings are silent now, and who has heard of it: the receipts of ``actions/silence.py``."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from redvest.care.choices import PairingState, SilenceStage
from redvest.care.models import Pairing, SilenceReminder
from redvest.care.queries.pairing import pairings_kept
from redvest.core.clock import CHINA
from redvest.registry.policy import Standing


def with_silence(rows: QuerySet[Pairing]) -> QuerySet[Any]:
    """With ``silence``: the last to hear of the silence that lasts, of the live ones. None: nobody had to. Same query."""
    since = Coalesce(TruncDate("visited_at", tzinfo=CHINA), "starts_on")
    told = SilenceReminder.objects.filter(pairing=OuterRef("pk"), since=OuterRef("quiet_since"))
    told = told.filter(pairing__state=PairingState.LIVE).order_by("-id")
    return rows.annotate(quiet_since=since).annotate(silence=Subquery(told.values("stage")[:1]))


def silent_kept(by: Standing) -> QuerySet[Any]:
    """Those that somebody keeps of which somebody had to hear, the longest silence first."""
    rows = with_silence(pairings_kept(by).filter(state=PairingState.LIVE))
    return rows.filter(silence__isnull=False).order_by("quiet_since", "id")


def heard_of(pairing: Pairing) -> str:
    """Who has heard, in words, of a pairing read with ``with_silence``; nothing where nobody had to."""
    stage: str | None = pairing.silence  # type: ignore[attr-defined]
    return str(SilenceStage(stage).label) if stage else ""


def silence_of(pairing: Pairing) -> str:
    """The same of one."""
    return heard_of(with_silence(Pairing.objects.filter(pk=pairing.pk)).get())
