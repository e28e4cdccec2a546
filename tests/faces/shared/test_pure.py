"""``{% pure %}``: drawn once for each set of named values, from nothing else, in each language."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from redvest.faces.shared.templatetags import pure

OURS = "{% load pure %}"


def drawn(template: Template, **context: Any) -> str:
    return template.render(Context(context))


def test_it_is_drawn_once_for_each_value() -> None:
    calls: list[str] = []

    class Loud:
        def __init__(self, name: str) -> None:
            self.name = name

        def __hash__(self) -> int:
            return hash(self.name)

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Loud) and self.name == other.name

        def said(self) -> str:
            calls.append(self.name)
            return self.name

    template = Template(OURS + "{% pure who=who %}<b>{{ who.said }}</b>{% endpure %}")
    assert [drawn(template, who=Loud(name)) for name in ("a", "b", "a")] == [
        "<b>a</b>",
        "<b>b</b>",
        "<b>a</b>",
    ]
    assert calls == ["a", "b"]


def test_nothing_else_gets_in() -> None:
    template = Template(
        OURS + "{% pure tab=tab %}[{{ tab }}{{ secret }}{{ request.path }}]{% endpure %}{{ secret }}"
    )
    assert drawn(template, tab="me", secret="13807901234") == "[me]13807901234"


def test_what_people_typed_is_escaped() -> None:
    template = Template(OURS + "{% pure q=q %}{{ q }}{% endpure %}")
    assert drawn(template, q="<script>") == "&lt;script&gt;"


def test_each_language_has_its_own() -> None:
    template = Template(OURS + "{% pure %}{% get_current_language as LANG %}{{ LANG }}{% endpure %}")
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            assert drawn(template) == language


def test_it_does_not_grow_without_end() -> None:
    template = Template(OURS + "{% pure n=n %}{{ n }}{% endpure %}")
    assert [drawn(template, n=n) for n in range(3 * pure.MOST)] == [str(n) for n in range(3 * pure.MOST)]
    (node,) = template.nodelist.get_nodes_by_type(pure.Pure)
    assert len(node.drawn) <= pure.MOST


def test_only_named_values_are_taken() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(OURS + "{% pure tab %}{% endpure %}")
