"""One edition at the desk: where it stands, the one next step, its categories, its winners, objections and stories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.forms.edition import FIELDS, DecisionFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.shared.award_words import edition_state, nominee_name, nominee_place
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pressed import pressed, which
from redvest.faces.shared.told import refusal_told, told_moved
from redvest.honour.actions import award_step as step
from redvest.honour.actions.award_confer import confer_edition
from redvest.honour.actions.award_publicity import answer_award_objection
from redvest.honour.actions.award_result import announce, choose_winners, decide_edition, reopen_judging
from redvest.honour.actions.honour_wall import decide_story
from redvest.honour.choices import EditionState, NominationState, StoryState
from redvest.honour.models import AwardEdition, AwardNomination, AwardStory
from redvest.honour.nomination_errors import StoryUnknown
from redvest.honour.policy import own_story
from redvest.honour.queries.award import (
    categories_with_counts,
    edition_in_charge,
    editions_in_charge,
    objections_of_edition,
)
from redvest.honour.queries.award_freeze import proposed_winners
from redvest.honour.queries.award_jury import lacks_result
from redvest.honour.queries.nomination import gave_way, nominations_of, stands_in
from redvest.honour.rules.award import Conditions
from redvest.honour.rules.award_edition import BEFORE_DECISION, steps_after, too_early
from redvest.registry.policy import Standing
from redvest.service.choices import ObjectionState

# Before the check is over there is nothing to judge; afterwards the page tells how it was judged.
NO_JURY_YET = (EditionState.DRAFT, EditionState.NOMINATING, EditionState.CALLED_OFF)

Step = Callable[[Standing, UUID, dict[str, Any]], object]
WALK = (
    EditionState.DRAFT, EditionState.NOMINATING, EditionState.CHECKING, EditionState.VOTING, EditionState.JUDGING,
    EditionState.PUBLICITY, EditionState.DECIDED, EditionState.CONFERRED, EditionState.ARCHIVED,
)  # fmt: skip


def _steps() -> dict[str, tuple[Step, str]]:
    """By the button: what it does, and what is said then."""
    return {
        "open": (lambda by, key, _t: step.open_edition(by=by, key=key, at=clock.now()), _("开始了，大家现在看得到。")),
        "close": (lambda by, key, _t: step.close_nominations(by=by, key=key, at=clock.now()), _("推荐截止了。")),
        "vote": (lambda by, key, _t: step.open_voting(by=by, key=key, at=clock.now()), _("投票开始了。")),
        "judge": (lambda by, key, _t: step.open_judging(by=by, key=key, at=clock.now()), _("进入评审。")),
        "announce": (lambda by, key, _t: announce(by=by, key=key, at=clock.now()), _("开始公示，参评的都会收到消息。")),
        "reopen": (
            lambda by, key, typed: reopen_judging(by=by, key=key, reason=typed["reason"], at=clock.now()),
            _("退回评审了，重新选好再公示。"),
        ),
        "decide": (lambda by, key, typed: decide_edition(by=by, key=key, at=clock.now(), **typed), _("决定记下了。")),
        "confer": (
            lambda by, key, _t: confer_edition(by=by, key=key, at=clock.now()),
            _("表彰好了，个人的已经记进档案，当选的都会收到消息。"),
        ),
        "archive": (lambda by, key, _t: step.archive_edition(by=by, key=key, at=clock.now()), _("归档了。")),
        "call-off": (
            lambda by, key, typed: step.call_off_edition(by=by, key=key, reason=typed["reason"], at=clock.now()),
            _("取消了，参评的都会收到消息。"),
        ),
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def edition(request: HouseRequest, key: UUID) -> HttpResponse:
    """A POST takes the step of the button that was pressed."""
    by, at = request.standing, clock.now()
    found = edition_in_charge(by, key)
    deciding = request.POST.get("verb") == "decide"
    form = DecisionFields(request.POST if deciding else None)
    if request.method == "POST" and _moved(request, by, key, form):
        return redirect("desk:edition", key=key)
    objections = list(objections_of_edition(found))
    context = {
        "edition": found,
        "state": edition_state(found),
        "walk": _walk(found),
        "next": steps_after(EditionState(found.state), votes=found.vote_from is not None),
        "wait": _wait(found, at),
        "categories": _categories(found),
        "draft": found.state == EditionState.DRAFT,
        "own": stands_in(by, found, at),
        "winners": _winners(found),
        "lacks_result": found.state == EditionState.JUDGING and lacks_result(found),
        "has_jury": found.state not in NO_JURY_YET,
        "objections": [{"each": each, "about": _about(each.nomination)} for each in objections],
        "unanswered": any(each.state == ObjectionState.OPEN for each in objections),
        "stories": [{"each": each, "own": own_story(by, each, at)} for each in _stories(found)],
        "may_call_off": found.state in BEFORE_DECISION,
        "form": form,
    }
    return show(request, "desk/edition.html", context, on="editions", status=422 if form.errors else 200)


def _moved(request: HouseRequest, by: Standing, key: UUID, form: DecisionFields) -> bool:
    """Whether the page is to be asked anew: all but a decision whose form has something to correct."""
    steps = _steps()
    verb = which(request, *steps)
    act, told = steps[verb]
    if verb != "decide":
        with refusal_told(request):
            act(by, key, {"reason": request.POST.get("reason", "")})
            messages.success(request, told)
        return True
    if not form.is_valid():
        return False
    try:
        act(by, key, form.cleaned_data)
    except DomainError as fault:
        if told_moved(request, fault, FIELDS):
            return True
        blame(form, fault, FIELDS)
        return False
    messages.success(request, told)
    return True


def _walk(found: AwardEdition) -> list[tuple[str, str]]:
    """The way of an edition: each step's word, and whether it is done or just now."""
    steps = [each for each in WALK if found.vote_from is not None or each != EditionState.VOTING]
    if found.state not in steps:
        return []
    here = steps.index(EditionState(found.state))
    return [
        (str(each.label), "done" if n < here else "now" if n == here else "") for n, each in enumerate(steps)
    ]


