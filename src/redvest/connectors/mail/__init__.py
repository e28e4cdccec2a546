"""E-mail: by the SMTP server of the settings, or not at all."""

from __future__ import annotations

from django.conf import settings

from redvest.connectors.mail.smtp import SmtpMail

__all__ = ["SmtpMail", "current"]


def current() -> SmtpMail | None:
    """The server in use; None where none is set."""
    if not settings.REDVEST_MAIL_HOST:
        return None
    return SmtpMail(
        host=settings.REDVEST_MAIL_HOST, port=settings.REDVEST_MAIL_PORT, user=settings.REDVEST_MAIL_USER,
        password=settings.REDVEST_MAIL_PASSWORD, security=settings.REDVEST_MAIL_SECURITY,
        sender=settings.REDVEST_MAIL_FROM,
    )  # fmt: skip
