"""The forms of spotted problems: photos as a list, communities under their streets, each fault beside its field."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from redvest.care.choices import SpottedKind
from redvest.care.spotted_errors import BadSpotted, SpottedWordsMissing
from redvest.core.errors import TooManyTries
from redvest.faces.shared.photos import PhotosField, read_photos
from redvest.faces.shared.spotted_form import OutcomeFields, SpottedFields
from redvest.registry.models import Region

STREET = Region(code="360502001", name="城南街道")
COMMUNITY = Region(code="360502001001", name="百花湖社区", parent=STREET)
SENT = {"kind": "litter", "place": "东门", "community": "360502001001"}


def photo(data: bytes = b"x", name: str = "a.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def form(files: list[SimpleUploadedFile] | None = None, **changed: Any) -> SpottedFields:
    sent: Any = MultiValueDict({"pictures": files or []})
    return SpottedFields(SENT | changed, sent, communities=[COMMUNITY])


def test_none_one_and_several_photos_are_a_list() -> None:
    field = PhotosField()
    assert field.clean(None) == [] == field.clean([])
    assert len(field.clean([photo()])) == 1 and len(field.clean([photo(), photo()])) == 2


def test_an_empty_photo_is_said() -> None:
    found = form([photo(b"")])
    assert not found.is_valid() and "有一张照片是空的" in str(found.errors["pictures"])


def test_no_more_is_read_than_one_byte_beyond_what_is_taken() -> None:
    assert read_photos([photo(b"1234567890")], 4) == [b"12345"]


def test_what_was_typed_becomes_a_report() -> None:
    found = form([photo(b"abc")], words="堆了两天", lon="114.93", lat="27.81")
    assert found.is_valid(), found.errors
    made = found.to_form()
    assert (made.kind, made.place, made.words, made.lon, made.lat) == (
        SpottedKind.LITTER, "东门", "堆了两天", 114.93, 27.81,
    )  # fmt: skip
    assert found.photos() == [b"abc"]


def test_communities_stand_under_their_streets() -> None:
    choices = form().fields["community"].choices  # type: ignore[attr-defined]
    assert list(choices)[1:] == [("城南街道", [("360502001001", "百花湖社区")])]


@pytest.mark.parametrize(
    "changed", [{"community": "360502001009"}, {"kind": "x"}, {"place": ""}, {"lat": "north"}]
)
def test_what_cannot_be_is_refused_by_the_form_itself(changed: dict[str, Any]) -> None:
    assert not form(**changed).is_valid()


def test_a_fault_stands_at_its_field_and_one_of_a_hidden_field_above_all() -> None:
    found = form()
    assert found.is_valid()
    found.blame(
        BadSpotted(errors=[{"field": "place", "sentence": "太长"}, {"field": "lon", "sentence": "没懂"}])
    )
    assert found.errors["place"] == ["太长"] and list(found.non_field_errors()) == ["没懂"]


def test_a_refusal_without_fields_stands_above_all() -> None:
    found = form()
    assert found.is_valid()
    found.blame(TooManyTries(retry_after=60))
    assert "操作太频繁了" in str(found.non_field_errors())


def test_an_outcome_blames_its_words_or_its_pictures() -> None:
    for fault, field in (
        (SpottedWordsMissing(), "words"),
        (BadSpotted(errors=[{"field": "pictures", "sentence": "打不开"}]), "pictures"),
    ):
        found = OutcomeFields({"words": "清走了"}, MultiValueDict())
        assert found.is_valid() and found.photos() == []
        found.blame(fault)
        assert list(found.errors) == [field]
