"""Words looked up once per language."""

from __future__ import annotations

import pytest
from django.utils import translation

from redvest.faces.shared import speech


@pytest.mark.parametrize("language", ["zh-hans", "en", "zh-hans", "en"])
def test_words_are_those_of_the_language(language: str) -> None:
    with translation.override(language):
        assert speech.gettext("报名") == translation.gettext("报名")


def test_languages_do_not_mix() -> None:
    with translation.override("en"):
        english = speech.gettext("报名")
    with translation.override("zh-hans"):
        assert speech.gettext("报名") == "报名" != english
