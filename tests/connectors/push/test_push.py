"""Web push: the example of RFC 8291, a server that checks the token and opens the body, and whom we never call."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from redvest.connectors.outlet import Refused, Unanswered
from redvest.connectors.push import BadKeys, BrowserGone, WebPush, is_push_service
from redvest.connectors.push.sealed import CURVE, seal
from tests.factories.vendors import Push, serving


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def test_the_example_of_rfc_8291() -> None:
    """Appendix A: the keys, the salt and the message give the bytes that are printed there."""
    own = ec.derive_private_key(
        int.from_bytes(raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), CURVE
    )
    made = seal(
        b"When I grow up, I want to be a watermelon",
        public_key=raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        auth_secret=raw("BTBZMqHH6r4Tts7J_aSIgg"), salt=raw("DGv6ra1nlYgDCS1FRnbzlw"), own=own,
    )  # fmt: skip
    assert made == raw(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
        "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.fixture
def service() -> Iterator[Push]:
    with serving(Push()) as made:
        yield made


def send(service: Push, folder: Path) -> str:
    return WebPush.kept_in(folder, "mailto:it@example.cn").send(
        endpoint=f"{service.base}/push/abc", public_key=service.browser.public, auth_secret=service.browser.auth,
        payload='{"title": "暖阳队"}'.encode(), topic="a1", urgent=True,
    )  # fmt: skip


def test_the_service_knows_us_and_the_browser_reads_it(service: Push, tmp_path: Path) -> None:
    assert send(service, tmp_path) == "a1" and send(service, tmp_path) == "a1"
    assert service.taken[0] == {"topic": "a1", "title": "暖阳队"}
    keys = {each.headers["authorization"].split("k=")[1] for each in service.asked}
    assert len(keys) == 1 and (tmp_path / "vapid.pem").stat().st_mode & 0o777 == 0o600
    assert (service.asked[0].headers["urgency"], service.asked[0].headers["ttl"]) == ("high", "86400")


@pytest.mark.parametrize(
    ("status", "fault"), [(410, BrowserGone), (404, BrowserGone), (413, Refused), (500, Unanswered)]
)
def test_what_a_service_may_answer(
    service: Push, tmp_path: Path, status: int, fault: type[Exception]
) -> None:
    service.next_answers = [(status, b"")]
    with pytest.raises(fault):
        send(service, tmp_path)
    service.next_answers = [(429, b"")]
    with pytest.raises(Refused) as later:
        send(service, tmp_path)
    assert later.value.later


def test_bad_keys_and_addresses_that_are_no_push_service() -> None:
    with pytest.raises(BadKeys):
        seal(b"x", public_key=b"\x04" + b"\x01" * 64, auth_secret=b"\x00" * 16)
    with pytest.raises(BadKeys):
        seal(b"x", public_key=b"", auth_secret=b"short")
    hosts = ("fcm.googleapis.com", ".push.apple.com")
    good = ["https://fcm.googleapis.com/fcm/send/x", "https://web.push.apple.com/QO"]
    bad = [
        "http://fcm.googleapis.com/x", "https://fcm.googleapis.com.evil.cn/x", "https://10.0.0.1/x",
        "https://fcm.googleapis.com@evil.cn/x", "https://push.apple.com:8443/x", "file:///etc/passwd",
    ]  # fmt: skip
    assert [is_push_service(each, hosts) for each in good + bad] == [True] * 2 + [False] * 6
