"""Reads about lotteries: who may enter, the published list, what became of every ticket, which draws are due."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from redvest.registry.models import Volunteer
from redvest.service.choices import ActivityState, OpeningMode
from redvest.service.models import DrawEntry, LogHead, Opening, Post
from redvest.service.opening_errors import LotteryNotFound
from redvest.service.queries.opening import hot_left
from redvest.service.queries.signup import Reason, reasons_of_person, reasons_of_plans

WON, WAITING, WITHDRAWN, PASSED = "won", "waiting", "withdrawn", "passed"


def lottery(city: str, post_id: UUID) -> Opening:
    """A published activity's lottery. Raises LotteryNotFound."""
    rows = Opening.objects.select_related("post__activity__body", "head")
    shown = (ActivityState.PUBLISHED, ActivityState.CLOSED, ActivityState.CANCELLED)
    found = rows.filter(
        pk=post_id, city=city, mode=OpeningMode.LOTTERY, post__activity__state__in=shown
    ).first()
    if found is None:
        raise LotteryNotFound
    return found


def reasons_against_entry(volunteer_id: UUID, post: Post, at: datetime) -> list[Reason]:
    """Everything that would stand against a place on the post, but for the opening itself."""
    volunteer = Volunteer.objects.get(pk=volunteer_id)
    found = [*reasons_of_person(volunteer, post), *reasons_of_plans(volunteer, post)]
    opening: Opening | None = getattr(post, "opening", None)
    if opening is not None and opening.most_each is not None and hot_left(volunteer_id, post, opening) < 1:
        said = _("热门岗位 %(days)d 天内每人最多报 %(most)d 次，你已经报满了，把机会留给别人吧。")
        words = said % {"days": opening.within_days, "most": opening.most_each}
        found.append(Reason("hot-cap-reached", words))
    return found


def entry_of(opening: Opening, records: tuple[UUID, ...]) -> DrawEntry | None:
    """Somebody's own entry."""
    return DrawEntry.objects.filter(opening=opening, volunteer__in=records).first() if records else None


def open_entries(records: Collection[UUID], at: datetime) -> QuerySet[DrawEntry]:
    """What somebody has entered and is not drawn yet, the soonest draw first."""
    rows = DrawEntry.objects.filter(
        volunteer__in=records, withdrawn_at__isnull=True, rank__isnull=True, opening__drawn_at__isnull=True,
        opening__post__activity__state=ActivityState.PUBLISHED, opening__post__activity__ends_at__gt=at,
    )  # fmt: skip
    return rows.select_related("opening__post__activity").order_by("opening__draws_at", "pk")


def has_lots(records: Collection[UUID]) -> bool:
    """Whether a draw still to come may give somebody a place at any moment."""
    return DrawEntry.objects.filter(volunteer__in=records, rank__isnull=True).exists()


def listed(opening: Opening) -> QuerySet[DrawEntry]:
    """Who is on the published list: everybody who had entered, and had not withdrawn, when entry ended."""
    return DrawEntry.objects.filter(opening=opening, listed=True).order_by("number")


def listed_numbers(opening: Opening) -> list[int]:
    return list(listed(opening).values_list("number", flat=True))


def published_lines(opening: Opening) -> Iterator[tuple[int, int | None, str]]:
    """Ticket, rank and outcome, drawn ones in their order. Why somebody was passed over is theirs alone to know."""
    if not opening.list_digest:
        return
    rows = listed(opening).order_by(F("rank").asc(nulls_last=True), "number")
    for number, rank, outcome in rows.values_list("number", "rank", "outcome").iterator(chunk_size=2000):
        shown = outcome if outcome in ("", WON, WAITING, WITHDRAWN) else PASSED
        yield number, rank, shown


def counts(opening: Opening) -> dict[str, int]:
    """How many entered, won and wait."""
    found: dict[str, int] = listed(opening).aggregate(
        entries=Count("pk"),
        won=Count("pk", filter=Q(outcome=WON)),
        waiting=Count("pk", filter=Q(outcome=WAITING)),
    )
    return found


def winners(opening: Opening, most: int) -> list[int]:
    """The first numbers that won, in the order drawn."""
    return list(listed(opening).filter(outcome=WON).order_by("rank").values_list("number", flat=True)[:most])


def first_head_after(opening: Opening) -> LogHead | None:
    """The head of the transparency log that is mixed in: the first one signed once entry had ended."""
    rows = LogHead.objects.filter(city=opening.city, signed_at__gte=opening.closes_at)
    return rows.order_by("id").first()


def draws_due(at: datetime, most: int) -> list[UUID]:
    """Lotteries whose moment has come; none of an activity that is off, or of service that has begun meanwhile."""
    due = Opening.objects.filter(mode=OpeningMode.LOTTERY, drawn_at__isnull=True, draws_at__lte=at)
    live = due.annotate(begins=Coalesce("post__starts_at", "post__activity__starts_at")).filter(
        begins__gt=at, post__activity__state=ActivityState.PUBLISHED
    )
    return list(live.order_by("draws_at").values_list("pk", flat=True)[:most])
