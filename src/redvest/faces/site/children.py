"""A guardian's children: their records, the consents given for them, their data, and a new child."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.shared.files import download_answer
from redvest.faces.site.consents import answer_consent, purpose_pressed
from redvest.faces.site.forms.child import ChildForm
from redvest.faces.site.forms.real_name import ProfileForm
from redvest.faces.site.forms.refusal import blame
from redvest.faces.site.hours import grade_sums
from redvest.faces.site.me import known, state_words
from redvest.faces.site.signups import PAGE, asked_rows, shown, signups_ahead
from redvest.faces.site.words import number_words
from redvest.registry.actions.child import correct_child, register_child
from redvest.registry.choices import ConsentPurpose
from redvest.registry.guardian_errors import ChildUnknown
from redvest.registry.models import Consent, Volunteer
from redvest.registry.policy import require_member
from redvest.registry.queries.guardian import bond_of, children_of, guardians_of
from redvest.registry.queries.identity import age_of
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.on_behalf import child_with_number
from redvest.registry.registration_errors import AlreadyRegistered
from redvest.service.actions.portability import take_copy
from redvest.service.queries.hand_over import asked_of, asked_of_children
from redvest.service.queries.party import my_parties

OFFERED = (
    ConsentPurpose.GUARDIAN,
    ConsentPurpose.MINOR_DATA,
    ConsentPurpose.PUBLISH_NAME,
    ConsentPurpose.LOCATION,
)

_PAUSED = gettext_lazy(
    "孩子不能再报名，没开始的报名会取消；已有的时长和信息只保存，不再使用。想全部删掉，请到服务站申请注销。"
)
# What taking each of them back means, asked before it is done.
ASKS = {
    ConsentPurpose.GUARDIAN: _PAUSED,
    ConsentPurpose.MINOR_DATA: gettext_lazy(
        "公开姓名、使用位置的同意会一起收回。孩子不能再报名；已有的时长和信息只保存，不再使用。"
    ),
    ConsentPurpose.PUBLISH_NAME: gettext_lazy("收回以后，公开的地方只写“李*雨”这样的名字。"),
    ConsentPurpose.LOCATION: gettext_lazy("收回以后，签到时不再记录位置。"),
}


@never_cache
@require_safe
@members
def children(request: HouseRequest) -> HttpResponse:
    """The list, with how each record stands."""
    by, at = request.standing, clock.now()
    mine = children_of(by, at)
    rows = [
        {
            "key": child.pk,
            "name": child.name,
            "number": number_words(child.number),
            "state": state_words(child),
        }
        for child in mine
    ]
    context = {
        "tab": "me",
        "rows": rows,
        "asked": asked_rows(asked_of_children(mine, at), at),
        "parties": [] if by.volunteer_id else my_parties(require_member(by), at)[:PAGE],
    }
    return render(request, "site/children.html", context)


def own_child(request: HouseRequest, key: UUID) -> Volunteer:
    """One of the children of who asks. Raises ChildUnknown."""
    found = [each for each in children_of(request.standing, clock.now()) if each.pk == key]
    if not found:
        raise ChildUnknown
    return found[0]


@never_cache
@require_http_methods(["GET", "POST"])
@members
def child(request: HouseRequest, key: UUID) -> HttpResponse:
    """One child: hours, consents, and where they live, like to help and can."""
    found, city = own_child(request, key), settings.REDVEST_CITY
    if request.method != "POST":
        return _show(request, found, ProfileForm(city=city, initial=known(found)))
    if request.POST.get("step") == "places":
        return _show(request, found, ProfileForm.as_typed(request.POST, city))
    form = ProfileForm(request.POST, city=city)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    chosen = tuple(form.cleaned_data["domains"])
    try:
        correct_child(
            by=request.standing, child=found, region_code=form.region_code(), domains=chosen,
            skills=form.cleaned_data["skills"], at=clock.now(),
        )  # fmt: skip
    except DomainError as fault:
        blame(form, fault)
        return _show(request, found, form, status=fault.status)
    messages.success(request, _("改好了。"))
    return redirect("site:child", key)


def _show(request: HouseRequest, found: Volunteer, form: ProfileForm, status: int = 200) -> HttpResponse:
    at = clock.now()
    given = {
        each.purpose: each for each in Consent.objects.filter(volunteer=found, withdrawn_at__isnull=True)
    }
    small = age_of(found, at).needs_data_consent
    needed = [ConsentPurpose.GUARDIAN, *([ConsentPurpose.MINOR_DATA] if small else [])]
    offered = [each for each in OFFERED if small or each != ConsentPurpose.MINOR_DATA or each in given]
    context = {
        "tab": "me",
        "child": found,
        "number": number_words(found.number),
        "state": state_words(found),
        "bond": bond_of(request.standing, found.pk),
        "guardians": len(guardians_of(found.pk)),
        "sums": grade_sums(found.pk),
        "asked": asked_rows(asked_of(records_of(found.pk), at), at),
        "ahead": [shown(each, at) for each in signups_ahead(found.pk, at)],
        "form": form,
        "consents": [
            {"purpose": each.value, "words": each.label, "given": given.get(each), "asks": ASKS[each]}
            for each in offered
        ],
        "lacking": [each.label for each in needed if each not in given],
    }
    return render(request, "site/child.html", context, status=status)


@never_cache
@require_POST
@members
def child_consent(request: HouseRequest, key: UUID) -> HttpResponse:
    """Give or take back one consent for a child."""
    answer_consent(request, own_child(request, key), purpose_pressed(request, OFFERED), for_child=True)
    return redirect("site:child", key)


@never_cache
@require_POST
@members
def child_copy(request: HouseRequest, key: UUID) -> HttpResponse:
    """All that is held about the child, for the guardian to take along."""
    data = take_copy(by=request.standing, volunteer=own_child(request, key), at=clock.now())
    return download_answer(data, "application/zip", "child-data.zip")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@members
def child_new(request: HouseRequest) -> HttpResponse:
    """Put a child on the register."""
    city = settings.REDVEST_CITY
    if request.method != "POST":
        return _new(request, ChildForm(city=city))
    if request.POST.get("step") == "places":
        return _new(request, ChildForm.as_typed(request.POST, city))
    form = ChildForm(request.POST, city=city)
    if not form.is_valid():
        return _new(request, form, 422)
    relation = form.cleaned_data["guardian_relation"]
    try:
        made = register_child(by=request.standing, form=form.asked(), relation=relation, at=clock.now())
    except AlreadyRegistered as fault:
        return _there_already(request, form, fault)
    except DomainError as fault:
        blame(form, fault, {"guardian-code-needed": "guardian_consent"})
        return _new(request, form, fault.status)
    messages.success(request, _("%(name)s登记好了。") % {"name": made.name})
    return redirect("site:child", made.pk)


def _there_already(request: HouseRequest, form: ChildForm, fault: AlreadyRegistered) -> HttpResponse:
    """One's own child: there is its page. Another one: how the two come together."""
    typed = form.cleaned_data
    own = child_with_number(request.standing, typed["id_type"], typed["id_number"], clock.now())
    if own is not None:
        messages.info(request, _("%(name)s已经登记过了，就在这里。") % {"name": own.name})
        return redirect("site:child", own.pk)
    form.add_error(
        "id_number",
        _(
            "这个证件号码已经登记过了。是你的孩子，就请登记时写的那位监护人打开孩子的页面，加你作监护人；"
            "孩子自己登记的，请孩子从“我的”里请你同意。"
        ),
    )
    return _new(request, form, fault.status)


def _new(request: HouseRequest, form: ChildForm, status: int = 200) -> HttpResponse:
    return render(request, "site/child_new.html", {"tab": "me", "form": form}, status=status)
