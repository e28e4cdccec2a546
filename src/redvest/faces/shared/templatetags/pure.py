"""``{% pure %}``: a part of a page that depends on nothing but the values it names, drawn once for each of them.

    {% pure tab=tab %}{% include "shared/_tabs.html" %}{% endpure %}

Inside, only those values exist (and the language), so nothing about one visitor can be shown to another.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.translation import get_language

register = template.Library()

MOST = 200  # ways to draw one part; more would mean that it names something that is different for everybody


class Pure(template.Node):
    def __init__(self, inside: NodeList, named: dict[str, FilterExpression]) -> None:
        self.inside, self.named = inside, named
        self.drawn: dict[Hashable, Any] = {}

    def render(self, context: Context) -> Any:
        values = {name: value.resolve(context) for name, value in self.named.items()}
        key = (get_language(), *values.values())
        found = self.drawn.get(key)
        if found is None:
            if len(self.drawn) >= MOST:
                self.drawn.clear()
            found = self.drawn[key] = self.inside.render(context.new(values))
        return found


@register.tag
def pure(parser: Parser, token: Token) -> Pure:
    """Everything inside is drawn from the named values alone; they have to be hashable."""
    bits = token.split_contents()[1:]
    named = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"pure takes name=value only, not {bits[0]!r}")
    inside = parser.parse(("endpure",))
    parser.delete_first_token()
    return Pure(inside, named)
