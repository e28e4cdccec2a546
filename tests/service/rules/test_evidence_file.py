"""Files are known by their content: names and claims are not believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.evidence_file import media_type_of, shown_name
from tests.factories.evidence import jpeg, pdf, png, webp

GOOD = {"image/png": png(), "image/jpeg": jpeg(), "image/webp": webp(), "application/pdf": pdf()}


@pytest.mark.parametrize(("media_type", "data"), GOOD.items())
def test_what_is_whole_is_known(media_type: str, data: bytes) -> None:
    assert media_type_of(data) == media_type


@pytest.mark.parametrize("data", [png()[:-14], jpeg()[:30], webp()[:-4], pdf()[:30]])
def test_what_was_cut_short_is_nothing(data: bytes) -> None:
    assert media_type_of(data) is None


@pytest.mark.parametrize(
    "data",
    [
        b"", b"MZ\x90\x00", b"<svg xmlns='x'><script>alert(1)</script></svg>", b"<!doctype html><p>hi", b"GIF89a;",
        b"PK\x03\x04", b"#!/bin/sh\n", b"\x89PNG", b"%PDF-",
    ],
)  # fmt: skip
def test_everything_else_is_nothing(data: bytes) -> None:
    assert media_type_of(data) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data: bytes) -> None:
    assert media_type_of(data) in {None, *GOOD}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("签到表.PNG", "签到表.png"), ("../../etc/passwd", "passwd.png"), ("C:\\相片\\合影.jpg", "合影.png"),
        ("a.php.png", "a.php.png"), ("", "材料.png"), ("..", "材料.png"), ("a\x00\r\nb.png", "ab.png"),
        ("长" * 300 + ".png", "长" * 80 + ".png"),
    ],
)  # fmt: skip
def test_names_are_made_harmless(name: str, shown: str) -> None:
    assert shown_name(name, "image/png") == shown


@given(st.text(max_size=400))
def test_every_name_fits_and_leaves_no_folder(name: str) -> None:
    shown = shown_name(name, "application/pdf")
    assert len(shown) <= 100
    assert shown.endswith(".pdf")
    assert not set(shown) & set("/\\\r\n\x00")
