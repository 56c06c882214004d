"""What is taken out of an S/MIME signature, and that no few bytes unpack to many."""

from __future__ import annotations

import pytest

from triage.mail.signed import content_inside, is_encrypted

# ContentInfo and SignedData in indefinite lengths, up to the signed octets.
HEAD = bytes.fromhex("308006092a864886f70d010702a08030800201013100308006092a864886f70d010701a080")
ENDS = bytes(20)


@pytest.mark.parametrize(
    ("octets", "content"),
    [
        (b"\x04\x02hi", b"hi"),
        (b"\x24\x06\x04\x01h\x04\x01i", b"hi"),
        (b"\x24\x80\x04\x01h\x24\x80\x04\x01i\0\0\0\0", b"hi"),
        (b"\x04\x82\x01\x00cut", b"cut" + ENDS),
        (b"\x24\x03\x04\x7fxyz", None),
        (b"\x24\x80" * 20 + b"\x04\x01x", None),
        (b"\x04\x87" + b"\xff" * 7, None),
        (b"\x02\x01\x05", None),
    ],
    ids=["whole", "pieces", "streamed", "cut", "overlap", "too deep", "too long", "other type"],
)
def test_signed_octets_are_joined_or_refused(octets: bytes, content: bytes | None) -> None:
    assert content_inside(HEAD + octets + ENDS) == content


def test_pieces_that_reach_beyond_what_they_are_in_multiply_no_bytes() -> None:
    # Each of six bytes claimed all that follows: 200 kB came out as 2 GB.
    assert content_inside(HEAD + b"\x24\x80" + bytes.fromhex("240604840fffffff") * 25_000) is None


@pytest.mark.parametrize(
    "data", [b"", b"\x30", b"\x30\x80", b"\x30\x80\x06", HEAD, b"\x24\x80" * 99]
)
def test_bytes_that_are_no_signature_are_neither_read_nor_called_encrypted(data: bytes) -> None:
    assert content_inside(data) is None
    assert not is_encrypted(data)
