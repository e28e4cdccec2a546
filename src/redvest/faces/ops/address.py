"""Where the site listens: whether the port is free, and how the address reads in a browser."""

from __future__ import annotations

import errno
import socket
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from redvest.core.errors import Invalid


class PortTaken(Invalid):
    """端口已被别的程序占用。"""

    code = "port-taken"


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @property
    def url(self) -> str:
        """For people and for asking ourselves: who listens on all addresses is reached at the local one."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{self.port}"

    def require_free(self, *, patience: float = 0.0) -> None:
        """Raises PortTaken. ``patience``: seconds to wait for what a killed run left behind to end."""
        if not 1 <= self.port <= 65535:
            raise Invalid(f"端口要在 1 到 65535 之间，现在是 {self.port}。")
        end = time.monotonic() + patience
        while fault := self._fault():
            if time.monotonic() >= end:
                raise PortTaken(fault)
            time.sleep(0.2)

    def _fault(self) -> str | None:
        try:
            self._bind(self.port)
        except PermissionError:
            return f"普通用户不能用端口 {self.port}，请换一个 1024 以上的：bin/up --port 8000"
        except socket.gaierror:
            raise Invalid(f"地址“{self.host}”认不出来，请检查 --host，例如 127.0.0.1 或 0.0.0.0。") from None
        except OSError as fault:
            if fault.errno == errno.EADDRNOTAVAIL:
                raise Invalid(f"这台机器没有地址“{self.host}”，请检查 --host。") from None
            return f"端口 {self.port} 已被别的程序占用，请换一个：bin/up --port {self.next_free()}"
        return None

    def next_free(self) -> int:
        """The nearest higher port that is free, or any free one."""
        for port in range(self.port + 1, min(self.port + 100, 65536)):
            try:
                return self._bind(port)
            except OSError:
                continue
        return self._bind(0)

    def _bind(self, port: int) -> int:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # The last connections of a server that has ended are no hindrance.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((self.host, port))
            return int(probe.getsockname()[1])

    def healthy(self) -> bool:
        """Whether /healthz answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
