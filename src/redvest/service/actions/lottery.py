"""Drawing a lottery: one transaction that nobody can see half of, and that a second run finds done.

The order follows from what is published (``rules/lottery.py``); who may not have a place any more is passed over with
the reason kept, the first of the others get the free places, the rest the waiting list in the order drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from redvest.core import audit, events
from redvest.core.identifiers import uuid7
from redvest.registry.models import Volunteer
from redvest.service.actions.draw_entry import fix_list
from redvest.service.actions.log_head import sign_head
from redvest.service.actions.offer import lock_post
from redvest.service.actions.opening import SEED
from redvest.service.actions.person_lock import lock_entrants
from redvest.service.choices import SignUpState
from redvest.service.events import LotteryDrawn
from redvest.service.models import DrawEntry, Opening, Post
from redvest.service.queries.draw_checks import reasons_against_many
from redvest.service.queries.lottery import (
    WAITING,
    WITHDRAWN,
    WON,
    draws_due,
    first_head_after,
    listed,
)
from redvest.service.queries.offer import still_gives_out
from redvest.service.rules.lottery import beacon_of, draw_order

_AT_ONCE = 20  # lotteries in one run of the clock
_CHUNK = 2_000

# Whoever signed up elsewhere for the same time a moment ago is left out, and a place that was theirs goes on.
_PLACE = """
WITH placed AS (
    INSERT INTO service_signup (id, city, post_id, activity_id, volunteer_id, state, queue, period, request_key,
                                created_at, confirmed_at)
    SELECT lot.id, post.city, post.id, a.id, lot.volunteer, %(state)s, lot.queue,
           tstzrange(coalesce(post.starts_at, a.starts_at), coalesce(post.ends_at, a.ends_at)), '', %(at)s,
           CASE WHEN %(state)s = 'confirmed' THEN %(at)s::timestamptz END
    FROM unnest(%(ids)s::uuid[], %(people)s::uuid[], %(queues)s::bigint[]) AS lot (id, volunteer, queue)
    JOIN service_post AS post ON post.id = %(post)s JOIN service_activity AS a ON a.id = post.activity_id
    ON CONFLICT DO NOTHING RETURNING id, city, volunteer_id
), line AS (
    INSERT INTO core_auditline (city, at, actor_kind, verb, target_kind, target_id, reason, details)
    SELECT city, %(at)s, 'system', 'draw_place', 'SignUp', id::text, '', jsonb_build_object('state', %(state)s::text)
    FROM placed
)
SELECT volunteer_id FROM placed
"""
_OUTCOMES = """
UPDATE service_drawentry AS entry SET rank = lot.rank, outcome = lot.outcome
FROM unnest(%s::uuid[], %s::int[], %s::text[]) AS lot (id, rank, outcome) WHERE entry.id = lot.id
"""


def draw_due(*, at: datetime) -> int:
    """Draw every lottery whose moment has come; returns how many."""
    return sum(draw(post_id=post_id, at=at) for post_id in draws_due(at, _AT_ONCE))


@transaction.atomic
def draw(*, post_id: UUID, at: datetime) -> bool:
    """Draw one lottery. False when it is not due, drawn already, off, or its service has begun. Raises LogDamaged."""
    lock_post(post_id=post_id)
    opening = Opening.objects.select_for_update(of=("self",)).get(pk=post_id)
    post = Post.objects.select_for_update(of=("self",)).select_related("activity").get(pk=post_id)
    due = opening.draws_at is not None and opening.draws_at <= at and opening.drawn_at is None
    if not due or not still_gives_out(post, at):
        return False
    lock_entrants(opening=opening)
    fix_list(opening=opening, at=at)
    _reveal(opening, post, at)
    drawn = _drawn(opening)
    outcomes = _give_out(drawn, post, opening, at)
    _write(drawn, outcomes)
    won = sum(outcome == WON for outcome in outcomes.values())
    Post.objects.filter(pk=post_id).update(
        taken=F("taken") + won, gated=opening.most_each is not None, opens_at=at
    )
    audit.write_line(
        by=audit.SYSTEM, at=at, city=opening.city, verb="draw_lottery", target=opening, entries=len(drawn), won=won,
        beacon=opening.beacon,
    )  # fmt: skip
    events.publish(LotteryDrawn(opening.city, post_id, post.activity_id, len(drawn), won, at))
    return True


def _reveal(opening: Opening, post: Post, at: datetime) -> None:
    head = first_head_after(opening) or sign_head(city=opening.city, at=at)
    opening.seed = settings.REDVEST_KEYRING.decrypt(bytes(opening.seed_sealed or b""), context=SEED)
    opening.seed_sealed, opening.head, opening.beacon = None, head, beacon_of(head.checkpoint)
    opening.drawn_at, opening.drawn_places = at, max(0, post.places - post.taken)
    opening.save(update_fields=["seed", "seed_sealed", "head", "beacon", "drawn_at", "drawn_places"])


def _drawn(opening: Opening) -> list[DrawEntry]:
    """The published list in the order drawn."""
    entries = {entry.number: entry for entry in listed(opening)}
    return [entries[number] for number in draw_order(opening.seed, opening.beacon, entries)]


def _give_out(drawn: Sequence[DrawEntry], post: Post, opening: Opening, at: datetime) -> dict[UUID, str]:
    """What becomes of each entry, by its id; the sign-ups are made."""
    outcomes = {entry.pk: WITHDRAWN for entry in drawn if entry.withdrawn_at is not None}
    for some in _in_chunks([entry for entry in drawn if entry.pk not in outcomes]):
        people = list(Volunteer.objects.filter(pk__in=[entry.volunteer_id for entry in some]))
        reasons = reasons_against_many(people, post, opening)
        outcomes |= {e.pk: reasons[e.volunteer_id] for e in some if e.volunteer_id in reasons}
    eligible = [entry for entry in drawn if entry.pk not in outcomes]
    turns = iter(_queue_numbers(len(eligible)))
    free, at_hand = opening.drawn_places or 0, 0
    while free > 0 and at_hand < len(eligible):
        some = eligible[at_hand : at_hand + free]
        at_hand += len(some)
        placed = _place(some, post, SignUpState.CONFIRMED, turns, at)
        outcomes |= {e.pk: WON if e.volunteer_id in placed else "overlaps" for e in some}
        free -= len(placed)
    for some in _in_chunks(eligible[at_hand:]):
        placed = _place(some, post, SignUpState.WAITING, turns, at)
        outcomes |= {e.pk: WAITING if e.volunteer_id in placed else "overlaps" for e in some}
    return outcomes


def _in_chunks(entries: Sequence[DrawEntry]) -> Iterator[Sequence[DrawEntry]]:
    for start in range(0, len(entries), _CHUNK):
        yield entries[start : start + _CHUNK]


def _queue_numbers(count: int) -> list[int]:
    """So many places in line, in order; whoever joins later comes behind them all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('service_signup_queue') FROM generate_series(1, %s)", [count])
        return sorted(row[0] for row in cursor.fetchall())


def _place(
    some: Sequence[DrawEntry], post: Post, state: SignUpState, turns: Iterator[int], at: datetime
) -> set[UUID]:
    """Sign these people up; returns who now is."""
    values: dict[str, Any] = {
        "ids": [uuid7() for _each in some], "people": [entry.volunteer_id for entry in some],
        "queues": [next(turns) for _each in some], "post": post.pk, "state": state.value, "at": at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, values)
        return {row[0] for row in cursor.fetchall()}


def _write(drawn: Sequence[DrawEntry], outcomes: dict[UUID, str]) -> None:
    ids = [entry.pk for entry in drawn]
    ranks = list(range(1, len(drawn) + 1))
    with connection.cursor() as cursor:
        cursor.execute(_OUTCOMES, [ids, ranks, [outcomes[key] for key in ids]])
