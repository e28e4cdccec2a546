"""Mail servers that break off, refuse at other moments, and letters that try to be more than one."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes

import pytest

from redvest.connectors.mail import SmtpMail
from redvest.connectors.outlet import Refused, Unanswered, Unsent
from tests.factories.vendors import smtp


def send(port: int, to: str = "li@example.cn", subject: str = "轮到你了", text: str = "请答复") -> str:
    server = SmtpMail("127.0.0.1", port, "", "", "none", "zy@example.cn")
    return server.send(to=to, subject=subject, text=text, out_id="a1")


@contextmanager
def talking(*answers: tuple[bytes, bytes | None]) -> Iterator[int]:
    """A server that answers a verb in its own way, None by hanging up; everything else is fine with it."""
    odd = dict(answers)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if not self._say(b"HELO?", b"220 test\r\n"):
                return
            while line := self.rfile.readline().strip():
                verb = line[:4].upper()
                if not self._say(verb, b"354 go\r\n" if verb == b"DATA" else b"250 ok\r\n"):
                    return
                if verb == b"DATA" and odd.get(verb, b"354").startswith(b"354"):  # type: ignore[union-attr]
                    while self.rfile.readline() not in (b".\r\n", b""):
                        pass
                    if not self._say(b".", b"250 taken\r\n"):
                        return

        def _say(self, verb: bytes, usual: bytes) -> bool:
            said = odd.get(verb, usual)
            if said is not None:
                self.wfile.write(said)
            return said is not None

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(
    ("verb", "said", "later"),
    [
        (b"MAIL", b"550 no relaying\r\n", False),
        (b"MAIL", b"451 busy\r\n", True),
        (b"DATA", b"554 spam\r\n", False),
        (b".", b"452 full\r\n", True),
        (b".", b"552 too large\r\n", False),
    ],
)
def test_a_refusal_at_any_moment_is_told_apart(verb: bytes, said: bytes, later: bool) -> None:
    with talking((verb, said)) as port, pytest.raises(Refused) as fault:
        send(port)
    assert (fault.value.code, fault.value.later) == (f"SMTP {said[:3].decode()}", later)


def test_a_line_cut_after_the_letter_left_is_no_answer() -> None:
    with talking((b".", None)) as port, pytest.raises(Unanswered):
        send(port)


@pytest.mark.parametrize("said", [None, b"421 closing\r\n"])
def test_a_server_that_does_not_even_greet_got_nothing(said: bytes | None) -> None:
    with talking((b"HELO?", said)) as port, pytest.raises(Unsent):
        send(port)


def test_a_server_that_cannot_speak_in_secret_gets_nothing() -> None:
    box: list[bytes] = []
    with smtp(box) as port, pytest.raises(Unsent):
        SmtpMail("127.0.0.1", port, "", "", "starttls", "zy@example.cn").send(
            to="li@example.cn", subject="x", text="x", out_id="a1"
        )
    assert not box


def test_long_chinese_and_lines_of_dots_arrive_whole() -> None:
    box: list[bytes] = []
    text = "请到“我的报名”答复。" * 60 + "\n.\n..\n完"
    with smtp(box) as port:
        send(port, text=text)
    got = message_from_bytes(box[0].replace(b"\r\n..", b"\r\n.")).get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert got.replace("\r\n", "\n").strip() == text


def test_no_word_of_a_notice_becomes_a_header() -> None:
    box: list[bytes] = []
    with smtp(box) as port, pytest.raises(ValueError, match="newlines"):
        send(port, subject="轮到你了\nBcc: all@example.cn")
    assert not box
