"""Pictures lose what the camera wrote into them, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.picture import bare_picture
from tests.factories.intake import jpeg, png, webp

SECRET = b"GPS 27.8102N 114.9301E, 2026:03:05 10:00:00, HUAWEI"


@pytest.mark.parametrize(
    ("data", "kind"),
    [(png(text=SECRET), "image/png"), (jpeg(text=SECRET), "image/jpeg"), (webp(text=SECRET), "image/webp")],
)
def test_place_time_and_device_are_gone(data: bytes, kind: str) -> None:
    assert SECRET in data
    found = bare_picture(data)
    assert found is not None and found[0] == kind
    assert SECRET not in found[1] and b"GPS" not in found[1]


@pytest.mark.parametrize("make", [png, jpeg, webp])
def test_what_holds_nothing_else_stays_the_same_picture(make: object) -> None:
    plain = bare_picture(make())  # type: ignore[operator]
    assert plain is not None
    assert bare_picture(plain[1]) == plain


def test_a_png_without_words_is_left_byte_for_byte() -> None:
    assert bare_picture(png()) == ("image/png", png())


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("way_up", [3, 6, 8])
def test_a_phone_held_upright_stays_upright(way_up: int, order: str) -> None:
    found = bare_picture(jpeg(text=SECRET, way_up=way_up, order=order))
    assert found is not None
    again = bare_picture(found[1])
    assert again == found, "the way up is kept by itself"
    assert found[1].count(b"Exif") == 1 and SECRET not in found[1]


@pytest.mark.parametrize("way_up", [0, 1, 9])
def test_no_way_up_or_none_that_exists_leaves_no_exif_at_all(way_up: int) -> None:
    found = bare_picture(jpeg(text=SECRET, way_up=way_up))
    assert found is not None and b"Exif" not in found[1]


def test_a_second_picture_behind_the_first_goes() -> None:
    """Phones append a depth picture with a place of its own."""
    found = bare_picture(jpeg() + jpeg(text=SECRET))
    assert found is not None and SECRET not in found[1] and found[1].count(b"\xff\xd8") == 1


def test_colours_and_place_of_a_webp_are_not_promised_any_more() -> None:
    found = bare_picture(webp(text=SECRET))
    assert found is not None and found[1][20] == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"%PDF-1.7\n%%EOF",
        b"<svg onload=alert(1)>",
        png()[:-4],
        jpeg()[:-2],
        webp()[:-1],
        b"\xff\xd8\xff\xd9",
    ],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    assert bare_picture(data) is None


def test_a_png_with_a_wrong_sum_is_refused() -> None:
    data = bytearray(png())
    data[20] ^= 1
    assert bare_picture(bytes(data)) is None


@given(st.binary(max_size=300), st.sampled_from([png, jpeg, webp]), st.integers(0, 120))
def test_no_bytes_make_it_fall_over(noise: bytes, make: object, at: int) -> None:
    data = make()  # type: ignore[operator]
    broken = data[:at] + noise + data[at:]
    found = bare_picture(broken)
    assert found is None or bare_picture(found[1]) == found