def _wait(found: AwardEdition, at: Any) -> str:
    days = (found.nominate_until, found.vote_until, found.publicity_until)
    return too_early(EditionState(found.state), days, clock.day_of(at))


def _categories(found: AwardEdition) -> list[dict[str, Any]]:
    return [{"category": each, "asked": _asked(each, found.year)} for each in categories_with_counts(found)]


def _asked(category: Any, year: int) -> int:
    """How many conditions it has, being on the register aside."""
    return len(Conditions.of(category.eligibility).kept())


def _winners(found: AwardEdition) -> list[dict[str, Any]]:
    which_ones = Q(state=NominationState.CHOSEN)
    if found.state != EditionState.JUDGING:
        which_ones |= gave_way()
    rows = nominations_of(found).filter(which_ones).order_by("category__order", "category", "id")
    return [{"nomination": each, "name": nominee_name(each), "place": nominee_place(each)} for each in rows]


def _about(nomination: AwardNomination | None) -> str:
    return nominee_name(nomination) if nomination is not None else _("整个评选结果")


def _stories(found: AwardEdition) -> list[AwardStory]:
    rows = AwardStory.objects.filter(nomination__edition=found, state=StoryState.WAITING)
    return list(rows.select_related("nomination__category", "written_by").order_by("written_at", "id"))


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def winners(request: HouseRequest, key: UUID) -> HttpResponse:
    """Who wins, category by category, within the places."""
    by = request.standing
    found = edition_in_charge(by, key)
    if request.method == "POST":
        typed = [key_typed(each) for each in request.POST.getlist("winner")]
        chosen = [each for each in typed if each is not None]
        with refusal_told(request):
            choose_winners(by=by, key=key, nominations=chosen, at=clock.now())
            messages.success(request, _("选好了。看一遍名单，再开始公示。"))
            return redirect("desk:edition", key=key)
    states = (NominationState.QUALIFIED, NominationState.CHOSEN)
    rows = nominations_of(found).filter(state__in=states).order_by("category__order", "category", "id")
    groups: dict[UUID, dict[str, Any]] = {}
    listed = list(rows)
    fresh = all(each.state != NominationState.CHOSEN for each in listed)
    proposed = {key for keys in proposed_winners(found).values() for key in keys}
    for each in listed:
        group = groups.setdefault(each.category_id, {"category": each.category, "rows": []})
        ticked = each.state == NominationState.CHOSEN or (fresh and each.pk in proposed)
        group["rows"].append(
            {
                "each": each, "name": nominee_name(each), "place": nominee_place(each), "ticked": ticked,
                "proposed": each.pk in proposed,
            }
        )  # fmt: skip
    context = {"edition": found, "groups": list(groups.values()), "open": found.state == EditionState.JUDGING}
    return show(request, "desk/edition_winners.html", context, on="editions")


@never_cache
@require_POST
@staff
def answer(request: HouseRequest, key: UUID, objection: UUID) -> HttpResponse:
    """Upheld, which strikes the winner that it is against, or not; who objected reads the answer."""
    edition_in_charge(request.standing, key)
    upheld, said = pressed(request, "uphold", "dismiss"), request.POST.get("answer", "")
    with refusal_told(request):
        answer_award_objection(by=request.standing, key=objection, upheld=upheld, answer=said, at=clock.now())
        messages.success(request, _("答复好了，提意见的人会收到消息。"))
    return redirect("desk:edition", key=key)


@never_cache
@require_POST
@staff
def story(request: HouseRequest, key: UUID) -> HttpResponse:
    """A winner's story is published or returned; ``seen``: when the version that was read was written."""
    by = request.standing
    rows = AwardStory.objects.filter(pk=key, nomination__edition__in=editions_in_charge(by))
    found = rows.select_related("nomination").first()
    if found is None:
        raise StoryUnknown
    publish, reason = pressed(request, "publish", "return"), request.POST.get("reason", "")
    seen = found.written_at if request.POST.get("seen") == found.written_at.isoformat() else clock.now()
    with refusal_told(request):
        decide_story(by=by, key=key, publish=publish, reason=reason, seen=seen, at=clock.now())
        messages.success(request, _("审好了，作者会收到消息。"))
    return redirect("desk:edition", key=found.nomination.edition_id)
