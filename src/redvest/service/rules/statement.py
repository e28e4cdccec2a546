"""Is it volunteer service? What has to be stated before an activity is published.

Order 67 art. 19: what is not volunteer service is neither recorded nor certified. Inspectors look for three things:
duties of office (职务行为), paid service, and service that is not for the public benefit. Party members' 双报到 is
close to a duty, so it has to be in their own time. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from redvest.service.rules.notice import Missing


@dataclass(frozen=True)
class Statement:
    """What the publisher affirms; ``off_duty`` is asked for party members' service only."""

    not_duty: bool = False
    unpaid: bool = False
    public_benefit: bool = False
    party_service: bool = False
    off_duty: bool = False


_ASKED = (
    ("not_duty", _("说明不是履行职务")),
    ("unpaid", _("说明没有报酬")),
    ("public_benefit", _("说明是为了公益")),
)


def missing_statements(statement: Statement) -> tuple[Missing, ...]:
    """What is not affirmed, in the order in which it is asked; empty when this is volunteer service."""
    missing = [Missing(key, str(words)) for key, words in _ASKED if not getattr(statement, key)]
    if statement.party_service and not statement.off_duty:
        missing.append(Missing("off_duty", str(_("说明安排在工作时间以外"))))
    return tuple(missing)
