"""How contests and entries look, the same on the site and at the desk: their word and colour, and the pictures."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from redvest.connectors.storage import storage
from redvest.faces.shared.files import paper_answer
from redvest.honour.choices import LIVE_ENTRIES, ContestState, EntryState
from redvest.honour.models import Contest, ContestEntry, ContestPicture
from redvest.honour.queries.contest import takes_entries

_ENTRY_KINDS = {
    EntryState.ENTERED: "ok", EntryState.WITHDRAWN: "off", EntryState.SET_ASIDE: "bad", EntryState.EXCELLENT: "ok",
    EntryState.PUBLISHED: "ok",
}  # fmt: skip


def contest_state(contest: Contest, at: datetime) -> tuple[str, str]:
    """A published contest says where in its time it is."""
    if contest.state == ContestState.OPEN:
        if takes_entries(contest, at):
            return _("征集中"), "ok"
        return (_("还没开始"), "wait") if at < contest.enter_from else (_("已截稿"), "wait")
    kinds = {ContestState.DRAFT: "off", ContestState.JUDGING: "wait", ContestState.CALLED_OFF: "bad"}
    state = ContestState(contest.state)
    return str(state.label), kinds.get(state, "ok")


def waits_for_guardian(entry: ContestEntry) -> bool:
    return entry.minor and entry.guardian_agreed_at is None and entry.state in LIVE_ENTRIES


def entry_state(entry: ContestEntry) -> tuple[str, str]:
    if waits_for_guardian(entry):
        return _("等家长同意"), "wait"
    state = EntryState(entry.state)
    return str(state.label), _ENTRY_KINDS[state]


def judging_hidden(entry: ContestEntry, contest: Contest) -> tuple[str, str]:
    """What an author reads: a choice of the organisers' is told with the result and not before."""
    if contest.state != ContestState.PUBLISHED and entry.state in (
        EntryState.EXCELLENT,
        EntryState.PUBLISHED,
    ):
        return str(EntryState.ENTERED.label), "ok"
    return entry_state(entry)


def picture_answer(picture: ContestPicture, *, whole: bool) -> HttpResponse:
    """The picture itself, or the small one."""
    if whole:
        return paper_answer(storage().read(picture.key), picture.media_type)
    return paper_answer(storage().read(picture.preview_key), "image/jpeg")
