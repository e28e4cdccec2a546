"""A contest of the own organisation with an entry of every sort, for the access matrix."""

from __future__ import annotations

from typing import Any

from redvest.honour.actions.contest_paper import paper_of_entry
from redvest.honour.actions.contest_picture import clean_pictures, keep_contest_pictures
from redvest.honour.choices import ContestState, EntryState
from redvest.honour.models import ContestEntry, ContestMark
from redvest.honour.queries.contest_private import token_hash
from redvest.registry.models import Body, Volunteer
from tests.factories.contest import drawing, make_contest, make_entry_of, make_judge, make_pupil_entry
from tests.factories.registry import NOW, volunteer_standing

TOKEN = "a-token-of-the-matrix"


def contest_keys(body: Body, volunteer: Volunteer) -> dict[str, tuple[Any, ...]]:
    """The call takes entries; another, over, has a work on show and a paper."""
    contest, over = make_contest(body=body), make_contest(body=body, state=ContestState.PUBLISHED)
    entry = make_entry_of(contest, volunteer)
    shown = make_entry_of(over, volunteer, state=EntryState.PUBLISHED)
    asked = make_pupil_entry(contest, name="周小雨")
    ContestEntry.objects.filter(pk=asked.pk).update(link_hash=token_hash(TOKEN))
    pictures = [
        keep_contest_pictures(entry=each, pictures=clean_pictures(files=[drawing(at)]))[0].pk
        for at, each in enumerate((entry, shown, asked))
    ]
    judge = make_judge(contest)
    mark = ContestMark.objects.create(
        city=contest.city, contest=contest, entry=entry, judge_id=judge.account_id, turn=1
    )
    number = paper_of_entry(by=volunteer_standing(volunteer), key=shown.pk, at=NOW).number
    return {
        "contests/<uuid:key>/": (contest.pk,),
        "api/v1/contests/<uuidstr:contest_id>": (contest.pk,),
        "contests/pictures/<uuid:key>/": (pictures[1],),
        "contests/papers/<str:number>/": (number,),
        "contests/yes/<str:token>/": (TOKEN, pictures[2]),
        "me/contests/<uuid:key>/": (entry.pk, pictures[0]),
        "desk/contests/<uuid:key>/": (contest.pk,),
        "desk/contests/entries/<uuid:key>/": (entry.pk, pictures[0]),
        "desk/contests/marks/<uuid:key>/": (mark.pk, pictures[0]),
    }
