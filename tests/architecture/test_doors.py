"""Every page says who may enter, and every call of the API, too."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

WHO = {"public", "members", "volunteers", "staff"}


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, address)
        else:
            yield address, entry


def test_every_view_declares_who_may_enter():
    silent = [
        address
        for address, pattern in patterns(get_resolver())
        if not address.startswith("api/") and getattr(pattern.callback, "who_may_enter", None) not in WHO
    ]
    assert not silent


def test_the_site_has_pages_at_all():
    addresses = [address for address, _ in patterns(get_resolver())]
    assert len(addresses) > 30
    for wanted in ("activities/", "me/", "desk/", "verify/", "login/"):
        assert any(address.startswith(wanted) for address in addresses), wanted
