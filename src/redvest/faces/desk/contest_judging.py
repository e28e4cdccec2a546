"""Judging at the desk: who judges, works handed out; a judge's works one by one, blind; the order, the choice, the papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.contests import ON
from redvest.faces.desk.frame import show
from redvest.faces.shared.contest_page import entry_state, picture_answer, waits_for_guardian
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.files import download_answer
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pages import sliced
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.typed import number_typed
from redvest.honour.actions.contest_judging import drop_judge, hand_out_works, mark_work, name_judges
from redvest.honour.actions.contest_paper import papers_of_contest
from redvest.honour.actions.contest_result import choose_works, show_works
from redvest.honour.choices import CHOSEN, ContestState, Marking
from redvest.honour.contest_errors import ContestUnknown
from redvest.honour.models import Contest, ContestEntry, ContestMark
from redvest.honour.queries.contest import contest_in_charge, contests_to_judge, judges_of, jurors_at
from redvest.honour.queries.contest_entry import picture_in
from redvest.honour.queries.contest_judging import mark_of, marks_of, ranked, unmarked
from redvest.honour.queries.contest_private import blind_work
from redvest.honour.rules.contest_judging import Ranked
from redvest.honour.rules.contest_paper_pdf import render_papers

SIZE = 50


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def judges(request: HouseRequest, key: UUID) -> HttpResponse:
    """``verb``: ``name`` those ticked, ``drop`` one, ``hand-out``."""
    by, at = request.standing, clock.now()
    contest = contest_in_charge(by, key)
    if request.method == "POST":
        with refusal_told(request):
            messages.success(request, _judges(request, contest))
        return redirect("desk:contest-judges", key=key)
    named = list(judges_of(contest))
    known = {each.account_id for each in named}
    jurors = jurors_at(contest.region_path, clock.day_of(at)).exclude(pk__in=known)
    context = {
        "contest": contest,
        "named": named,
        "jurors": list(jurors[:200]),
        "judging": contest.state == ContestState.JUDGING,
        "open": contest.state in (ContestState.DRAFT, ContestState.OPEN, ContestState.JUDGING),
    }
    return show(request, "desk/contest_judges.html", context, on=ON)


def _judges(request: HouseRequest, contest: Contest) -> str:
    by, at = request.standing, clock.now()
    verb = which(request, "name", "drop", "hand-out")
    if verb == "name":
        ticked = [key_typed(each) or UUID(int=0) for each in request.POST.getlist("juror")]
        fresh = name_judges(by=by, key=contest.pk, accounts=ticked, at=at)
        return _("请了 %(n)d 位评委，他们会收到消息。") % {"n": len(fresh)}
    if verb == "drop":
        drop_judge(
            by=by, key=contest.pk, account_id=key_typed(request.POST.get("judge", "")) or UUID(int=0), at=at
        )
        return _("这位评委不再评了。评过的算数，没评的请重新分。")
    count = hand_out_works(by=by, key=contest.pk, at=at)
    return _("分好了，一共 %(n)d 份，评委会收到消息。") % {"n": count}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def judge(request: HouseRequest, key: UUID) -> HttpResponse:
    """One work at a time: the next unmarked, or ``?turn=``. Nothing on it says whose it is, nor from where."""
    by = request.standing
    contest = contests_to_judge(by).filter(pk=key).first()
    if contest is None:
        raise ContestUnknown
    fault, status = "", 200
    if request.method == "POST":
        mark = mark_of(by, key_typed(request.POST.get("mark", "")) or UUID(int=0), contest.pk)
        try:
            mark_work(by=by, key=mark.pk, points=_points(request, contest), at=clock.now())
        except DomainError as refusal:
            if refusal.status != 422:
                raise
            fault, status = refusal.message, 422
        else:
            return redirect("desk:contest-judge", key=key)
    context = {
        "contest": contest,
        "fault": fault,
        "pick": contest.marking == Marking.PICK,
        **_before(request, contest),
    }
    return show(request, "desk/contest_judge.html", context, on=ON, status=status)


def _points(request: HouseRequest, contest: Contest) -> int:
    """-1 for what is no number: the domain refuses it in words."""
    if contest.marking == Marking.PICK:
        return 100 if which(request, "pick", "pass") == "pick" else 0
    points = number_typed(request.POST.get("points", ""), digits=3)
    return -1 if points is None else points


def _before(request: HouseRequest, contest: Contest) -> dict[str, Any]:
    """The work that lies before the judge, and how far they are."""
    rows = marks_of(request.standing, contest)
    asked = request.GET.get("turn", "")
    again = key_typed(request.POST.get("mark", "")) if request.method == "POST" else None
    mark = rows.filter(pk=again).first() if again else None
    if mark is None and asked.isdecimal() and len(asked) < 7:
        mark = rows.filter(turn=int(asked)).first()
    mark = mark or rows.filter(points__isnull=True).first()
    found: dict[str, Any] = {
        "mark": mark,
        "all": rows.count(),
        "done": rows.filter(points__isnull=False).count(),
    }
    if mark is not None:
        entry = mark.entry
        title, words = blind_work(entry)
        work = {"title": title, "words": words, "link": entry.link, "group": entry.group}
        found |= {"work": work, "pictures": list(entry.pictures.order_by("place")), "before": mark.turn - 1}
    return found


@never_cache
@require_safe
@staff
def picture(request: HouseRequest, key: UUID, picture: UUID) -> HttpResponse:
    """A picture of a work that lies before this judge: the small one, which no camera wrote anything into."""
    mark: ContestMark = mark_of(request.standing, key)
    return picture_answer(picture_in(mark.entry, picture), whole=False)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def ranking(request: HouseRequest, key: UUID) -> HttpResponse:
    """The best first. ``verb``: ``choose`` those ticked, or ``show`` all chosen works that may be shown."""
    by = request.standing
    contest = contest_in_charge(by, key)
    if request.method == "POST":
        with refusal_told(request):
            _ranked(request, contest)
        return redirect(request.get_full_path())
    group = request.GET.get("group", "")
    found, pager = sliced(request, ranked(contest, group), size=SIZE)
    page = request.GET.get("page", "1")
    first = (int(page) - 1) * SIZE if page.isdecimal() and len(page) < 6 and int(page) else 0
    rows = [_row(first + place, *each) for place, each in enumerate(found, 1)]
    deciding = contest.state in (ContestState.JUDGING, ContestState.PUBLISHED)
    context = {
        "contest": contest,
        "rows": rows,
        "pager": pager,
        "groups": [each.name for each in contest.group_list],
        "group": group,
        "unmarked": unmarked(contest),
        "deciding": deciding,
        "choosable": deciding and not all(each["chosen"] for each in rows),
    }
    return show(request, "desk/contest_ranking.html", context, on=ON)


def _row(place: int, entry: ContestEntry, points: Ranked | None) -> dict[str, Any]:
    return {
        "place": place,
        "entry": entry,
        "state": entry_state(entry),
        "mean": f"{points.mean / 100:.1f}" if points else "",
        "points": f"{points.points / 1_000_000:+.2f}" if points else "",
        "count": points.count if points else 0,
        "chosen": entry.state in CHOSEN,
        "may_show": entry.publish_agreed_at is not None and not waits_for_guardian(entry),
    }


def _ranked(request: HouseRequest, contest: Contest) -> None:
    by, at = request.standing, clock.now()
    if which(request, "choose", "show") == "choose":
        ticked = [key_typed(each) or UUID(int=0) for each in request.POST.getlist("entry")]
        count = choose_works(by=by, key=contest.pk, entries=ticked, at=at)
        messages.success(request, _("选了 %(n)d 件。") % {"n": count})
        return
    done = show_works(by=by, key=contest.pk, at=at)
    messages.success(request, _("%(n)d 件可以展示。") % {"n": done.shown})
    for number, why in done.refused[:20]:
        messages.warning(request, _("作品 %(n)d：%(why)s") % {"n": number, "why": why})


@never_cache
@require_POST
@staff
def papers(request: HouseRequest, key: UUID) -> HttpResponse:
    """The papers of all who took part, as one file of up to a thousand pages; ``part`` which thousand."""
    at = clock.now()
    part = request.POST.get("part", "1")
    found = papers_of_contest(
        by=request.standing, key=key, at=at, part=int(part) if part.isdecimal() and 0 < len(part) < 4 and int(part) else 1,
        site_address=request.build_absolute_uri("/").rstrip("/"),
    )  # fmt: skip
    if not found:
        messages.warning(request, _("这一份里没有人。"))
        return redirect("desk:contest", key=key)
    return download_answer(render_papers(found, at), "application/pdf", f"papers-{part}.pdf")
