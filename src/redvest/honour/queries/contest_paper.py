"""Reads papers of having taken part: what stands on one, and what the check page tells everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from redvest.core.clock import day_of
from redvest.core.identifiers import normalise_number
from redvest.honour.choices import CHOSEN, TOOK_PART, ContestKind
from redvest.honour.contest_errors import ContestPaperUnknown
from redvest.honour.models import Contest, ContestEntry, ContestPaper
from redvest.honour.queries.contest import works_of
from redvest.honour.queries.contest_private import author_whole
from redvest.honour.rules.contest_paper_pdf import PaperFacts
from redvest.registry.queries.shown_name import public_names

LONGEST_NUMBER = 40


def check_address(number: str, site_address: str = "") -> str:
    base = (settings.REDVEST_BASE_URL or site_address).rstrip("/")
    return f"{base}/contests/papers/{number}/" if base else ""


def issuer_of(contest: Contest) -> str:
    """Who calls for the works; the city's own in the name of the site."""
    return contest.body.name if contest.body else settings.REDVEST_SITE_NAME or "志愿服务中心"


def facts_of(paper: ContestPaper, site_address: str = "") -> PaperFacts:
    """What stands on the paper. The name whole: it is for the author."""
    entry, contest = paper.entry, paper.entry.contest
    school = " ".join(each for each in (entry.school_name, entry.school_class) if each)
    return PaperFacts(
        paper.number, author_whole(entry), school, contest.title, entry.title, str(ContestKind(contest.kind).label),
        entry.state in CHOSEN, issuer_of(contest), day_of(paper.issued_at), check_address(paper.number, site_address),
    )  # fmt: skip


def papers_of(contest: Contest) -> QuerySet[ContestPaper]:
    rows = ContestPaper.objects.filter(entry__contest=contest)
    return rows.select_related("entry__contest__body", "entry__volunteer").order_by(
        "entry__school_name", "entry__school_class", "entry__number"
    )


def without_paper(contest: Contest) -> QuerySet[ContestEntry, UUID]:
    """Entries of those who took part and of whom something is left to name."""
    made = ContestPaper.objects.filter(entry=OuterRef("pk"))
    rows = ContestEntry.objects.filter(~Exists(made), contest=contest, state__in=TOOK_PART)
    return (
        rows.filter(emptied_at__isnull=True, forgotten_at__isnull=True)
        .order_by("number")
        .values_list("pk", flat=True)
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """What everybody may read of a paper. ``name`` is masked, and a minor has none."""

    number: str
    contest: str
    work: str
    kind: str
    name: str
    minor: bool
    chosen: bool
    issuer: str
    issued_on: date
    holds: bool


def checked_paper(typed: str, on: date) -> Checked:
    """Raises ContestPaperUnknown. A work that was withdrawn or set aside since makes a paper that does not hold."""
    rows = ContestPaper.objects.select_related("entry__contest__body", "entry__volunteer")
    paper = rows.filter(number=normalise_number(typed[:LONGEST_NUMBER])).first()
    if paper is None:
        raise ContestPaperUnknown
    entry, contest = paper.entry, paper.entry.contest
    name = ""
    if entry.volunteer is not None and not entry.minor:
        name = public_names([entry.volunteer], on)[entry.volunteer.pk]
    return Checked(
        paper.number, contest.title, entry.title if works_of(contest).filter(pk=entry.pk).exists() else "",
        str(ContestKind(contest.kind).label), name, entry.minor, entry.state in CHOSEN, issuer_of(contest),
        day_of(paper.issued_at), entry.state in TOOK_PART,
    )  # fmt: skip
