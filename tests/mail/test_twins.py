from __future__ import annotations

from triage.mail.html import html_to_text
from triage.mail.twins import with_addresses

HEAD = (
    '<div><b>发件人：</b>&nbsp;<a href="mailto:feng@a.example">冯小姐</a></div>'
    '<div>Sent: Monday</div><p>Write <a href="mailto:shop@a.example">to the shop</a></p>'
)


def test_the_address_behind_a_name_in_a_header_line_is_shown() -> None:
    assert html_to_text(HEAD).text.split("\n")[0].split() == [
        "发件人：",
        "冯小姐",
        "<feng@a.example>",
    ]


def test_other_links_to_addresses_show_only_what_is_seen() -> None:
    assert "shop@a.example" not in html_to_text(HEAD).text


def test_a_plain_text_takes_the_addresses_of_its_header_lines_from_its_twin() -> None:
    plain = "Please see to it.\n\n> From:  Anna Berg\n> Sent: Monday\n\nFrom: nobody"
    rich = "Please see to it.\n\nFrom: Anna Berg <anna@a.example>\nSent: Monday"
    assert with_addresses(plain, rich) == plain.replace("Berg", "Berg <anna@a.example>")


def test_a_plain_text_without_such_lines_stays_as_it_is() -> None:
    assert with_addresses("From: Anna Berg", "Hello <anna@a.example>") == "From: Anna Berg"
