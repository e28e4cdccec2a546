"""A file that somebody was handed, of whatever kind: each kind has its check, and nothing of it is kept.

``CHECKS`` is where kinds are registered: ``png``, ``json`` and ``jwt`` are credentials, ``pdf`` is the paper.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from redvest.connectors import eseal
from redvest.core.errors import Invalid
from redvest.service.models import Certificate
from redvest.service.queries.credential_check import REGISTERS, check_credential, standing
from redvest.service.rules.credential_check import Finding, kind_of

LARGEST = 1_000_000  # bytes; such a file stays in memory while it is looked at
Check = Callable[[bytes, datetime], Finding]


class FileTooLarge(Invalid):
    """文件太大了：证明和凭证都不到 1 MB。请换成从平台下载的原文件。"""

    code = "file-too-large"


def check_paper(data: bytes, at: datetime) -> Finding:
    """A PDF against the digest that was kept when it was issued, and against its own seal.

    One changed byte is another file; and who could write a digest into the register still has no seal.
    """
    digest = hashlib.sha256(data).digest()
    known = Certificate.objects.select_related("body", "volunteer").filter(file_digest=digest).first()
    if known is None:
        return _other_paper(data, at) or Finding(
            "pdf", reasons=(_("这份 PDF 和登记的任何一份证明都不一样：它被改动过，或者不是本平台开的。"),)
        )
    seal = eseal.check_pdf(data, eseal.house_roots(), at)
    if not (seal.intact and seal.trusted):
        said = _("登记册里有这份 PDF，但文件里的电子签章不是本平台的，不能采信。请向出具的组织核实。")
        return Finding("pdf", number=known.number, reasons=(said,))
    return standing(Finding("pdf", intact=True, issued_by=known.body.name, number=known.number), known)


def _other_paper(data: bytes, at: datetime) -> Finding | None:
    """A paper that is drawn anew for its holder each time: its seal says which it is, and its register whether it stands."""
    seal = eseal.check_pdf(data, eseal.house_roots(), at)
    number = seal.reason.rpartition(" ")[2]
    register = REGISTERS.get(number.partition("-")[0])
    if register is None or not (seal.intact and seal.trusted):
        return None
    return register(Finding("pdf", intact=True, issued_by=seal.subject, number=number))


CHECKS: dict[str, Check] = {
    "pdf": check_paper,
    "png": check_credential,
    "json": check_credential,
    "jwt": check_credential,
}


def check_file(data: bytes, at: datetime) -> Finding:
    """Intact, issued by whom, still valid, in the log. Raises FileTooLarge."""
    if len(data) > LARGEST:
        raise FileTooLarge
    return CHECKS[kind_of(data)](data, at)
