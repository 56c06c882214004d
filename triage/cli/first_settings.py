"""The settings.toml that `triage init` writes: few questions, every line commented. Pure.

No password ever stands in it, only the name of the variable or file that holds one.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib import resources


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked, or given by options."""

    store_name: str
    address: str
    user: str
    imap_host: str
    smtp_host: str  # "" where nothing is sent from here
    time_zone: str
    country: str  # ISO 3166, "" for no public holidays
    password_env: str
    password_file: str  # "" if the variable is used
    since: date
    imap_port: int = 0
    smtp_port: int = 0
    tls: str = "implicit"
    smtp_tls: str = "implicit"
    oauth: str = ""  # "" for a login by password
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider's servers are, and what its customers trip over."""

    imap: str
    smtp: str
    smtp_tls: str = "implicit"
    remark: str = ""
    oauth: str = ""  # the token service of one that takes no password


def provider_of(address: str) -> Provider:
    """Guess the servers of an address from its domain."""
    domain = address.rpartition("@")[2].lower()
    table = tomllib.loads(
        resources.files("triage.cli").joinpath("providers.toml").read_text("utf-8")
    )
    for entry in table.values():
        if domain in entry["domains"]:
            return Provider(
                entry["imap"],
                entry["smtp"],
                entry.get("smtp_tls", "implicit"),
                entry.get("remark", ""),
                entry.get("oauth", ""),
            )
    return Provider(f"imap.{domain}", f"smtp.{domain}")


def as_toml(answers: Answers) -> str:
    """Return the text of a settings.toml, commented."""
    a = answers
    secret = (
        f"password_file = {_text(a.password_file)}  # its first line is the password; chmod 600"
        if a.password_file
        else f"password_env = {_text(a.password_env)}  # the variable that holds the password"
    )
    by_token = ""
    if a.oauth:
        secret = "# logs in by [mailbox.main.oauth] below; consent once with: triage login main"
        by_token = f"""
[mailbox.main.oauth]
provider = {_text(a.oauth)}
client_id = {_text(a.client_id)}  # of the app you registered; see docs/operating.md
refresh_token_file = "data/refresh-token"  # kept and renewed by the program
"""
    imap = _server(a.imap_host, a.imap_port, a.tls)
    smtp = (
        f"smtp = {_server(a.smtp_host, a.smtp_port, a.smtp_tls)}"
        if a.smtp_host
        else '# smtp = { host = "smtp.shop.example" }  # without it nothing is sent from here'
    )
    country = _text(a.country) if a.country else '""'
    return f"""\
# Settings of triage. Every key, its default and its meaning: docs/settings.md.
# Check it with: triage doctor

[store.main]
name = {_text(a.store_name)}  # as your customers know it
addresses = [{_text(a.address)}]  # your support addresses; answers are sent from the first
time_zone = {_text(a.time_zone)}  # of your working hours and promises
country = {country}  # whose public holidays you keep, e.g. "CN" or "DE"
# languages = ["en", "de", "fr"]       # what customers write in; without it all known ones
# channels = ["shopify", "amazon"]     # where you sell: helps to read order numbers
# order_patterns = ["LL-#####"]        # your own order numbers, # for a digit
# staff_domains = ["shop.example"]     # your colleagues' addresses, so that they are no customers
# signature = "Your shop, Street 1"    # below the names in every answer

[mailbox.main]
store = "main"
user = {_text(a.user)}
{secret}
imap = {imap}
{smtp}
since = {a.since.isoformat()}  # mail that arrived before this day is left alone
{by_token}
[team.desk]
name = {_text(f"{a.store_name} Support")}  # signs while no agent is named
# email = "team@shop.example"          # where reminders are mailed
# language = "zh-Hans"                 # of its reminders

[database]
url = "sqlite:///data/triage.db"  # or postgresql+psycopg://user@host/name
"""


def _server(host: str, port: int, tls: str) -> str:
    parts = [f"host = {_text(host)}"]
    parts += [f"port = {port}"] if port else []
    parts += [f"tls = {_text(tls)}"] if tls != "implicit" else []
    return f"{{ {', '.join(parts)} }}"


def _text(value: str) -> str:
    """Quote a value: JSON's strings are TOML's basic strings."""
    return json.dumps(value, ensure_ascii=False)
