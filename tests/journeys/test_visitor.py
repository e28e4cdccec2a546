"""The visitor itself can complain: each kind of fault, planted in a page, is heard."""

from __future__ import annotations

import re

import pytest

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLANTED = {
    "a script that fails": ("setTimeout(() => { throw new Error('planted') })", "planted"),
    "a script that the page forbids": (
        "document.head.append(Object.assign(document.createElement('script'), {text: '1'}))", "Content Security Policy",
    ),
    "an answer of 404": ("fetch('/planted-nowhere/')", "404 GET"),
    "another host": ("fetch('http://127.0.0.1:9/planted').catch(() => 0)", "Refused to connect"),
    "something too wide": ("document.querySelector('main').style.width = '3000px'", "720 px wide on a screen of 390"),
    "a field without a name": ("document.querySelector('main').append(document.createElement('input'))", "label (critical)"),
    "words too pale": ("document.querySelector('main p').style.color = '#ddd'", "color-contrast (serious)"),
}  # fmt: skip


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
@pytest.mark.parametrize("fault", PLANTED)
def test_each_kind_of_fault_is_heard(arrive: Arrive, fault: str) -> None:
    script, complaint = PLANTED[fault]
    visitor = arrive()
    visitor.go("/about/")
    visitor.page.evaluate(f"() => {{ {script} }}")
    visitor.page.wait_for_timeout(150)
    with pytest.raises(AssertionError, match=re.escape(complaint)):
        visitor.look()
    visitor.faults.clear()


def test_a_good_page_is_no_reason_to_complain(arrive: Arrive) -> None:
    visitor: Visitor = arrive()
    visitor.go("/about/")
    assert visitor.faults == []
