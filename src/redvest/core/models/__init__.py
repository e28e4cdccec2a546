"""Technical tables that know no business word."""

from redvest.core.models.audit import AuditLine
from redvest.core.models.idempotency import IdempotentAnswer
from redvest.core.models.installation import Installation
from redvest.core.models.schedule import ScheduledRun
from redvest.core.models.throttle import ThrottleCount

__all__ = ["AuditLine", "IdempotentAnswer", "Installation", "ScheduledRun", "ThrottleCount"]
