"""Issues certificates and revokes them. What they say is derived from the ledger; nothing is typed in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation

from redvest.connectors import eseal as seal
from redvest.connectors.eseal import seal_pdf
from redvest.connectors.storage import storage
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.identifiers import unguessable_number, uuid7
from redvest.registry.choices import IdType
from redvest.registry.models import Body, Region, Volunteer
from redvest.registry.policy import Standing, require_governs, require_member
from redvest.registry.queries import secret
from redvest.registry.queries.setting import rule
from redvest.registry.rules import identity_number
from redvest.service.actions.credential import give_bit
from redvest.service.certificate_errors import AlreadyRevoked, NotTheRecorder, ReasonNeeded, WrongPeriod
from redvest.service.choices import CertificateState
from redvest.service.models import Certificate, CertificateLine, HoursEntry
from redvest.service.queries import certificate as read
from redvest.service.queries.public_address import public_address
from redvest.service.rules import certificate as rules
from redvest.service.rules import certificate_document
from redvest.service.rules.certificate_pdf import qr_svg, render

REASON_LENGTH = 200


@transaction.atomic
def issue_certificate(
    *,
    by: Standing,
    volunteer: Volunteer,
    body: Body,
    starts_on: date | None = None,
    ends_on: date | None = None,
    at: datetime,
    site_address: str = "",
) -> Certificate:
    """A certificate of everything that this body recorded for this volunteer between two days.

    ``site_address`` is the request's own, for the QR code of a demonstration. Raises PublicAddressMissing, in production.
    Pressing twice gives the same certificate. The file is written before the row: a crash between the two
    leaves a file that nobody looks for, never a row without its file.
    """
    account_id = require_member(by)
    if not read.may_issue(by, volunteer_id=volunteer.pk, body=body):
        raise NotTheRecorder
    if starts_on and ends_on and starts_on > ends_on:
        raise WrongPeriod
    issuer = read.issuing_body(body)
    _hold(volunteer)
    entries = read.entries_to_certify(
        volunteer_id=volunteer.pk, body_id=body.pk, starts_on=starts_on, ends_on=ends_on
    )
    summary = rules.summarise(entries)
    again = read.same_again(
        volunteer_id=volunteer.pk, body_id=body.pk, account_id=account_id, entries=entries, on=day_of(at)
    )
    if again is not None and storage().exists(again.file):
        return again
    key, number, until = uuid7(), unguessable_number(rules.PREFIX), _public_until(body, at)
    drawn = _paper(by, volunteer, body, issuer, entries, summary, number, at, site_address, until)
    pdf = seal_pdf(
        drawn,
        seal.current(),
        reason=f"{certificate_document.TITLE} {number}",
        place=_site_name(volunteer.city),
        at=at,
    )
    file = f"certificates/{volunteer.city}/{day_of(at).year}/{key.hex}.pdf"
    storage().write(file, pdf)
    certificate = Certificate.objects.create(
        id=key, city=volunteer.city, number=number, volunteer=volunteer, body=body,
        starts_on=summary.starts_on, ends_on=summary.ends_on, minutes_by_grade=summary.minutes_by_grade,
        issued_at=at, issued_by_id=account_id, file=file, file_digest=hashlib.sha256(pdf).digest(),
        leaves_shown=all(entry.leaf is not None for entry in entries), public_until=until,
    )  # fmt: skip
    CertificateLine.objects.bulk_create(
        [CertificateLine(certificate=certificate, entry_id=entry.id) for entry in entries]
    )
    give_bit(certificate=certificate, at=at)
    write_line(
        by=by.actor, at=at, city=certificate.city, verb="issue_certificate", target=certificate,
        entries=summary.count, minutes_by_grade=summary.minutes_by_grade,
    )  # fmt: skip
    return certificate


@transaction.atomic
def revoke_for_entry(*, by: Standing | None = None, entry: HoursEntry, reason: str, at: datetime) -> int:
    """Revoke every valid certificate that rests on an entry; returns how many.

    Called in the transaction that voids or corrects the entry. ``by`` is who did that, the system if unknown.
    """
    _hold(entry.volunteer)
    resting = list(
        Certificate.objects.select_for_update(of=("self",))
        .filter(lines__entry=entry, state=CertificateState.VALID)
        .order_by("id")
    )
    for certificate in resting:
        certificate.state = CertificateState.REVOKED
        certificate.revoked_at = at
        certificate.revoked_reason = reason[:REASON_LENGTH]
        certificate.save(update_fields=["state", "revoked_at", "revoked_reason"])
        write_line(
            by=by.actor if by else SYSTEM, at=at, city=certificate.city, verb="revoke_certificate",
            target=certificate, entry=str(entry.pk),
        )  # fmt: skip
    return len(resting)


@transaction.atomic
def revoke_certificate(*, by: Standing, certificate: Certificate, reason: str, at: datetime) -> Certificate:
    """Take a certificate back by hand: an officer of the body's place, with a reason that the public will read."""
    require_governs(by, certificate.body.region_path)
    why = rules.printable(reason)
    if not why or len(why) > REASON_LENGTH:
        raise ReasonNeeded
    held = Certificate.objects.filter(pk=certificate.pk, state=CertificateState.VALID)
    if not held.update(state=CertificateState.REVOKED, revoked_at=at, revoked_reason=why):
        raise AlreadyRevoked
    certificate.refresh_from_db()
    write_line(
        by=by.actor, at=at, city=certificate.city, verb="revoke_certificate", target=certificate, by_hand=True
    )
    return certificate


