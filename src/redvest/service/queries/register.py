"""The register of numbers: every certificate of the bodies in somebody's charge, filtered, and as rows of a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from redvest.core.clock import CHINA, day_of
from redvest.core.identifiers import normalise_number
from redvest.registry.models import Body
from redvest.registry.policy import Standing
from redvest.registry.rules.names import mask_name
from redvest.service.certificate_errors import CertificateNotFound
from redvest.service.choices import CertificateState
from redvest.service.models import Certificate
from redvest.service.queries.certificate import is_head
from redvest.service.rules.certificate import PREFIX


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What the list is narrowed to; nothing is everything."""

    asked: str = ""  # a number, or a name
    state: str = ""
    body: UUID | None = None
    since: date | None = None
    until: date | None = None


def headed_bodies(by: Standing) -> list[Body]:
    """The bodies that somebody runs, by name: those for which somebody may issue many at once."""
    return list(Body.objects.filter(pk__in=by.headed()).order_by("name", "id"))


def may_see_register(by: Standing) -> bool:
    """Heads of bodies, and officers of places."""
    return bool(by.regions() or by.headed())


def register_of(by: Standing, wanted: RegisterFilter | None = None) -> QuerySet[Certificate]:
    """The certificates of the bodies that somebody runs or whose place they govern, the newest first."""
    wanted = wanted or RegisterFilter()
    where = Q(body__in=by.headed()) | Q(body__successor__in=by.headed())
    for path in by.regions():
        where |= Q(body__region_path__startswith=path)
    rows = Certificate.objects.filter(where, city=by.city)
    if wanted.asked:
        spelled = normalise_number(wanted.asked)
        rows = rows.filter(Q(number__in=[spelled, f"{PREFIX}-{spelled}"]) | Q(volunteer__name=wanted.asked))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.body:
        rows = rows.filter(body=wanted.body)
    if wanted.since:
        rows = rows.filter(issued_at__gte=datetime.combine(wanted.since, time.min, CHINA))
    if wanted.until:
        rows = rows.filter(issued_at__lte=datetime.combine(wanted.until, time.max, CHINA))
    return rows.select_related("volunteer", "body__successor", "issued_by").order_by("-issued_at", "-id")


def registered(by: Standing, key: UUID) -> Certificate:
    """One of them. Raises CertificateNotFound."""
    found = register_of(by).filter(pk=key).first()
    if found is None:
        raise CertificateNotFound
    return found


def shown_name(by: Standing, certificate: Certificate) -> str:
    """The whole name for who runs the body, that is, could print the paper; masked for others."""
    name = certificate.volunteer.name
    return name if is_head(by, certificate.body) else mask_name(name)


def sheet_titles() -> list[str]:
    return [
        _("证明编号"), _("姓名"), _("志愿者编号"), _("记录单位"), _("开具日期"), _("服务期间自"), _("服务期间至"),
        "A", "B", "C", _("D（未核验）"), _("状态"), _("撤销日期"), _("撤销原因"), _("经办人"),
    ]  # fmt: skip


def sheet_rows(by: Standing, wanted: RegisterFilter) -> Iterator[Sequence[str]]:
    """The register as text rows, minutes by grade; streamed."""
    for row in register_of(by, wanted).iterator(chunk_size=500):
        minutes = row.minutes_by_grade
        yield [
            row.number, shown_name(by, row), row.volunteer.number, row.body.name, day_of(row.issued_at).isoformat(),
            row.starts_on.isoformat(), row.ends_on.isoformat(), *(str(minutes.get(grade, 0)) for grade in "ABCD"),
            str(CertificateState(row.state).label),
            day_of(row.revoked_at).isoformat() if row.revoked_at else "", row.revoked_reason, row.issued_by.name,
        ]  # fmt: skip
