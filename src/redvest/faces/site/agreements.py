"""The agreement of an activity: read it, agree to it, find it again (条例 art. 14)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.site.words import moment_words
from redvest.registry.policy import require_volunteer
from redvest.service.actions.agreement import SIGNERS, sign_agreement
from redvest.service.queries.protection import signing_of, terms_of
from redvest.service.queries.signup import signups_of
from redvest.service.rules.protection import NoAgreement
from redvest.service.signup_errors import SignUpNotFound


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def agreement(request: HouseRequest, key: UUID) -> HttpResponse:
    """The text with its digest; a press agrees to exactly this text."""
    me, at = require_volunteer(request.standing), clock.now()
    signup = signups_of(me).filter(pk=key).first()
    if signup is None:
        raise SignUpNotFound
    terms = terms_of(signup.activity)
    if terms is None or terms.digest is None:
        raise NoAgreement
    if request.method == "POST":
        digest = request.POST.get("digest", "")[:64]
        try:
            sign_agreement(by=request.standing, signup_id=key, digest=digest, at=at)
        except DomainError as fault:
            messages.error(request, fault.message)
            return redirect("site:agreement", key=key)
        messages.success(request, _("你同意了这份协议，随时可以回来看。"))
        return redirect("site:signup", key=key)
    signing = signing_of(signup.activity_id, me)
    context = {
        "tab": "me",
        "signup": signup,
        "text": terms.text,
        "digest": bytes(terms.digest).hex(),
        "signed": moment_words(signing.signed_at, clock.day_of(at)) if signing else "",
        "can_sign": signing is None and signup.state in SIGNERS,
    }
    return render(request, "site/agreement.html", context)