def _public_until(body: Body, at: datetime) -> date | None:
    """The last day of a certificate's publicity within its unit, where the place asks for one."""
    days: int = rule("certificate.publicity_days", body.region_path, day_of(at))
    return day_of(at) + timedelta(days=days) if days else None


def _hold(volunteer: Volunteer) -> None:
    """Issue and revoke one after the other for one person.

    Otherwise a void could look for certificates before this one is committed, while this one had read the
    entry before the void was: a valid certificate would rest on a voided entry. Others who only refer to the
    volunteer are not held up.
    """
    Volunteer.objects.select_for_update(no_key=True).only("pk").get(pk=volunteer.pk)


def _paper(
    by: Standing,
    volunteer: Volunteer,
    body: Body,
    issuer: Body,
    entries: Sequence[rules.EntryFacts],
    summary: rules.Summary,
    number: str,
    at: datetime,
    site_address: str,
    until: date | None,
) -> bytes:
    """The PDF: in Chinese, whatever language the person who presses the button reads."""
    address = _public_address(number, site_address)
    own = by.volunteer_id == volunteer.pk
    with translation.override("zh-hans"):
        data = certificate_document.document(
            site=_site_name(volunteer.city),
            number=number,
            person=_person(volunteer),
            issuer=rules.Issuer(
                recorder=body.name,
                name=issuer.name,
                responsible=issuer.responsible_name,
                handler=issuer.contact_name if own else by.name,
                contact=issuer.contact_phone,
                by_volunteer=own,
            ),
            entries=entries,
            summary=summary,
            issued_on=day_of(at),
            address=address,
            qr=qr_svg(address) if address else "",
            log=read.log_at(volunteer.city),
            public_until=until,
        )
    return render(data, at)


def _person(volunteer: Volunteer) -> rules.Person:
    known = volunteer.id_sealed is not None and volunteer.id_type
    number = secret.open_sealed(volunteer.id_sealed, context=secret.VOLUNTEER_ID) if known else ""
    return rules.Person(
        name=volunteer.name,
        id_type=str(IdType(volunteer.id_type).label) if known else "",
        id_number=identity_number.mask(number),
        number=volunteer.number,
    )


def _public_address(number: str, site_address: str) -> str:
    base = public_address(site_address)
    return f"{base}/verify/{number}" if base else ""


def _site_name(city: str) -> str:
    """The installation's own name, or the city's."""
    named: str = settings.REDVEST_SITE_NAME
    if named:
        return named
    region = Region.objects.filter(code=city).first()
    return f"{region.name}志愿服务" if region else "志愿服务"
