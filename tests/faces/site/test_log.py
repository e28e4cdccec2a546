"""The log's public addresses: an independent reader rebuilds the tree from them; the monitor page in its states."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from redvest.core import notes
from redvest.faces.site.log import ago_words
from redvest.service.actions.log import beat
from redvest.service.actions.log_check import check_log
from redvest.service.actions.log_head import rotate_key, sign_head
from redvest.service.models import HoursEntry, LogCosignature
from redvest.service.queries.log import latest_head
from tests.factories.log import CITY, copies, make_entries, sealed_log, tamper
from tests.factories.registry import NOW
from tests.service.actions.test_log import cosigned, witness_key

pytestmark = pytest.mark.django_db


def fetched(client: Client, path: str) -> bytes:
    answer = client.get(f"/log/{path}")
    assert answer.status_code == 200, path
    return bytes(answer.content)


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def small_root(hashes: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word, over leaf hashes."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node(small_root(hashes[:split]), small_root(hashes[split:]))


def tile_names(size: int, level: str) -> list[str]:
    full, rest = divmod(size, 256)
    names = [f"tile/{level}/{index:03d}" for index in range(full)]
    return names + ([f"tile/{level}/{full:03d}.p/{rest}"] if rest else [])


def test_an_independent_reader_rebuilds_the_log(client: Client) -> None:
    sealed_log(2)
    copies(HoursEntry.objects.first(), 600)
    beat(city=CITY, at=NOW + timedelta(hours=9))

    checkpoint = fetched(client, "checkpoint").decode()
    origin, size_text, root_text = checkpoint.split("\n")[:3]
    size, root = int(size_text), base64.b64decode(root_text)
    assert (origin, size) == (f"redvest/{CITY}", 602)
    level0 = b"".join(fetched(client, name) for name in tile_names(size, "0"))
    hashes = [level0[at : at + 32] for at in range(0, len(level0), 32)]
    assert small_root(hashes) == root

    bundles = b"".join(fetched(client, name) for name in tile_names(size, "entries"))
    entries = []
    while bundles:
        length = int.from_bytes(bundles[:2], "big")
        entries.append(bundles[2 : 2 + length])
        bundles = bundles[2 + length :]
    assert [hashlib.sha256(b"\x00" + entry).digest() for entry in entries] == hashes

    level1 = fetched(client, "tile/1/000.p/2")
    assert level1 == small_root(hashes[:256]) + small_root(hashes[256:512])
    keys = fetched(client, "keys").decode().splitlines()
    note = notes.parse_note(checkpoint)
    assert notes.signed_by(notes.parse_key(keys[0]), note.text, note.signatures)


def test_a_partial_tile_stays_what_it_was(client: Client) -> None:
    sealed_log(3)
    before = fetched(client, "tile/0/000.p/3")
    copies(HoursEntry.objects.first(), 400)
    beat(city=CITY, at=NOW)
    assert fetched(client, "tile/0/000.p/3") == before
    assert fetched(client, "tile/0/000")[:96] == before


def test_types_and_caching(client: Client) -> None:
    sealed_log(1)
    copies(HoursEntry.objects.first(), 300)
    beat(city=CITY, at=NOW)
    for path, kind, caching in (
        ("checkpoint", "text/plain; charset=utf-8", "public, max-age=5"),
        ("keys", "text/plain; charset=utf-8", "public, max-age=5"),
        ("verify.py", "text/plain; charset=utf-8", "public, max-age=300"),
        ("tile/0/000", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("tile/0/001.p/45", "application/octet-stream", "public, max-age=86400, immutable"),
        ("tile/entries/000", "application/octet-stream", "public, max-age=31536000, immutable"),
    ):
        answer = client.get(f"/log/{path}")
        assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
            200,
            kind,
            caching,
        ), path
        assert "Cookie" not in answer.get("Vary", ""), path


@pytest.mark.parametrize(
    "path", ["0/000", "0/000.p/4", "0/001", "1/000.p/1", "entries/000", "0/1", "x", "9/000", "0/000.p/0"]
)
def test_tiles_that_are_not_there(client: Client, path: str) -> None:
    sealed_log(3)
    answer = client.get(f"/log/tile/{path}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"


def test_before_the_first_head(client: Client) -> None:
    assert client.get("/log/checkpoint").status_code == 404
    assert client.get("/log/keys").content == b""
    assert "日志还没有开始" in page(client)


def page(client: Client) -> str:
    answer = client.get("/log/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_of_a_log_that_is_well(client: Client) -> None:
    sealed_log(3)
    sign_head(city=CITY, at=NOW)
    check_log(city=CITY, at=NOW)
    make_entries(1)
    said = page(client)
    for words in ("日志正常", "刚刚", "<b>3</b>", "<b>1</b>", bytes(latest_head(CITY).root).hex(), "全部一致", f"redvest/{CITY}+",
                  "在用", "redvest log verify --against", "verify.py", "还没有见证方"):  # fmt: skip
        assert words in said, words


def test_the_page_says_when_the_beat_stops(client: Client) -> None:
    sealed_log(1)
    tamper("UPDATE service_loghead SET signed_at = %s", [NOW - timedelta(minutes=40)])
    said = page(client)
    assert "该签发了，还没有签发" in said and "40 分钟前" in said


def test_the_page_says_what_does_not_match_but_names_no_entry(client: Client) -> None:
    entries = sealed_log(3)
    tamper("UPDATE service_hoursentry SET minutes = 999 WHERE id = %s", [entries[1].pk])
    check_log(city=CITY, at=NOW)
    said = page(client)
    assert "上次核对发现对不上" in said and "第 1 叶：内容被改过" in said
    assert str(entries[1].pk) not in said


def test_the_page_shows_retired_keys(client: Client) -> None:
    sealed_log(1)
    rotate_key(city=CITY, at=NOW)
    said = page(client)
    assert "在用" in said and "已停用" in said
    assert len(fetched(client, "keys").splitlines()) == 2


def test_the_page_takes_a_fixed_number_of_queries(client: Client, django_assert_num_queries: Any) -> None:
    sealed_log(1)
    with django_assert_num_queries(6):
        page(client)
    sealed_log(3, 3)
    rotate_key(city=CITY, at=NOW)
    with django_assert_num_queries(6):
        page(client)


def test_a_witness_leaves_its_signature(client: Client, settings: Any) -> None:
    settings.REDVEST_LOG_WITNESSES = (witness_key(),)
    sealed_log(2)
    line = cosigned(latest_head(CITY))
    answer = Client(enforce_csrf_checks=True).post("/log/cosignatures", line, content_type="text/plain")
    assert (answer.status_code, answer.content) == (200, b"witness.example\n")
    assert fetched(client, "checkpoint").decode().endswith(line)
    assert "witness.example" in page(client)


def test_a_strangers_signature_is_refused(client: Client) -> None:
    sealed_log(2)
    for content in ("", cosigned(latest_head(CITY)), "\u2014 x AAAA\n", "x" * 70_000):
        answer = client.post("/log/cosignatures", content, content_type="text/plain")
        assert answer.status_code == 422
    assert not LogCosignature.objects.exists()
    assert client.get("/log/cosignatures").status_code == 405


def test_cosignatures_are_counted_by_address(client: Client) -> None:
    sealed_log(1)
    codes = [client.post("/log/cosignatures", "x", content_type="text/plain").status_code for _ in range(31)]
    assert codes == [422] * 30 + [429]


@pytest.mark.parametrize(
    ("minutes", "words", "length"),
    [
        (0, "刚刚", "不到 1 分钟"),
        (3, "3 分钟前", "3 分钟"),
        (125, "2 小时前", "2 小时"),
        (60 * 72, "3 天前", "3 天"),
    ],
)
def test_ages_in_words(minutes: int, words: str, length: str) -> None:
    assert ago_words(timedelta(minutes=minutes)) == words
    assert ago_words(timedelta(minutes=minutes), ago=False) == length
