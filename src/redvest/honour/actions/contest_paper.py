"""Papers of having taken part: for one who asks for theirs, and for all at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.identifiers import unguessable_number
from redvest.honour.actions.contest import hold_running
from redvest.honour.choices import TOOK_PART, ContestState
from redvest.honour.contest_errors import ContestPaperNotYet, EntryUnknown
from redvest.honour.models import ContestEntry, ContestPaper
from redvest.honour.policy import require_may_withdraw_entry
from redvest.honour.queries.contest_paper import facts_of, papers_of, without_paper
from redvest.honour.rules.contest_paper_pdf import MOST, PaperFacts
from redvest.registry.policy import Standing

PREFIX = "CT"


@transaction.atomic
def paper_of_entry(*, by: Standing, key: UUID, at: datetime, site_address: str = "") -> PaperFacts:
    """One's own, one's child's, or of a pupil whose work one sent in. Asked for again it is the same number.

    Raises EntryUnknown, ContestPaperNotYet until the result is out.
    """
    rows = ContestEntry.objects.select_for_update(of=("self",)).select_related("contest__body", "volunteer")
    entry = rows.filter(pk=key).first()
    if entry is None:
        raise EntryUnknown
    require_may_withdraw_entry(by, entry, at)
    if entry.contest.state != ContestState.PUBLISHED or entry.state not in TOOK_PART or _nameless(entry):
        raise ContestPaperNotYet
    paper = ContestPaper.objects.filter(entry=entry).first()
    if paper is None:
        paper = ContestPaper.objects.create(
            city=entry.city, entry=entry, number=unguessable_number(PREFIX), issued_at=at
        )
        write_line(by=by.actor, at=at, city=entry.city, verb="issue_contest_paper", target=paper)
    paper.entry = entry
    return facts_of(paper, site_address)


def _nameless(entry: ContestEntry) -> bool:
    return entry.emptied_at is not None or entry.forgotten_at is not None


@transaction.atomic
def papers_of_contest(
    *, by: Standing, key: UUID, at: datetime, part: int = 1, site_address: str = ""
) -> list[PaperFacts]:
    """All of a contest, by school and class, a thousand a part; whoever has none yet gets one now.

    They name people whole, so the asking is written down. Raises ContestUnknown, ContestPaperNotYet.
    """
    contest = hold_running(by=by, key=key, states=tuple(ContestState))
    if contest.state != ContestState.PUBLISHED:
        raise ContestPaperNotYet
    # Held, as whoever asks for their own holds theirs: who had it made meanwhile is met as a conflict and read below.
    lacking = list(without_paper(contest).select_for_update(no_key=True))
    ContestPaper.objects.bulk_create(
        [
            ContestPaper(
                city=contest.city, entry_id=entry_id, number=unguessable_number(PREFIX), issued_at=at
            )
            for entry_id in lacking
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )
    rows = papers_of(contest).filter(
        entry__state__in=TOOK_PART, entry__emptied_at__isnull=True, entry__forgotten_at__isnull=True
    )
    found = [facts_of(each, site_address) for each in rows[(part - 1) * MOST : part * MOST]]
    write_line(
        by=by.actor, at=at, city=contest.city, verb="print_contest_papers", target=contest, papers=len(found)
    )
    return found
