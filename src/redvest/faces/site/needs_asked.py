"""What I asked for, or wrote down for others: where each stands, its story, taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care import policy
from redvest.care.actions.need_picture import add_pictures
from redvest.care.actions.need_review import cancel_need
from redvest.care.actions.need_verify import look_at_picture
from redvest.care.choices import NeedState
from redvest.care.models import Need
from redvest.care.queries.need import LATEST, own_need, own_needs, picture_of, pictures_of, story_of
from redvest.care.queries.need_place import grids_kept, kept_ids
from redvest.care.queries.need_reading import masked_of
from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.shared.files import paper_answer
from redvest.faces.shared.need_fields import PICTURES
from redvest.faces.shared.pages import paged
from redvest.faces.shared.papers import PapersField, SeveralFiles
from redvest.faces.shared.told import refusal_told

KINDS = {
    NeedState.REFUSED: "bad",
    NeedState.CANCELLED: "off",
    NeedState.CLOSED: "ok",
    NeedState.ACCEPTED: "ok",
}
# Where it stands on its way; each step with the states that have come as far.
WAY = (
    (gettext_lazy("提出"), ()),
    (gettext_lazy("审核"), (NeedState.SUBMITTED,)),
    (gettext_lazy("派单"), (NeedState.QUEUED, NeedState.OFFERED)),
    (gettext_lazy("服务"), (NeedState.ACCEPTED, NeedState.SERVING)),
    (gettext_lazy("确认"), (NeedState.SERVED,)),
    (gettext_lazy("完成"), (NeedState.CLOSED,)),
)
TOLD = {
    "ask_need": gettext_lazy("提出"), "enter_need": gettext_lazy("登记"), "approve_need": gettext_lazy("审核通过"),
    "refuse_need": gettext_lazy("退回"), "cancel_need": gettext_lazy("撤回"), "verify_need": gettext_lazy("核实"),
    "correct_need": gettext_lazy("工作人员改了登记内容"), "merge_needs": gettext_lazy("和另一条合并"),
    "part_needs": gettext_lazy("和另一条分开"),
}  # fmt: skip


class PictureFields(forms.Form):
    pictures = PapersField(
        label=gettext_lazy("照片"), widget=SeveralFiles(attrs={"accept": PICTURES}),
        help_text=gettext_lazy("最多 6 张，不拍人脸和证件。拍摄地点会自动去掉。"),
    )  # fmt: skip


@never_cache
@require_safe
@members
def needs_asked(request: HouseRequest) -> HttpResponse:
    """The latest first."""
    rows, pager = paged(request, own_needs(request.standing), keys=LATEST)
    context = {
        "tab": "me",
        "rows": [{"need": need, "kind": KINDS.get(NeedState(need.state), "wait")} for need in rows],
        "pager": pager,
        "keeps": grids_kept(request.standing, clock.day_of(clock.now())).exists(),
    }
    return render(request, "site/needs_asked.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@members
def need_asked(request: HouseRequest, key: UUID) -> HttpResponse:
    """One of them. ``verb`` is ``cancel`` or ``pictures``."""
    by, at = request.standing, clock.now()
    found = own_need(by, key)
    if request.method == "POST":
        with refusal_told(request):
            _act(request, found)
        return redirect("site:need-asked", key=key)
    context: dict[str, Any] = {
        "tab": "me",
        "need": found,
        "kind": KINDS.get(NeedState(found.state), "wait"),
        "masked": masked_of(found),
        "way": _way(found),
        "story": [
            {"at": step.at, "words": TOLD.get(step.verb, NeedState(step.after).label), "why": step.words}
            for step in story_of(found)
        ],
        "pictures": list(pictures_of(found)),
        "picture_form": PictureFields(),
        "may_cancel": policy.may_cancel(by, found, kept_ids(by, clock.day_of(at))),
        "open": found.closed_at is None,
        "late": found.due_at is not None and found.due_at < at,
    }
    return render(request, "site/need_asked.html", context)


def _act(request: HouseRequest, found: Need) -> None:
    by, at = request.standing, clock.now()
    if request.POST.get("verb") == "cancel":
        cancel_need(by=by, need=found, reason=request.POST.get("reason", ""), at=at)
        messages.success(request, _("撤回了。需要的时候随时再提。"))
        return
    files = [each.read() for each in request.FILES.getlist("pictures")]
    add_pictures(by=by, need=found, files=files, at=at)
    messages.success(request, _("照片放好了，拍摄地点已经去掉。"))


def _way(found: Need) -> list[dict[str, Any]]:
    """The steps with the one where it stands; nothing for what ended on the way."""
    now = next((n for n, (_word, states) in enumerate(WAY) if found.state in states), None)
    if now is None:
        return []
    done = found.state == NeedState.CLOSED
    return [
        {"text": word, "kind": "done" if n < now or done else "now" if n == now else ""}
        for n, (word, _states) in enumerate(WAY)
    ]


@never_cache
@require_safe
@members
def picture(request: HouseRequest, key: UUID, picture: UUID) -> HttpResponse:
    """A picture of my own need."""
    found = picture_of(own_need(request.standing, key), picture)
    data = look_at_picture(by=request.standing, picture=found, at=clock.now())
    return paper_answer(data, found.media_type)
