"""Two buttons: one, the other, or neither, which is no answer and changes nothing."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from redvest.faces.shared.pressed import NothingPressed, pressed


@pytest.mark.parametrize(("sent", "heard"), [({"verb": "yes"}, True), ({"verb": "no"}, False)])
def test_one_or_the_other(sent: dict[str, str], heard: bool) -> None:
    assert pressed(RequestFactory().post("/", sent), "yes", "no") is heard


@pytest.mark.parametrize("sent", [{}, {"verb": ""}, {"verb": "YES"}, {"verb": "dance"}])
def test_neither_is_no_answer(sent: dict[str, str]) -> None:
    with pytest.raises(NothingPressed):
        pressed(RequestFactory().post("/", sent), "yes", "no")
