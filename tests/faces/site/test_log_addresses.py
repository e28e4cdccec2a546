"""The log's raw addresses before anything is sealed, and with addresses that nobody would write."""

from __future__ import annotations

import pytest
from django.test import Client

from redvest.service.models import LogCosignature, LogHead, LogLeaf, LogTile

pytestmark = pytest.mark.django_db
WATCHED = (LogCosignature, LogHead, LogLeaf, LogTile)
WRONG_TILES = [
    "0/000",
    "0/000.p/1",
    "0/000.p/256",
    "0/000.p/0",
    "0/1",
    "0/x001",
    "1/000",
    "64/000",
    "-1/000",
    "entries/000",
    "entries/000.p/7",
    "entries/x",
    "a/000",
    "0/000/000",
    "0/../000",
    "99999999999/000",
]
NOT_A_SIGNATURE = [
    b"",
    b"\n",
    b"x",
    b"\xff\xfe",
    "— witness.example AAAA\n".encode(),
    "— witness.example !!!\n".encode(),
    b"a" * 20_000,
]


def rows() -> list[int]:
    return [model._default_manager.count() for model in WATCHED]


@pytest.mark.parametrize("path", WRONG_TILES)
def test_a_tile_that_is_not_there_is_not_found(path: str) -> None:
    before = rows()

    response = Client().get(f"/log/tile/{path}")

    assert response.status_code == 404
    assert rows() == before


def test_without_a_head_there_is_no_checkpoint() -> None:
    response = Client().get("/log/checkpoint")

    assert 400 <= response.status_code < 500
    assert not LogHead.objects.exists()


@pytest.mark.parametrize("path", ["/log/", "/log/keys", "/log/verify.py"])
def test_what_needs_no_head_is_there_from_the_first_day(path: str) -> None:
    response = Client().get(path)

    assert response.status_code == 200
    assert response.content or path == "/log/keys"


def test_the_checker_is_plain_text_of_sixty_lines_at_most() -> None:
    response = Client().get("/log/verify.py")
    text = b"".join(response.streaming_content) if response.streaming else response.content

    assert text.count(b"\n") <= 60
    assert b"import" in text
    assert "text/" in response.headers["Content-Type"]


@pytest.mark.parametrize("body", NOT_A_SIGNATURE)
def test_what_is_no_signature_is_not_kept(body: bytes) -> None:
    before = rows()

    response = Client().post("/log/cosignatures", body, content_type="text/plain")

    assert 400 <= response.status_code < 500
    assert rows() == before


@pytest.mark.parametrize(
    "path", ["/log/checkpoint", "/log/keys", "/log/tile/0/000", "/log/verify.py", "/log/"]
)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_written_where_one_only_reads(path: str, method: str) -> None:
    before = rows()

    response = getattr(Client(), method)(path)

    assert response.status_code in {403, 404, 405}
    assert rows() == before


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/log/head",
        "/api/v1/log/proof?leaf=0",
        "/api/v1/log/proof?leaf=0&size=1",
        "/api/v1/log/consistency?from=0&to=1",
        "/api/v1/log/consistency?from=1",
        "/api/v1/log/proof",
    ],
)
def test_the_api_says_in_words_that_there_is_nothing_yet(path: str) -> None:
    response = Client().get(path)

    assert 400 <= response.status_code < 500
    assert response.json()["code"]
    assert response.headers["Content-Type"].startswith("application/problem+json")


def test_the_monitor_says_in_words_that_nothing_is_sealed_yet() -> None:
    page = Client().get("/log/").content.decode()

    assert "日志" in page
    assert "None" not in page


def test_an_address_outside_the_log_is_not_the_log_s() -> None:
    assert Client().get("/log/nothing-here").status_code == 404
