"""The client of one official account: its access token, template messages, and web sign-in (OAuth 2, scope snsapi_base)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from redvest.connectors.outlet import Refused, Unanswered, Unsent, call

_STALE = (40001, 40014, 42001)  # the token is no longer good, whatever we think
_LATER = (-1, 45009, 45011, 43108)  # busy, or too many for now
MARGIN = 300  # seconds before its end at which a token is not used any more


class OfficialAccount:
    """``base`` answers calls, ``entrance`` is where people's browsers go; tests put a server of their own there.

    The token is the vendor's stable one: several processes that ask for it get the same, so none spoils another's.
    """

    def __init__(self, base: str, entrance: str, appid: str, secret: str) -> None:
        self.base, self.entrance, self.appid, self._secret = base, entrance, appid, secret
        self._lock = threading.Lock()
        self._token, self._until = "", 0.0

    def send_template(
        self, *, openid: str, template: str, data: Mapping[str, str], url: str, out_id: str
    ) -> str:
        """Hand one message over; the vendor's number. The same ``out_id`` again within ten minutes sends nothing new.

        Raises Unsent, Unanswered, Refused; code 43004 is somebody who does not follow the account.
        """
        wanted = {
            "touser": openid,
            "template_id": template,
            "url": url,
            "client_msg_id": out_id,
            "data": {name: {"value": value} for name, value in data.items()},
        }
        return _said(self._ask("/cgi-bin/message/template/send", wanted), "msgid")

    def entrance_for(self, *, back: str, state: str) -> str:
        """Where a browser inside WeChat goes to say who sits there; it comes back with a code and the state."""
        query = urlencode(
            {
                "appid": self.appid,
                "redirect_uri": back,
                "response_type": "code",
                "scope": "snsapi_base",
                "state": state,
            }
        )
        return f"{self.entrance}/connect/oauth2/authorize?{query}#wechat_redirect"

    def openid_for(self, code: str) -> str:
        """Who brought a code; each is good once, for five minutes. Raises Unsent, Unanswered, Refused."""
        query = urlencode(
            {"appid": self.appid, "secret": self._secret, "code": code, "grant_type": "authorization_code"}
        )
        found = _read(call("GET", f"{self.base}/sns/oauth2/access_token?{query}").json())
        return _said(found, "openid")

    def _ask(self, path: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """One call under the token; a token that the vendor calls stale is fetched anew, once."""
        token = self._good_token()
        try:
            return self._post(path, token, wanted)
        except Refused as fault:
            if fault.code not in map(str, _STALE):
                raise
        return self._post(path, self._good_token(instead_of=token), wanted)

    def _post(self, path: str, token: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps(wanted, ensure_ascii=False).encode()
        url = f"{self.base}{path}?access_token={quote(token, safe='')}"
        return _read(call("POST", url, headers={"Content-Type": "application/json"}, body=body).json())

    def _good_token(self, instead_of: str = "") -> str:
        with self._lock:
            if self._token and self._token != instead_of and time.monotonic() < self._until:
                return self._token
            self._fetch(force=False)
            if self._token == instead_of:
                self._fetch(force=True)
            return self._token

    def _fetch(self, *, force: bool) -> None:
        wanted = {
            "grant_type": "client_credential",
            "appid": self.appid,
            "secret": self._secret,
            "force_refresh": force,
        }
        body = json.dumps(wanted).encode()
        url = f"{self.base}/cgi-bin/stable_token"
        try:
            answer = call("POST", url, headers={"Content-Type": "application/json"}, body=body)
            found = _read(answer.json())
            token, lasts = _said(found, "access_token"), float(_said(found, "expires_in"))
        except (Unanswered, ValueError) as fault:
            raise Unsent("token") from fault  # nothing of a message has left yet
        self._token, self._until = token, time.monotonic() + lasts - MARGIN


def _read(found: dict[str, Any]) -> dict[str, Any]:
    """An answer without an error in it."""
    code = int(found.get("errcode", 0))
    if code:
        raise Refused(str(code), later=code in _LATER)
    return found


def _said(found: Mapping[str, Any], name: str) -> str:
    """What an answer has to say. Raises Unanswered where it does not: a gateway's words are not the vendor's."""
    value = str(found.get(name) or "")
    if not value:
        raise Unanswered(f"no {name}")
    return value
