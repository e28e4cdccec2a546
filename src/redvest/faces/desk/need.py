"""One need at the desk: what it is, its story, who may be the same, and the next step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care import policy
from redvest.care.actions.need_merge import part_needs
from redvest.care.actions.need_picture import add_pictures
from redvest.care.actions.need_review import UNREVIEWED, approve_need, cancel_need, correct_need, refuse_need
from redvest.care.actions.need_verify import Look, look_at_need, look_at_picture, verify_need
from redvest.care.choices import CareGroup, NeedState, VerifyResult, VerifyWay
from redvest.care.models import Need
from redvest.care.queries.need import need_for, picture_of, pictures_of, story_of, verifications_of
from redvest.care.queries.need_alike import alike_with, merged_into
from redvest.care.queries.need_place import communities_of, kept_ids, labelled
from redvest.care.queries.need_reading import masked_of
from redvest.core import clock
from redvest.faces.desk.audit_words import VERBS
from redvest.faces.desk.forms.need import (
    FIELDS,
    CorrectionFields,
    LookFields,
    PictureFields,
    ReasonFields,
    VerifyFields,
)
from redvest.faces.desk.forms.options import domain_options
from redvest.faces.desk.forms.several import Several, several
from redvest.faces.desk.frame import show
from redvest.faces.desk.need_dispatch import panel_context
from redvest.faces.desk.needs import row_of, why_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.files import paper_answer
from redvest.faces.shared.told import refusal_told
from redvest.registry.choices import RegionLevel
from redvest.registry.queries.region import names_above

SAID = {
    "approve": gettext_lazy("通过了，接下来派单。"),
    "refuse": gettext_lazy("退回了，提出人会看到原因。"),
    "cancel": gettext_lazy("撤回了。"),
    "verify": gettext_lazy("核实情况记下了。"),
    "correct": gettext_lazy("改好了。"),
    "pictures": gettext_lazy("照片放好了，拍摄地点已经去掉。"),
    "part": gettext_lazy("分开了，这一条重新等着办。"),
}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def need(request: HouseRequest, key: UUID) -> HttpResponse:
    """``verb`` says which button was pressed; a look shows the sealed part on this answer alone."""
    by, at = request.standing, clock.now()
    found = need_for(by, key, clock.day_of(at))
    sent = several(request, _kinds(request, found))
    verb, seen = request.POST.get("verb", ""), None
    if request.method == "POST" and verb == "look":
        seen = _seen(request, found, sent)
    elif request.method == "POST" and _did(request, found, sent, verb):
        return redirect("desk:need", key=key)
    context = _context(request, found) | {"forms": sent.forms, "verb": sent.verb, "seen": seen}
    return show(request, "desk/need.html", context, on="needs", status=sent.status)


def _kinds(request: HouseRequest, found: Need) -> dict[str, Callable[[Any], Any]]:
    return {
        "refuse": ReasonFields,
        "cancel": ReasonFields,
        "look": LookFields,
        "verify": VerifyFields,
        "pictures": lambda data: PictureFields(data, request.FILES if data is not None else None),
        "correct": partial(CorrectionFields, need=found, domains=domain_options()),
    }


def _seen(request: HouseRequest, found: Need, sent: Several) -> dict[str, Any] | None:
    """The sealed part, with what calls and visits brought; a missing reason is said beside its field."""
    shown: list[Look] = []

    def look(_verb: str, typed: dict[str, Any]) -> None:
        shown.append(look_at_need(by=request.standing, need=found, reason=typed["reason"], at=clock.now()))

    if not sent.done(look, FIELDS):
        return None
    private = shown[0].private
    return {
        "private": private,
        "groups": [CareGroup(code).label for code in private.groups],
        "notes": shown[0].notes,
    }


def _did(request: HouseRequest, found: Need, sent: Several, verb: str) -> bool:
    """Whether it was done, or refused with a message; a form with a fault comes back."""
    by, at = request.standing, clock.now()
    plain: dict[str, Callable[[], object]] = {
        "approve": lambda: approve_need(by=by, need=found, at=at),
        "part": lambda: part_needs(by=by, need=found, at=at),
    }
    if verb in plain:
        with refusal_told(request):
            plain[verb]()
            messages.success(request, SAID[verb])
        return True
    if verb not in sent.forms:
        messages.error(request, _("没看懂要做哪一步，请再点一次。"))
        return True
    done = sent.done(partial(_act, request, found, sent), FIELDS)
    if done:
        messages.success(request, SAID[verb])
    return done


def _act(request: HouseRequest, found: Need, sent: Several, verb: str, typed: dict[str, Any]) -> None:
    by, at = request.standing, clock.now()
    if verb == "refuse":
        refuse_need(by=by, need=found, reason=typed["reason"], at=at)
    elif verb == "cancel":
        cancel_need(by=by, need=found, reason=typed["reason"], at=at)
    elif verb == "verify":
        verify_need(
            by=by, need=found, way=VerifyWay(typed["way"]), result=VerifyResult(typed["result"]),
            words=typed["words"], at=at,
        )  # fmt: skip
    elif verb == "pictures":
        files = [each.read() for each in typed["pictures"] if each]
        add_pictures(by=by, need=found, files=files, at=at)
    else:
        form = sent.forms["correct"]
        assert isinstance(form, CorrectionFields)
        correct_need(by=by, need=found, change=form.to_change(labelled(communities_of(by))), at=at)


def _context(request: HouseRequest, found: Need) -> dict[str, Any]:
    by, at = request.standing, clock.now()
    kept = kept_ids(by, clock.day_of(at))
    may_correct = policy.may_review(by, found) and found.state in UNREVIEWED
    lacks = found.region.level != RegionLevel.COMMUNITY  # of a crisis: which one it is has to be found out
    names = names_above(found.region)
    desk = found.desk_path if found.desk_path in names else found.region_path
    return {
        "need": found,
        "row": row_of(found, names, at),
        "place": " · ".join(name for path, name in names.items() if path.count("/") > 1),
        "desk": names.get(desk, ""),
        "masked": masked_of(found),
        "story": [_line(step) for step in story_of(found)],
        "checks": list(verifications_of(found)),
        "pictures": list(pictures_of(found)),
        "alike": [
            {"other": each.second if each.first.pk == found.pk else each.first, "why": why_words(each.why)}
            for each in alike_with(by, found, at)
        ],
        "merged": merged_into(found),
        "may_review": policy.may_review(by, found),
        "own": by.account_id is not None and by.account_id == found.requester_id,
        "may_verify": policy.may_verify(by, found, kept) and found.closed_at is None,
        "may_cancel": policy.may_cancel(by, found, kept),
        "may_correct": may_correct,
        "places": labelled(communities_of(by)) if may_correct and lacks else [],
        "waits": found.state == NeedState.SUBMITTED,
        "parted": found.state == NeedState.MERGED,
        **panel_context(request, found),
    }


def _line(step: Any) -> dict[str, Any]:
    return {
        "at": step.at,
        "words": VERBS.get(step.verb, step.verb),
        "who": step.who or _("系统"),
        "why": step.words,
        "after": NeedState(step.after).label if step.after != step.before else "",
    }


@never_cache
@require_safe
@staff
def picture(request: HouseRequest, key: UUID, picture: UUID) -> HttpResponse:
    """A picture for who may read the address; each look leaves a line."""
    at = clock.now()
    found = picture_of(need_for(request.standing, key, clock.day_of(at)), picture)
    data = look_at_picture(by=request.standing, picture=found, at=at)
    return paper_answer(data, found.media_type)
