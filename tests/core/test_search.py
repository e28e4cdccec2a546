"""Index terms: whatever is in a text is found by it, and nothing shorter than a word by accident."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from redvest.core.search import index_text, is_han, normalise_text, query_terms

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
RARE_HAN = st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF)
HAN_TEXT = st.text(st.one_of(HAN, RARE_HAN), min_size=2, max_size=40)


@given(st.data(), HAN_TEXT)
def test_every_substring_of_two_or_more_is_found(data: st.DataObject, text: str) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    assert set(query_terms(text[start:end])) <= set(index_text(text))


@given(st.data(), HAN_TEXT)
def test_every_single_character_is_found(data: st.DataObject, text: str) -> None:
    character = data.draw(st.sampled_from(text))
    assert query_terms(character) == [character]
    assert character in index_text(text)


@given(st.text(max_size=60))
def test_a_whole_text_is_always_found_by_itself(text: str) -> None:
    assert set(query_terms(text)) <= set(index_text(text))


@given(st.text(max_size=60), st.text(max_size=60))
def test_several_texts_index_as_the_union_without_joining_them(first: str, second: str) -> None:
    together = index_text(first, second)
    assert set(together) == set(index_text(first)) | set(index_text(second))
    assert len(together) == len(set(together))


def test_the_terms_of_a_mixed_text() -> None:
    assert index_text("渝水区 2024 Spring义诊") == [
        "渝", "水", "区", "渝水", "水区", "2024", "spring", "义", "诊", "义诊",
    ]  # fmt: skip


def test_the_order_is_stable_and_repeats_go() -> None:
    assert index_text("爱心爱心") == ["爱", "心", "爱心", "心爱"]
    assert index_text("abc ABC Ａｂｃ") == ["abc"]


def test_a_query_of_two_or_more_asks_for_pairs_only() -> None:
    assert query_terms("志愿者") == ["志愿", "愿者"]
    assert query_terms("志 愿者") == ["志", "愿者"]
    assert query_terms("3号 Bus") == ["3", "号", "bus"]


def test_characters_that_are_not_neighbours_make_no_pair() -> None:
    assert "愿服" not in index_text("志愿，服务")
    assert "愿服" not in index_text("志愿", "服务")
    assert "愿服" in index_text("志愿服务")


def test_full_width_and_compatibility_forms_are_one_spelling() -> None:
    assert query_terms("ＡＢＣ１２３") == ["abc123"]
    # U+F9B5 is the compatibility form of 例.
    assert index_text("\uf9b5") == ["例"]


def test_words_are_found_whole() -> None:
    terms = index_text("Covid19 helpers")
    assert "covid19" in terms
    assert "cov" not in terms


def test_nothing_to_find_in_marks_and_blanks() -> None:
    assert index_text("", "  ", "，。！—…") == []
    assert query_terms(" ？ ") == []


def test_what_counts_as_han() -> None:
    assert all(is_han(character) for character in "红〇㐀𠮷鿿")
    assert not any(is_han(character) for character in "a1，あ한·")


def test_normalised_text_has_one_spelling() -> None:
    assert normalise_text("  Ｒｅｄ　 Vest\n红马甲 ") == "red vest 红马甲"
