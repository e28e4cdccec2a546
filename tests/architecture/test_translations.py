"""English is complete: every string of the code and the templates has a translation with the same placeholders."""

from __future__ import annotations

import importlib.util
import re
from functools import cache

from babel.messages.catalog import Catalog, Message

from tests.architecture.source import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CHINESE_ALLOWED = ("中文",)  # the switch back to Chinese says its own name


@cache
def catalogue() -> Catalog:
    """What the source asks for today, with the translations that are there."""
    spec = importlib.util.spec_from_file_location("gather_messages", ROOT / "bin/messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.merged()


def pairs() -> list[tuple[Message, str, str]]:
    found = []
    for message in catalogue():
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, list | tuple) else (message.id,)
        texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
        found += [(message, source, text) for source, text in zip(sources, texts, strict=False)]
    return found


def test_every_string_is_translated():
    assert len(pairs()) > 1000
    assert not [source for _message, source, text in pairs() if not text]


def test_placeholders_are_the_same():
    different = [
        (source, text)
        for _message, source, text in pairs()
        if set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(text))
    ]
    assert not different


def test_no_chinese_is_left_in_english():
    left = [
        text for _message, _source, text in pairs() if CHINESE.search(text) and text not in CHINESE_ALLOWED
    ]
    assert not left


def test_nothing_is_only_guessed():
    assert not [message.id for message in catalogue() if message.fuzzy]
