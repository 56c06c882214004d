"""File names of attachments, whatever they were written in."""

from __future__ import annotations

import pytest

from triage.mail.parse import parse
from triage.mail.parts import safe_name

HEAD = b"From: Ann <ann@mail.example>\r\n"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\lamp.jpg", "lamp.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("..", ""),
        ("a<b>:c?.txt", "a_b__c_.txt"),
        ("x" * 200 + ".jpeg", "x" * 115 + ".jpeg"),
        ("y" * 200, "y" * 120),
        ("a." + "z" * 200, "a." + "z" * 118),
        ("发\u200d票\x00.pdf", "发票 .pdf"),
        ("dir/", "dir"),
    ],
)
def test_attachment_names_are_safe(given: str, name: str) -> None:
    assert safe_name(given) == name


@pytest.mark.parametrize(
    "header",
    [
        b"attachment; filename*=utf-8''%E5%8F%91%E7%A5%A8.pdf",
        b'attachment; filename="=?utf-8?B?5Y+R56WoLnBkZg==?="',
        b"attachment; filename*0*=utf-8''%E5%8F; filename*1*=%91%E7%A5%A8.pdf",
        'attachment; filename="发票.pdf"'.encode(),
        'attachment; filename="发票.pdf"'.encode("gbk"),
    ],
)
def test_file_names_are_decoded(header: bytes) -> None:
    content = b"Content-Type: application/pdf; charset=gb2312\r\nContent-Disposition: " + header
    got = parse(HEAD + content + b"\r\n\r\n%PDF")
    assert [(a.name, a.inline) for a in got.attachments] == [("发票.pdf", False)]
