"""What can be done with agreements (条例 art. 14): asking for one, fixing its text on publication, agreeing to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import audit
from redvest.registry.policy import Standing, require_member, require_volunteer
from redvest.service.choices import SignUpState
from redvest.service.models import Activity, AgreementSigning, AgreementTerms, AgreementVersion, SignUp
from redvest.service.queries.protection import terms_facts
from redvest.service.rules import protection as rules
from redvest.service.signup_errors import SignUpNotFound

SIGNERS = (SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.SERVED)


def set_agreement(*, by: Standing, activity: Activity, wanted: bool) -> None:
    """Whether a draft asks for an agreement; inside the caller's transaction. A fixed text stays. Danger always asks."""
    if wanted or activity.dangerous:
        AgreementTerms.objects.get_or_create(activity=activity, defaults={"asked_by_id": require_member(by)})
    else:
        AgreementTerms.objects.filter(activity=activity, fixed_at__isnull=True).delete()


def fix_agreement(*, activity: Activity, at: datetime) -> None:
    """Make the text from the notice that is being published; inside the caller's transaction."""
    terms = AgreementTerms.objects.filter(activity=activity, fixed_at__isnull=True).first()
    if terms is not None:
        _fix(terms, activity, at)


def require_agreement(*, by: Standing, activity: Activity) -> None:
    """A dangerous activity that is being published has one, whatever its draft said; in the caller's transaction."""
    if activity.dangerous:
        set_agreement(by=by, activity=activity, wanted=True)


def renew_agreement(*, activity: Activity, at: datetime) -> bool:
    """Whether what changed made another text of a fixed agreement: then it has to be agreed to anew."""
    terms = AgreementTerms.objects.filter(activity=activity, fixed_at__isnull=False).first()
    return terms is not None and _fix(terms, activity, at)


def _fix(terms: AgreementTerms, activity: Activity, at: datetime) -> bool:
    text = rules.terms_text(terms_facts(activity))
    digest = rules.text_digest(text)
    if terms.digest is not None and bytes(terms.digest) == digest:
        return False
    terms.text, terms.digest, terms.fixed_at = text, digest, at
    terms.save(update_fields=["text", "digest", "fixed_at"])
    number = AgreementVersion.objects.filter(terms=terms).count() + 1
    # Back to a text that there was before: whoever agreed to that one has agreed to this.
    AgreementVersion.objects.get_or_create(
        terms=terms, digest=digest, defaults={"number": number, "text": text, "fixed_at": at}
    )
    return True


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
        digest=terms.digest,
        defaults={"account_id": require_member(by), "signed_at": at},
    )
    if new:
        audit.write_line(
            by=by.actor, at=at, city=signup.city, verb="sign_agreement", target=signup, digest=digest
        )
    return signing
