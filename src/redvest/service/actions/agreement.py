"""What can be done with agreements (条例 art. 14): asking for one, fixing its text on publication, agreeing to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import audit
from redvest.registry.policy import Standing, require_member, require_volunteer
from redvest.service.choices import SignUpState
from redvest.service.models import Activity, AgreementSigning, AgreementTerms, SignUp
from redvest.service.queries.protection import terms_facts
from redvest.service.rules import protection as rules
from redvest.service.signup_errors import SignUpNotFound

SIGNERS = (SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.SERVED)


def set_agreement(*, by: Standing, activity: Activity, wanted: bool) -> None:
    """Whether a draft asks for an agreement; inside the caller's transaction. A fixed text stays."""
    if wanted:
        AgreementTerms.objects.get_or_create(activity=activity, defaults={"asked_by_id": require_member(by)})
    else:
        AgreementTerms.objects.filter(activity=activity, fixed_at__isnull=True).delete()


def fix_agreement(*, activity: Activity, at: datetime) -> None:
    """Make the text from the notice that is being published; inside the caller's transaction."""
    open_terms = AgreementTerms.objects.filter(activity=activity, fixed_at__isnull=True)
    if open_terms.exists():
        text = rules.terms_text(terms_facts(activity))
        open_terms.update(text=text, digest=rules.text_digest(text), fixed_at=at)


@transaction.atomic
def sign_agreement(*, by: Standing, signup_id: UUID, digest: str, at: datetime) -> AgreementSigning:
    """The volunteer agrees to the text whose digest (hexadecimal) they were shown. Agreeing again changes nothing.

    Raises SignUpNotFound (not theirs, or cancelled), NoAgreement, AgreementChanged.
    """
    require_volunteer(by)
    mine = SignUp.objects.filter(pk=signup_id, volunteer_id__in=by.records, state__in=SIGNERS)
    signup = mine.select_related("activity").first()
    if signup is None:
        raise SignUpNotFound
    terms = AgreementTerms.objects.filter(activity_id=signup.activity_id, fixed_at__isnull=False).first()
    if terms is None or terms.digest is None:
        raise rules.NoAgreement
    if bytes(terms.digest).hex() != digest:
        raise rules.AgreementChanged
    signing, new = AgreementSigning.objects.get_or_create(
        terms=terms,
        volunteer_id=signup.volunteer_id,
        defaults={"account_id": require_member(by), "digest": terms.digest, "signed_at": at},
    )
    if new:
        audit.write_line(
            by=by.actor, at=at, city=signup.city, verb="sign_agreement", target=signup, digest=digest
        )
    return signing
