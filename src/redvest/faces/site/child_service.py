"""What a guardian does for a child at the pages of service: sign-ups, hours, certificates, the code to check in with.

Every view here sees the child's standing (``registry/queries/on_behalf.py``), and the child beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.core.paging import page_of
from redvest.faces.shared.entry import DjangoView, HouseRequest, P, members
from redvest.faces.shared.pressed import which
from redvest.faces.site.certificates import certificate_pages
from redvest.faces.site.checkin import code_facts, fresh_code_facts
from redvest.faces.site.hand_over import hand_over_page
from redvest.faces.site.hours import PAGE, entry_words, grade_sums
from redvest.faces.site.signups import facts_of, refused, with_place_in_line
from redvest.registry.models import Volunteer
from redvest.registry.queries.on_behalf import standing_for_child
from redvest.service.actions.offer import take_offer
from redvest.service.actions.reconfirm import reconfirm
from redvest.service.actions.signup import cancel_signup
from redvest.service.choices import EntryKind
from redvest.service.queries.certificate import certificate_for, pdf_path
from redvest.service.queries.hours import entries_of
from redvest.service.queries.signup import signups_of
from redvest.service.signup_errors import SignUpNotFound

ChildView = Callable[Concatenate[HouseRequest, Volunteer, P], HttpResponseBase]


def _for_child(view: ChildView[P]) -> DjangoView[Concatenate[UUID, P]]:
    """Enter as the guardian, go on with the child's standing. Raises ChildUnknown."""

    def entered(request: HouseRequest, key: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        child, request.standing = standing_for_child(request.standing, key, clock.now())
        return view(request, child, *args, **kwargs)

    entered.__name__, entered.__doc__ = view.__name__, view.__doc__
    return members(entered)  # type: ignore[arg-type]  # addresses pass their keys by name


@never_cache
@require_http_methods(["GET", "POST"])
@_for_child
def signup(request: HouseRequest, child: Volunteer, signup: UUID) -> HttpResponse:
    """One sign-up of the child; a press takes it back, takes a place kept for it, or says once more that it comes."""
    found = with_place_in_line(signups_of(child.pk)).filter(pk=signup).first()
    if found is None:
        raise SignUpNotFound
    page = reverse("site:child", args=[child.pk])
    if request.method == "POST":
        answers: dict[str, Callable[..., object]] = {
            "reconfirm": reconfirm,
            "take": take_offer,
            "cancel": cancel_signup,
        }
        verb = which(request, *answers)
        try:
            answers[verb](by=request.standing, signup_id=signup, at=clock.now())
        except DomainError as fault:
            return refused(request, fault, page, child.name)
        if verb != "cancel":
            return redirect(request.path)
        messages.success(request, _("替孩子取消了这次报名。"))
        return redirect(page)
    context = {"tab": "me", "child": child, **facts_of(found, clock.now())}
    return render(request, "site/child_signup.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@_for_child
def hand_over(request: HouseRequest, child: Volunteer, signup: UUID) -> HttpResponse:
    """Find somebody for the child's place, or swap it."""
    back = reverse("site:child-signup", args=[child.pk, signup])
    return hand_over_page(request, signup, back, child.name)


@never_cache
@require_safe
@_for_child
def hours(request: HouseRequest, child: Volunteer) -> HttpResponse:
    """Every entry of the child's ledger, the latest first."""
    after, today = request.GET.get("after", "")[:400], clock.day_of(clock.now())
    entries = entries_of(child.pk).exclude(kind=EntryKind.VOID)
    page = page_of(entries, keys=("-service_on", "-id"), after=after or None, size=PAGE)
    context = {
        "tab": "me", "child": child, "sums": grade_sums(child.pk),
        "entries": [entry_words(entry, today) for entry in page.items],
        "pager": {
            "prev_url": "?" if after else "", "next_url": f"?after={page.next}" if page.next else "", "text": "",
        },
    }  # fmt: skip
    return render(request, "site/child_hours.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@_for_child
def certificates(request: HouseRequest, child: Volunteer) -> HttpResponse:
    """The certificates of the child; a press makes one."""
    return certificate_pages(request, child, reverse("site:child-certificates", args=[child.pk]), child)


@never_cache
@require_safe
@_for_child
def paper(request: HouseRequest, child: Volunteer, paper: UUID) -> HttpResponseBase:
    """The PDF of one of them."""
    certificate = certificate_for(by=request.standing, certificate_id=paper)
    path = pdf_path(certificate)
    if not path.is_file():
        raise Http404
    name = f"{certificate.number}.pdf"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


@never_cache
@require_safe
@_for_child
def code(request: HouseRequest, child: Volunteer) -> HttpResponse:
    """The child's code on the guardian's phone, for a leader to scan."""
    facts = code_facts(request, child)
    facts |= {"child": child, "fresh_url": reverse("site:child-fresh-code", args=[child.pk])}
    return render(request, "site/code.html", facts)


@never_cache
@require_safe
@_for_child
def fresh_code(request: HouseRequest, child: Volunteer) -> JsonResponse:
    """The next code for the page's script."""
    return JsonResponse(fresh_code_facts(request))
