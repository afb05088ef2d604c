"""A pattern for many words fits what the words themselves fit, the longest first."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.shared.word_pattern import any_of

LETTERS = "佐々木藤.|[]?-^a"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=4), min_size=1, max_size=12)


def one_after_the_other(words):
    return "|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word))))


@given(WORDS, st.text(LETTERS, max_size=20))
def test_it_finds_what_the_list_of_words_finds(words, text):
    listed = re.compile(one_after_the_other(words))
    assert re.findall(any_of(words), text) == listed.findall(text)


@given(WORDS, st.text(LETTERS, max_size=12))
def test_a_shorter_word_is_taken_where_what_follows_asks_for_it(words, text):
    listed = re.compile(f"(?:{one_after_the_other(words)})木")
    assert re.findall(any_of(words) + "木", text) == listed.findall(text)


def test_of_no_words_nothing_is_found():
    assert re.search(any_of([]), "佐々木") is None


@pytest.mark.parametrize("word", ["佐", "佐々木"])
def test_one_word_is_found(word):
    assert re.findall(any_of([word]), "前田と佐々木") == [word]
