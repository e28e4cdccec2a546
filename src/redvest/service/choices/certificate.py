"""Certificates and the bits that revoke them: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CertificateState(TextChoices):
    VALID = "valid", _("有效")
    REVOKED = "revoked", _("已撤销")


class StatusSubject(TextChoices):
    """What the bits of a status list speak of; each kind has lists of its own."""

    CERTIFICATE = "certificate", _("服务证明")
    HONOUR = "honour", _("荣誉")
