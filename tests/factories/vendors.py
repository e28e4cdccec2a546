"""Local servers that speak the vendors' protocols: what a client of ours sends is checked as the vendor would.

Each runs in a thread on a port of this machine; ``next_answers`` takes the place of the usual answers, one by one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwt
from joserfc.jwk import ECKey

from redvest.connectors.sms.acs3 import authorization

__all__ = ["Aliyun", "Browser", "Push", "WeChat", "serving", "smtp"]


@dataclass
class Asked:
    """A request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    raw_query: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Vendor:
    """``taken`` is what it sent on, by the id of ours; ``hangs`` makes it take one and then say nothing."""

    asked: list[Asked] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    next_answers: list[Any] = field(default_factory=list)
    hangs: bool = False
    base: str = ""

    def answer(self, asked: Asked) -> tuple[int, Any]:
        raise NotImplementedError


class _Silence(Exception):
    """The line is cut."""


@contextmanager
def serving(vendor: Any) -> Iterator[Any]:
    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            where = urlsplit(self.path)
            asked = Asked(
                self.command, where.path, dict(parse_qsl(where.query)), where.query,
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(int(self.headers.get("Content-Length") or 0)),
            )  # fmt: skip
            vendor.asked.append(asked)
            try:
                status, said, *more = vendor.answer(asked)
            except _Silence:
                self.connection.close()
                return
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (more[0] if more else {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _any  # noqa: N815 - named by the library

        def log_message(self, *_args: Any) -> None:
            return

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_args: Any) -> None:
            return

    with Quiet(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        vendor.base = f"http://127.0.0.1:{server.server_port}"
        yield vendor
        server.shutdown()


@dataclass
class Aliyun(Vendor):
    """dysmsapi: the signature is computed anew, texts are kept by OutId, a number gets one a minute if ``limit``."""

    key: str = "LTAI-test"
    secret: str = "a-secret"
    limit: bool = False

    def answer(self, asked: Asked) -> tuple[int, Any]:
        named = asked.headers["authorization"]
        signed = re.search(r"SignedHeaders=([^,]+)", named)
        assert signed is not None
        headers = {name: asked.headers[name] for name in signed[1].split(";")}
        wanted = authorization(
            method=asked.method, path=asked.path, query=asked.raw_query, headers=headers, body=asked.body,
            key=self.key, secret=self.secret,
        )  # fmt: skip
        if named != wanted:
            return 400, {"Code": "SignatureDoesNotMatch", "Message": "-"}
        if self.next_answers:
            return self.next_answers.pop(0)
        if asked.headers["x-acs-action"] == "QuerySendDetails":
            rows = [each for each in self.taken if each["PhoneNumbers"] == asked.query["PhoneNumber"]]
            rows = [
                each for each in rows if each.get("day", asked.query["SendDate"]) == asked.query["SendDate"]
            ]
            found = [{"OutId": each["OutId"], "SendStatus": 3} for each in rows]
            return 200, {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": found}}
        if self.limit and any(each["PhoneNumbers"] == asked.query["PhoneNumbers"] for each in self.taken):
            return 200, {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发分钟级流控Permits:1"}
        self.taken.append(asked.query)
        if self.hangs:
            raise _Silence
        return 200, {"Code": "OK", "BizId": f"{len(self.taken)}^0", "RequestId": "x", "Message": "OK"}


@dataclass
class WeChat(Vendor):
    """An official account: tokens, template messages with client_msg_id, and codes of people who signed in."""

    secret: str = "wx-secret"
    token: str = "token-1"
    followers: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    forgets: bool = False  # ten minutes are over: a number it has seen counts as new

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if self.next_answers:
            return self.next_answers.pop(0)
        if asked.path == "/cgi-bin/stable_token":
            if asked.json()["secret"] != self.secret:
                return 200, {"errcode": 40125, "errmsg": "invalid appsecret"}
            return 200, {"access_token": self.token, "expires_in": 7200}
        if asked.path == "/sns/oauth2/access_token":
            openid = self.codes.pop(asked.query["code"], "")
            if not openid or asked.query["secret"] != self.secret:
                return 200, {"errcode": 40029, "errmsg": "invalid code"}
            return 200, {"access_token": "a", "expires_in": 7200, "openid": openid, "scope": "snsapi_base"}
        if asked.query.get("access_token") != self.token:
            return 200, {"errcode": 42001, "errmsg": "access_token expired"}
        wanted = asked.json()
        if wanted["touser"] not in self.followers:
            return 200, {"errcode": 43004, "errmsg": "require subscribe"}
        if self.forgets or wanted["client_msg_id"] not in [each["client_msg_id"] for each in self.taken]:
            self.taken.append(wanted)
        if self.hangs:
            raise _Silence
        return 200, {"errcode": 0, "errmsg": "ok", "msgid": 200163836}


class Browser:
    """A browser's half of RFC 8291: its keys, and opening what was sealed for it."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = hashlib.sha256(str(id(self)).encode()).digest()[:16]

    @property
    def public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")

    def open(self, body: bytes) -> bytes:
        salt, length = body[:16], body[20]
        theirs = body[21 : 21 + length]
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.key.exchange(ec.ECDH(), point)

        def derive(secret: bytes, salt: bytes, info: bytes, size: int) -> bytes:
            return HKDF(hashes.SHA256(), size, salt, info).derive(secret)

        ikm = derive(shared, self.auth, b"WebPush: info\0" + self.public + theirs, 32)
        key = derive(ikm, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derive(ikm, salt, b"Content-Encoding: nonce\0", 12)
        return AESGCM(key).decrypt(nonce, body[21 + length :], None).rstrip(b"\0").removesuffix(b"\x02")


@dataclass
class Push(Vendor):
    """A push service: the VAPID token is checked against its own key and address, the body opened by the browser."""

    browser: Browser = field(default_factory=Browser)

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if self.next_answers:
            return self.next_answers.pop(0)
        token, key = re.fullmatch(r"vapid t=([^,]+), k=(.+)", asked.headers["authorization"]).groups()  # type: ignore[union-attr]
        raw = base64.urlsafe_b64decode(key + "==")
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
        claims = jwt.decode(token, ECKey.import_key(point), algorithms=["ES256"]).claims
        if claims["aud"] != self.base or not claims["sub"].startswith("mailto:"):
            return 401, b""
        self.taken.append({"topic": asked.headers["topic"], **json.loads(self.browser.open(asked.body))})
        return 201, b""


@contextmanager
def smtp(box: list[bytes], refuse: Callable[[str], bytes | None] = lambda _to: None) -> Iterator[int]:
    """A mail server that keeps what it got; ``refuse`` may answer a recipient otherwise. Yields its port."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 test\r\n")
            while line := self.rfile.readline().strip():
                verb = line[:4].upper()
                if verb == b"DATA":
                    self.wfile.write(b"354 go\r\n")
                    lines = []
                    while (text := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(text)
                    box.append(b"".join(lines))
                said = refuse(line.decode()) if verb == b"RCPT" else None
                self.wfile.write(said or (b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n"))
                if verb == b"QUIT":
                    return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
