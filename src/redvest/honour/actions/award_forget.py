"""What becomes of nominations when a person is erased: nobody stands any more, and nothing is told of who won."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.honour.actions.nomination import OPEN_FOR_TAKING_BACK, take_out
from redvest.honour.models import AwardEdition, AwardNomination, AwardObjection, AwardSeconding, AwardStory
from redvest.honour.queries.nomination import GAVE_UP, STANDING_NOW
from redvest.registry.queries.merge import accounts_of_person, records_of

FORGOTTEN = "已注销"


@transaction.atomic
def forget_nominee(*, volunteer_id: UUID, at: datetime) -> int:
    """Before the decision they no longer stand; after it the place in the list stays, without reasons, evidence, story
    or name on the wall. Asked again, there is nothing left to do. Returns how many nominations it was about.
    """
    rows = AwardNomination.objects.filter(volunteer_id__in=records_of(volunteer_id))
    editions = list(rows.order_by("edition_id").values_list("edition_id", flat=True).distinct())
    for key in editions:  # each edition before its nominations, as everywhere
        edition = AwardEdition.objects.select_for_update(no_key=True).get(pk=key)
        for each in rows.filter(edition=edition).select_for_update(no_key=True):
            if edition.state in OPEN_FOR_TAKING_BACK and each.state in STANDING_NOW:
                take_out(nomination=each)
            AwardStory.objects.filter(nomination=each).delete()
            each.words, each.facts, each.evidence, each.wall_consented_at = "", [], {}, None
            if each.reason and each.reason != GAVE_UP:  # gave_way() reads that one
                each.reason = FORGOTTEN
            each.save(update_fields=["words", "facts", "evidence", "wall_consented_at", "reason"])
            each.secondings.exclude(words="").update(words=FORGOTTEN)
            each.objections.update(words=FORGOTTEN)
            each.objections.exclude(answer="").update(answer=FORGOTTEN)
            write_line(by=SYSTEM, at=at, city=each.city, verb="forget_nominee", target=each)
    return rows.count()


def forget_said(*, volunteer_id: UUID) -> None:
    """What an erased person said of others who stand, whether or not they ever stood themselves; while it is known
    which accounts are theirs. The answer to it goes too: it may speak of them.
    """
    accounts = accounts_of_person(volunteer_id)
    doubts = AwardObjection.objects.filter(raised_by__in=accounts)
    doubts.exclude(answer="").update(answer=FORGOTTEN)
    doubts.update(words=FORGOTTEN)
    AwardSeconding.objects.filter(account__in=accounts).exclude(words="").update(words=FORGOTTEN)
