"""How long, said in hours and minutes: read, refused, and put back into its boxes."""

from __future__ import annotations

import pytest
from django import forms

from redvest.faces.shared.minutes import MinutesField


class Sheet(forms.Form):
    long = MinutesField(label="多久")
    perhaps = MinutesField(label="大概", required=False)


@pytest.mark.parametrize(
    ("sent", "minutes"),
    [
        ({"long-h": "2", "long-m": "30"}, 150),
        ({"long-h": "2", "long-m": ""}, 120),
        ({"long-h": "", "long-m": "45"}, 45),
        ({"long": "120"}, 120),
    ],
)
def test_it_is_whole_minutes(sent: dict[str, str], minutes: int) -> None:
    form = Sheet(sent)
    assert form.is_valid()
    assert form.cleaned_data == {"long": minutes, "perhaps": None}


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "请填写多久"),
        ({"long-h": "两", "long-m": "0"}, "都填整数"),
        ({"long-h": "1.5", "long-m": ""}, "都填整数"),
        ({"long-h": "0", "long-m": "0"}, "至少 1 分钟"),
        ({"long-h": "9999", "long-m": "0"}, "太多了"),
    ],
)
def test_what_cannot_be_is_said(sent: dict[str, str], sentence: str) -> None:
    form = Sheet(sent)
    assert sentence in form.errors["long"][0]


def test_what_was_typed_stays_in_its_boxes() -> None:
    html = str(Sheet({"long-h": "1.5", "long-m": "<b>"})["long"])
    assert 'name="long-h" value="1.5"' in html
    assert "&lt;b&gt;" in html
    html = str(Sheet(initial={"long": 150})["long"])
    assert 'value="2"' in html and 'value="30"' in html
