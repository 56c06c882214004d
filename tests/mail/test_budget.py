"""No mail, however large or odd, takes over two seconds of work or 400 MB to read and to judge."""

from __future__ import annotations

import base64
import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.labelled_mails import STORE, labelled
from tests.timing import quickest
from triage.mail.kind import judge
from triage.mail.limits import MAIL_CAP
from triage.mail.parse import parse

SECONDS = 2.0
MEGABYTES = 400
FROM = b"From: Ann <a@b.example>\r\nSubject: big\r\nMIME-Version: 1.0\r\n"
MULTI = FROM + b"Content-Type: multipart/mixed; boundary=bb\r\n\r\n"
TEXT = b"--bb\r\nContent-Type: text/plain\r\n\r\nMy lamp is broken.\r\n"
BASE64 = base64.b64encode(bytes(range(57))) + b"\r\n"
MAIL = FROM + b"Content-Type: message/rfc822\r\n\r\n"


def fill(start: bytes, piece: bytes, end: bytes = b"", size: int = MAIL_CAP) -> bytes:
    """Return a mail of about this size, made of one piece again and again."""
    return start + piece * ((size - len(start) - len(end)) // len(piece)) + end


def typed(kind: bytes) -> bytes:
    """Return the headers of a mail of one part."""
    return FROM + b"Content-Type: " + kind + b"\r\n\r\n"


def many(piece: bytes) -> bytes:
    """Return ten thousand pieces, each with its number."""
    return b"".join(piece % {b"at": at} for at in range(10_000))


def attached(kind: bytes, encoding: bytes = b"base64") -> bytes:
    """Return the headers of a mail up to the content of its attachment."""
    lines = b"--bb\r\nContent-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + encoding
    return MULTI + TEXT + lines + b"\r\n\r\n"


SIGNED = bytes.fromhex(
    "308006092a864886f70d010702a08030800201013100308006092a864886f70d010701a0802480"
)
END = b"\r\n--bb--\r\n"
LARGE: dict[str, Callable[[], bytes]] = {
    "one attachment": lambda: fill(attached(b"application/zip; name=x.zip"), BASE64, END),
    "a picture of bytes": lambda: fill(attached(b"image/x; name=a", b"8bit"), b"\xff\x00", END),
    "lines": lambda: fill(FROM + b"\r\n", b"The lamp is larger than I thought.\r\n"),
    "lines of another charset": lambda: fill(typed(b"text/plain; charset=utf-8"), b"Gr\xf6\xdfe\n"),
    "one line": lambda: fill(FROM + b"\r\n", b"x"),
    "one line of high bytes": lambda: fill(FROM + b"\r\n", b"\xe4"),
    "line ends": lambda: fill(FROM + b"\r\n", b"\n"),
    "old line ends": lambda: fill(FROM + b"\r\n", b"\r"),
    "HTML": lambda: fill(typed(b"text/html"), b"<p>Hello <b>you</b></p>\r\n"),
    "a pasted picture": lambda: fill(
        typed(b"text/html") + b"<img src='data:image/png;base64,", b"A", b"'><p>there</p>"
    ),
    "comments first": lambda: fill(typed(b"text/html"), b"<!-- x -->\r\n", b"<p>there</p>"),
    "quoted-printable": lambda: fill(
        FROM + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n", b"Gr=C3=B6=C3=9Fe =\r\n"
    ),
    "10,000 parts": lambda: fill(MULTI + TEXT, b"--bb\r\n\r\n" + b"x" * 3_480 + b"\r\n", END),
    "delimiters": lambda: fill(MULTI, b"--bb\r\n"),
    "delimiters of nobody": lambda: fill(MULTI, b"--bx\r\n"),
    "lost boundaries": lambda: fill(typed(b"multipart/mixed"), b"--b1\r\nContent-X\r\n"),
    "mails within": lambda: (
        (
            MULTI
            + fill(b"--bb\r\nContent-Type: message/rfc822\r\n\r\n" + MAIL, b"word\n", b"", 3 << 20)
        )
        * 11
    ),
    "a mail in a mail in a mail": lambda: fill(MAIL + MAIL + MAIL + FROM + b"\r\n", b"word word\n"),
    "headers": lambda: fill(FROM, b"X-A: y\r\n", b"\r\nhi"),
    "one header": lambda: fill(FROM + b"X-A: ", b"y", b"\r\n\r\nhi"),
    "no header": lambda: fill(b"word ", b"word word\r\n"),
    "UTF-16": lambda: fill(
        "\ufeffSubject: x\n\n".encode("utf-16-le"), "Wort\n".encode("utf-16-le")
    ),
    "from an mbox": lambda: fill(b"From a@b Mon\n" + FROM + b"\r\n", b">From x\n"),
    "uuencode": lambda: fill(FROM + b"\r\n", b"begin 644 x\n#86%A\n`\nend\n"),
    "uuencode never ended": lambda: fill(FROM + b"\r\n", b"begin 644 x\n"),
    "yEnc": lambda: fill(FROM + b"\r\n", b"=ybegin line=128 size=1 name=a\n"),
    "escapes": lambda: fill(FROM + b"\r\n", b'\x1b$B$"\x1b(B'),
    "PGP": lambda: fill(FROM + b"\r\n", b"-----BEGIN PGP SIGNED MESSAGE-----\n"),
    "winmail.dat": lambda: fill(
        attached(b"application/ms-tnef", b"8bit") + b"\x78\x9f\x3e\x22\x01\x00",
        b"\x01\x07\x90\x06\x00\x08\x00\x00\x00\xe4\x04\x00\x00\x00\x00\x00\x00\xe8\x00",
    ),
    "a signature in pieces": lambda: fill(
        attached(b"application/pkcs7-mime", b"8bit") + SIGNED,
        b"\x04\x01x",
    ),
    "an invitation": lambda: fill(typed(b"text/calendar") + b"BEGIN:VEVENT\n", b"SUMMARY:x\n"),
    "encoded twice": lambda: fill(FROM + b"\r\n", "FÃ¼ÃŸe\n".encode()),
    "quotes": lambda: fill(FROM + b"\r\n", b"> word word\n"),
    "attributions": lambda: fill(FROM + b"\r\n", b"On Mon, 3 Nov 2025, A <a@b.example> wrote:\n"),
    "letters in HTML": lambda: fill(
        MULTI, b"--bb\r\nContent-Type: text/html\r\n\r\n" + b"<p>x</p>\r\n" * 7_000 + b"\r\n"
    ),
    "signatures": lambda: fill(
        MULTI,
        b"--bb\r\nContent-Type: application/pkcs7-mime\r\n\r\n" + SIGNED + b"\x04\x01x" * 20_000,
    ),
    "uuencode in short lines": lambda: fill(FROM + b"\r\nbegin 644 x\n", b"#86%A\n", b"`\nend\n"),
    "uuencode that is none": lambda: fill(
        FROM + b"\r\n", b"begin 644 x\n#86%A\n\x01\n", b"\nend\n"
    ),
    "yEnc escapes": lambda: fill(
        FROM + b"\r\nbegin\n=ybegin line=1 size=1 name=a\n", b"=a", b"\n=yend size=1\n"
    ),
    "noise": lambda: FROM + b"\r\n" + random.Random(3).randbytes(MAIL_CAP - 100),
}
SMALL: dict[str, bytes] = {
    "pieces of a mail in each other": FROM
    + b"Content-Type: message/partial; number=1\r\n\r\n" * 5_000,
    "signed bytes named again and again": attached(b"application/pkcs7-mime", b"8bit")
    + SIGNED
    + bytes.fromhex("240604840fffffff") * 24_000,
    "5,000 headers": FROM + b"".join(b"X-%d: y\r\n" % at for at in range(5_000)) + b"\r\nhi",
    "5,000 Received": FROM + b"Received: from a by b; Mon, 9 Nov 2026 10:00:00 +0100\r\n" * 5_000,
    "10,000 parts": MULTI + b"--bb\r\n\r\nx\r\n" * 10_000,
    "10,000 letters": MULTI + many(b"--bb\r\n\r\nword %(at)d word\r\n"),
    "10,000 levels": FROM
    + many(b"Content-Type: multipart/a; boundary=b%(at)d\r\n\r\n--b%(at)d\r\n"),
    "a count of four billion": attached(b"application/ms-tnef", b"8bit")
    + bytes.fromhex("789f3e2201000103900600" + "04000000" + "ffffffff" + "0000" + "00" * 20),
}
MEASURE = r"""
import json, re, sys, time
from pathlib import Path
from triage.mail.kind import judge
from triage.mail.message import Identity
from triage.mail.parse import parse
file = Path(sys.argv[1])
parse(file.with_suffix(".small").read_bytes())
times = []
for _ in range(3):
    content = file.read_bytes()
    begin = time.process_time()
    judge(parse(content), Identity())
    times.append(time.process_time() - begin)
    if times[-1] < 1:
        break
# Not ru_maxrss: it outlives exec, and the tests' own process may be larger.
peak = int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps([min(times), peak]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_mail_of_35_megabytes_stays_within_time_and_memory(name: str, tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(LARGE[name]())
    assert 30 << 20 <= file.stat().st_size <= MAIL_CAP + 100
    file.with_suffix(".small").write_bytes(FROM + b"\r\nhi")
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, str(file)],
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": os.defpath},
        capture_output=True,
        check=True,
    )
    file.unlink()  # three are kept otherwise, of each of these
    seconds, megabytes = json.loads(ran.stdout)
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


@pytest.mark.parametrize("content", SMALL.values(), ids=SMALL.keys())
def test_small_mail_of_very_many_things_is_read_in_a_moment(content: bytes) -> None:
    assert quickest(lambda: judge(parse(content), STORE), below=0.5) < 0.5


def test_what_stands_behind_much_is_still_read() -> None:
    assert parse(LARGE["a pasted picture"]()).text == "there"
    assert parse(LARGE["comments first"]()).text == "there"
    (attachment,) = parse(LARGE["one attachment"]()).attachments
    assert attachment.size > 25 << 20


def test_everyday_mail_is_read_in_about_a_millisecond() -> None:
    mails = [one.content for one in labelled("corpus") if len(one.content) < 20_000]
    for content in mails:
        parse(content)
    times = [quickest(lambda content=content: parse(content), below=0.0) for content in mails]  # type: ignore[misc]
    assert statistics.median(times) < 0.003  # 1.0 ms here, over 849 mails
