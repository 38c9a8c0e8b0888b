"""E-mail by SMTP. A message's id is its delivery's, so that mailboxes can tell a repeat."""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

from core.conversation import EscalationState
from core.errors import Permanent, UserError
from core.escalation import Acknowledgement, Notice, Urgency
from core.escalation_settings import Email
from escalation.notify.calls import TryLater


class MailNotifier:
    """Writes to the team's address, else to those of the settings."""

    def __init__(self, settings: Email) -> None:
        self._settings = settings

    @property
    def name(self) -> str:
        return self._settings.name

    def send(self, notice: Notice) -> Mapping[str, Any]:
        email = notice.to.contact.email
        to = (email,) if email else self._settings.to
        if not to:
            raise UserError(
                f"There is no e-mail address for {notice.to.name}.",
                "Give its catalog entry a profile.email, or set addresses for everybody.",
            )
        message = self._message(notice, to)
        try:
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = next((code for code, _ in error.recipients.values()), 550)
            raise _refused(code, f"{self._settings.host} refuses the address") from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, f"{self._settings.host} refuses the mail") from error
        except smtplib.SMTPNotSupportedError as error:
            raise Permanent(f"{self._settings.host} cannot do that: {error}.") from error
        except (smtplib.SMTPException, OSError) as error:
            what = type(error).__name__
            raise TryLater(f"{self._settings.host} does not answer: {what}.") from error
        return {"to": list(to), "message_id": message["Message-ID"]}

    def withdraw(self, escalation_id: str, notice_id: str) -> None:
        """Nothing waits here: a notice is sent at once or not at all."""

    def ask(self, receipt: Mapping[str, Any]) -> Acknowledgement | None:
        """Mail cannot be asked: whoever gets it claims the escalation at the desk."""
        return None

    def tell(self, receipt: Mapping[str, Any], state: EscalationState) -> None:
        """Whoever got the mail sees the rest at the desk."""

    def _message(self, notice: Notice, to: tuple[str, ...]) -> EmailMessage:
        message = EmailMessage()
        sender = self._settings.sender
        domain = sender.rpartition("@")[2]
        message["From"] = sender
        message["To"] = ", ".join(to)
        message["Subject"] = " ".join(notice.subject.split())
        message["Date"] = formatdate(localtime=False, usegmt=True)
        message["Message-ID"] = f"<{notice.id}@{domain}>"
        # Everything about one escalation stands in one thread of the mailbox.
        message["References"] = f"<{notice.escalation_id}.escalation@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        if notice.urgency is not Urgency.NORMAL:
            message["Importance"] = "high"
        message.set_content(notice.text)
        return message

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host,
                settings.port,
                timeout=settings.seconds,
                context=ssl.create_default_context(),
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=settings.seconds)
        try:
            if settings.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.user:
                server.login(settings.user, settings.password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server


def _refused(code: int, what: str) -> Exception:
    """4xx says: not now; 5xx says: never."""
    text = f"{what} ({code})."
    return TryLater(text) if 400 <= code < 500 else Permanent(text)
