"""Puts a refusal of the domain beside the field that it is about, so that nothing typed is lost."""

from __future__ import annotations

from django.forms import Form
from django.utils.translation import gettext as _

from redvest.core.errors import DomainError

# Which field each refusal is about; any other stands at the top of the form.
_FIELDS = {
    "phone-invalid": "phone",
    "phone-taken": "phone",
    "codes-sent-too-often": "phone",
    "wrong-code": "code",
    "code-expired": "code",
    "code-tried-too-often": "code",
    "weak-password": "password",
    "name-missing": "name",
    "name-odd": "name",
    "name-too-long": "name",
    "real-name-refused": "name",
    "identity-number-invalid": "id_number",
    "already-registered": "id_number",
    "birth-date-missing": "birth_on",
    "birth-date-wrong": "birth_on",
    "sex-missing": "sex",
    "sex-wrong": "sex",
    "region-unknown": "street",
    "domains-wrong": "domains",
    "skills-too-long": "skills",
    "consent-missing": "consent",
    "guardian-missing": "guardian_name",
    "guardian-phone-own": "guardian_phone",
    "minor-data-consent-missing": "minor_data",
    "bad-code": "code",
    "expired-code": "code",
    "code-used": "code",
}


def blame(form: Form, fault: DomainError, fields: dict[str, str] | None = None) -> None:
    """Say the refusal's sentence at its field; ``fields`` names fields that differ on this form."""
    name = (fields or {}).get(fault.code) or _FIELDS.get(fault.code)
    form.add_error(name if name in form.fields else None, fault.message + _wait(fault))


def _wait(fault: DomainError) -> str:
    """How long, where something was asked for too often."""
    seconds = int(fault.details.get("retry_after", 0))
    if seconds <= 0:
        return ""
    return (
        _("还要等 %(n)d 秒。") % {"n": seconds}
        if seconds < 120
        else _("还要等 %(n)d 分钟。") % {"n": -(-seconds // 60)}
    )
