"""What a requester's text message means: done, not done, or something that a person has to read. Pure."""

from __future__ import annotations

import unicodedata

from redvest.care.choices import ConfirmAnswer

_DONE = frozenset(
    {
        "1",
        "是",
        "是的",
        "好",
        "好了",
        "好的",
        "办好了",
        "做好了",
        "完成",
        "完成了",
        "满意",
        "谢谢",
        "yes",
        "y",
        "ok",
    }
)
_NOT = frozenset(
    {"2", "否", "没", "没有", "没来", "没办", "没办好", "不好", "还没", "没有来", "没做", "no", "n"}
)


def answer_in(content: str) -> ConfirmAnswer | None:
    """The answer, or None where nobody but a person can tell: of two meanings the machine takes neither."""
    text = unicodedata.normalize("NFKC", content).casefold()
    said = "".join(each for each in text if each.isalnum())
    if said in _DONE:
        return ConfirmAnswer.DONE
    if said in _NOT:
        return ConfirmAnswer.NOT_DONE
    return None
