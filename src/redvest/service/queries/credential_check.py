"""What the house's own register knows about a credential: whether it still stands, and whether the log holds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from redvest.core.clock import day_of
from redvest.service.choices import CertificateState
from redvest.service.models import Certificate, LogLeaf
from redvest.service.queries import credential as read
from redvest.service.queries.certificate_truth import Truth, truth_of
from redvest.service.rules.certificate import public_reason, verified_minutes
from redvest.service.rules.credential import minutes_told
from redvest.service.rules.credential_check import Finding, Trust, examine

# Credentials that no certificate stands behind, by the letters their numbers begin with. A context above this one
# names its register here (``config/wiring.py``), so that one check answers for every credential of the house.
REGISTERS: dict[str, Callable[[Finding], Finding]] = {}


def house_trust() -> Trust:
    """The keys of this installation's city, under whatever address they signed: a house that moves keeps its word."""
    return Trust({key.thumbprint: key for key in read.public_keys(settings.REDVEST_CITY)})


def check_credential(data: bytes, at: datetime) -> Finding:
    """A credential file against our keys, our register and our log."""
    found = examine(data, house_trust(), at)
    if not found.intact:
        return found
    register = REGISTERS.get(found.number.partition("-")[0])
    if register is not None:
        return register(found)
    certificate = Certificate.objects.select_related("volunteer").filter(number=found.number).first()
    if certificate is None or not _place_agrees(found, certificate):
        return found.but(_("本平台的登记册里没有这份凭证。"), intact=False)
    return standing(found, certificate)


def standing(found: Finding, certificate: Certificate) -> Finding:
    """The finding with what register, ledger and log say of its certificate; for files of every kind."""
    truth = truth_of(certificate)
    if not verified_minutes(certificate.minutes_by_grade):
        found = found.but(_("这份证明里的时长都未核验，不能当作经核验的服务时间。"))
    if certificate.state == CertificateState.REVOKED:
        reason = public_reason(certificate.revoked_reason, certificate.volunteer.name)
        day = day_of(certificate.revoked_at) if certificate.revoked_at else ""
        said = _("证明已于 %(day)s 撤销：%(reason)s") % {"day": day, "reason": reason}
        return _in_log(found.but(said, status="revoked"), certificate, truth)
    if truth.voided:
        said = _("证明所依据的记录已经作废，证明随之失效。")
        return _in_log(found.but(said, status="revoked"), certificate, truth)
    return _in_log(replace(found, status="valid"), certificate, truth)


def _in_log(found: Finding, certificate: Certificate, truth: Truth) -> Finding:
    """What it rests on is still what was logged, adds up to what is said, and every leaf that the file names is its own."""
    entries = list(certificate.lines.values_list("entry_id", flat=True))
    sealed = set(LogLeaf.objects.filter(pk__in=entries).values_list("index", flat=True))
    said = minutes_told(found.payload) if found.payload else certificate.minutes_by_grade
    adds_up = {grade: n for grade, n in said.items() if n} == truth.minutes_by_grade
    if not truth.sound or not adds_up:
        return found.but(_("证明上的时长和公开日志里的记录对不上，不能采信。"), in_log=False)
    if not _leaves(found) <= sealed:
        return found.but(_("凭证写的日志叶和透明日志对不上。"), in_log=False)
    if truth.waiting:
        return found.but(_("有记录还在等着写入透明日志，通常几分钟内完成。"), in_log=None)
    return replace(found, in_log=True)


def _leaves(found: Finding) -> set[int]:
    evidence = found.payload.get("evidence", [])
    return {int(index) for each in evidence for index in each.get("leafIndex", [])}


def _place_agrees(found: Finding, certificate: Certificate) -> bool:
    place = read.places_of([certificate.pk]).get(certificate.pk)
    told = found.payload.get("credentialStatus", {})
    return place is not None and (
        told.get("statusListIndex") == str(place.index)
        and str(told.get("statusListCredential", "")).endswith(f"/credentials/status/{place.status_list_id}")
    )
