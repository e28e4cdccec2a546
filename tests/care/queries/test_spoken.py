"""Terms under which a row is found, and what people type to find it."""

from __future__ import annotations

import pytest

from redvest.care.models import MenuItem
from redvest.care.queries.spoken import terms_of, with_words
from tests.factories.care import make_menu_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> MenuItem:
    found = make_menu_item(name="换灯泡换水龙头")
    found.search = terms_of(found.name, "独居老人", "暖阳队")
    found.save()
    return found


@pytest.mark.parametrize(
    "q",
    [
        "灯泡",
        "水龙头",
        "huan deng pao",
        "huandengpao",
        "dengpao",
        "hdphslt",
        "独居",
        "暖阳 灯泡",
        "行动不便",
        "  灯泡  ",
        "",
        "，。",
    ],
)
def test_found_by(item: MenuItem, q: str) -> None:
    assert list(with_words(MenuItem.objects.all(), q, also="words")) == [item]


@pytest.mark.parametrize("q", ["灯泡 理发", "泡灯", "lifa", "duju1", "%", "_", "'; drop table", "\\"])
def test_not_found_by(item: MenuItem, q: str) -> None:
    rows = with_words(MenuItem.objects.all(), q, also="words")
    assert list(rows) in ([], [item]) and (not q.isalnum() or list(rows) == [])


def test_only_the_first_text_is_spoken() -> None:
    terms = terms_of("理发", "暖阳队")
    assert {"li", "fa", "lifa", "lf", "暖阳", "阳队"} <= set(terms) and "nuan" not in terms
    assert len(terms) == len(set(terms))
