"""What of a need is sealed."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from redvest.care.choices import CareGroup
from redvest.care.rules.need_private import Private, as_text, masked_name, read_text

_TEXT = st.text(max_size=20)
_PRIVATE = st.builds(
    Private, name=_TEXT, phone=_TEXT, address=_TEXT, words=_TEXT,
    lon=st.none() | st.floats(-180, 180), lat=st.none() | st.floats(-90, 90),
    groups=st.lists(st.sampled_from(list(CareGroup)), max_size=3).map(tuple), asked_by=_TEXT, relation=_TEXT,
)  # fmt: skip


@given(_PRIVATE)
def test_what_is_sealed_is_read_as_it_was(private: Private) -> None:
    assert read_text(as_text(private)) == private


def test_what_an_older_version_sealed_is_read_with_defaults() -> None:
    assert read_text(json.dumps({"name": "刘桂英"})) == Private(name="刘桂英")


def test_a_masked_name_keeps_the_family_name_only() -> None:
    assert masked_name("刘桂英") == "刘某"
    assert masked_name("") == ""
