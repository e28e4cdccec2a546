"""E-mail through Django's SMTP backend; what the server says is told apart by what can be done about it."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from redvest.connectors.outlet import Refused, Unanswered, Unsent

TIMEOUT = 10


@dataclass(frozen=True)
class SmtpMail:
    """``security`` is tls (from the first byte), starttls, or none (a server on this machine)."""

    host: str
    port: int
    user: str
    password: str
    security: str
    sender: str

    def send(self, *, to: str, subject: str, text: str, out_id: str) -> str:
        """Hand one mail over; its Message-ID is our number. Raises Unsent, Unanswered, Refused."""
        line = EmailBackend(
            host=self.host, port=self.port, username=self.user, password=self.password,
            use_tls=self.security == "starttls", use_ssl=self.security == "tls", timeout=TIMEOUT,
        )  # fmt: skip
        mail_id = f"<{out_id}@redvest>"
        mail = EmailMessage(
            subject=subject, body=text, from_email=self.sender, to=[to],
            headers={"Message-ID": mail_id, "Auto-Submitted": "auto-generated"},
        )  # fmt: skip
        try:
            line.open()
        except (OSError, smtplib.SMTPException) as fault:
            with suppress(OSError, smtplib.SMTPException):
                line.close()  # it may be open, and not secret enough
            raise Unsent(type(fault).__name__) from fault
        try:
            line.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as fault:
            code = next(iter(fault.recipients.values()))[0]
            raise Refused(f"SMTP {code}", later=code < 500) from fault
        except smtplib.SMTPResponseException as fault:
            raise Refused(f"SMTP {fault.smtp_code}", later=fault.smtp_code < 500) from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise Unanswered(type(fault).__name__) from fault
        finally:
            line.close()
        return mail_id
