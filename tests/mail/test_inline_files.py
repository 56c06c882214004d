"""Files written into a text: taken out whole, left as words where they are none."""

from __future__ import annotations

import binascii

import pytest

from triage.mail.inline_files import take_files


def _encoded(content: bytes) -> bytes:
    lines = [content[at : at + 45] for at in range(0, len(content), 45)]
    return b"begin 644 a.bin\n" + b"".join(map(binascii.b2a_uu, lines)) + b"`\nend\n"


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_uuencoded_file_is_taken_out_and_the_words_around_it_stay(newline: bytes) -> None:
    content = bytes(range(256)) * 9
    text = (b"above\n" + _encoded(content) + b"below\n").replace(b"\n", newline)
    words, files = take_files(text)
    assert files == [(b"a.bin", content)]
    assert words.split() == [b"above", b"below"]


def test_words_that_begin_like_a_file_stay_and_the_file_below_them_is_found() -> None:
    text = b"hello\nbegin 644 times over, he said\nand again\n" + _encoded(b"x" * 99) + b"bye\n"
    words, files = take_files(text)
    assert files == [(b"a.bin", b"x" * 99)]
    assert words.split(b"\n") == [
        *(b"hello", b"begin 644 times over, he said", b"and again", b"bye", b"")
    ]


def test_file_below_a_broken_one_is_found_and_no_byte_of_the_broken_one_lost() -> None:
    good = _encoded(b"y" * 200)
    broken = good.replace(b"\nend\n", b"\n").replace(b"`", b"\x01 no line of it")
    words, files = take_files(b"a\n" + broken + good + b"b\n")
    assert files == [(b"a.bin", b"y" * 200)]
    assert words == b"a\n" + broken + b"b\n"


def test_far_more_escapes_than_any_encoder_writes_are_words() -> None:
    text = b"begin\n=ybegin line=1 size=1 name=a\n" + b"=a" * 1_000_001 + b"\n=yend size=1\n"
    assert take_files(text) == (text, [])
