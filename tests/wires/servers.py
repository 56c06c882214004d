"""Real mail servers for tests: Dovecot, pymap and an SMTP server that can misbehave.

Each is a context manager on a free port of 127.0.0.1. Dovecot runs as an ordinary user: started
by root it drops to `nobody`, whose mail lies below a folder that pytest's own would not let it in.
"""

from __future__ import annotations

import base64
import grp
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from signal import SIGKILL, SIGTERM
from string import Template
from typing import Any, Self

import pytest
from imapclient import IMAPClient

from tests.wires.token_service import KEY
from triage.wire import ImapOptions, Password, Secret, Tls

HERE = Path(__file__).parent
PASSWORD = "correct-horse"
DRAFTS_AND_MORE = (("Drafts", "Drafts"), ("Sent", "Sent"), ("Junk", "Junk"), ("Trash", "Trash"))
HERE_NAMES = "DNS:localhost,IP:127.0.0.1"
_STARTS_WITHIN = 10.0  # seconds; the usual is 0.02 for Dovecot, 0.5 for pymap


@dataclass(frozen=True)
class Account:
    """What a session needs to reach one mailbox of a test server."""

    options: ImapOptions
    secret: Secret

    def but(self, **changes: Any) -> Account:
        """Return the account with other options."""
        return replace(self, options=replace(self.options, **changes))

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """Log in by a bare IMAPClient, to see and make what our own code is tested against."""
        credentials = self.secret()
        with IMAPClient(self.options.host, self.options.port, ssl=False, timeout=10) as client:
            client.login(self.options.user, credentials.value)
            yield client


def missing(what: str, remedy: str) -> None:
    """Leave a test out for want of a server, or fail it where nothing may be left out."""
    reason = f"{what} is not installed: {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """Return a port of this machine nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    return port


def dovecot_program() -> str:
    """Return the path of Dovecot, "" if it is not installed."""
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    return shutil.which("dovecot", path=places) or ""


@dataclass
class Dovecot:
    """One Dovecot. Any user name is a fresh mailbox with the password PASSWORD.

    `mailboxes` are (folder, special use) pairs, a use of "" makes a plain folder; `capability`
    replaces what the server offers; `quota` limits a mailbox in kilobytes; `prefix` as "INBOX.".
    """

    mailboxes: tuple[tuple[str, str], ...] = DRAFTS_AND_MORE
    capability: str = ""
    quota: int = 0
    prefix: str = ""
    separator: str = "/"
    tls: bool = False
    mechanisms: str = "plain login"  # with "xoauth2" or "oauthbearer" tokens of token_service
    names: str = HERE_NAMES  # of its certificate
    home: Path = field(init=False)
    port: int = field(init=False, default=0)
    tls_port: int = field(init=False, default=0)
    _process: subprocess.Popen[bytes] | None = field(init=False, default=None)

    def __enter__(self) -> Self:
        """Start it in a folder of its own."""
        self.home = Path(tempfile.mkdtemp(prefix="triage-dovecot-"))
        self.home.chmod(0o755)
        self._owner = pwd.getpwuid(os.geteuid() or pwd.getpwnam("nobody").pw_uid)
        for name in ("run", "mail"):
            (self.home / name).mkdir()
        if self._tokens:
            keys = self.home / "keys" / "default" / "HS256"
            keys.mkdir(parents=True)
            (keys / "default").write_bytes(base64.b64encode(KEY))
            (self.home / "oauth2.conf").write_text(
                f"introspection_mode = local\nusername_attribute = email\n"
                f"local_validation_key_dict = fs:posix:prefix={self.home}/keys/\n",
                encoding="utf-8",
            )
        if self.tls:
            make_certificates(self.home, self.names)
        for path in (self.home, *self.home.rglob("*")):
            if os.geteuid() == 0:
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
        try:
            self.port, self.tls_port = free_port(), free_port() if self.tls else 0
            self.start()
        except BaseException:
            shutil.rmtree(self.home, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it and remove every trace."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def start(self) -> None:
        """Start it, again on the same port with the same mail after a stop."""
        program = dovecot_program()
        config = self.home / "dovecot.conf"
        config.write_text(self._config(program), encoding="utf-8")
        as_root = os.geteuid() == 0
        drop: dict[str, Any] = (
            {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": []}
            if as_root
            else {}
        )
        self._process = subprocess.Popen(
            [program, "-F", "-c", str(config)],
            stderr=subprocess.PIPE,
            start_new_session=True,
            **drop,
        )
        wait_for_greeting(self.port, b"* OK", self._process, self.home / "log")

    def stop(self, *, kill: bool = False) -> None:
        """Stop it, politely or with everything it started."""
        process, self._process = self._process, None
        if process is None:
            return
        # The children share its process group; those serving a client outlive the master.
        os.killpg(process.pid, SIGKILL if kill else SIGTERM)
        # On a busy machine Dovecot may wait long for its children; how it stops is not our test.
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, SIGKILL)
        process.wait(5)
        if process.stderr is not None:
            process.stderr.close()

    def account(self, user: str = "", **options: Any) -> Account:
        """Return a mailbox; without a name one that nobody has used."""
        user = user or f"user{time.monotonic_ns()}"
        base = ImapOptions(
            host="127.0.0.1",
            port=self.port,
            user=user,
            tls=Tls.NONE,
            connect_timeout=5,
            read_timeout=10,
        )
        return Account(replace(base, **options), lambda: Password(PASSWORD))

    def maildir(self, account: Account) -> Path:
        """Return the folder with a mailbox's mail."""
        return self.home / "mail" / account.options.user / "Maildir"

    @property
    def ca_file(self) -> str:
        """The file of the certificate authority that signed the server's certificate."""
        return str(self.home / "ca.pem")

    def _config(self, program: str) -> str:
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        new = not version.stdout.startswith("2.3")
        template = Template(
            (HERE / f"dovecot-{'2.4' if new else '2.3'}.conf").read_text(encoding="utf-8")
        )
        return template.substitute(
            home=self.home,
            user=self._owner.pw_name,
            group=grp.getgrgid(self._owner.pw_gid).gr_name,
            uid=self._owner.pw_uid,
            gid=self._owner.pw_gid,
            password=PASSWORD,
            port=self.port,
            tls_port=self.tls_port,
            ssl="yes" if self.tls else "no",
            certificate=self._certificate(new=new),
            mechanisms=self.mechanisms,
            oauth2=self._oauth2(new=new),
            separator=self.separator,
            prefix=self.prefix,
            mailboxes="\n  ".join(_mailbox(name, use) for name, use in self.mailboxes),
            quota=self._quota(new=new),
            more=f"imap_capability = {self.capability}" if self.capability else "",
        )

    @property
    def _tokens(self) -> bool:
        return "oauth" in self.mechanisms

    def _oauth2(self, *, new: bool) -> str:
        if not self._tokens:
            return ""
        if not new:
            return (
                "passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n"
                f"  args = {self.home}/oauth2.conf\n}}"
            )
        # From 2.4 on the mechanisms ask no passdb, but these settings.
        return (
            "oauth2 {\n  introspection_mode = local\n  username_attribute = email\n"
            "  oauth2_local_validation {\n    dict fs {\n      fs posix {\n"
            f"        prefix = {self.home}/keys/\n      }}\n    }}\n  }}\n}}"
        )

    def _certificate(self, *, new: bool) -> str:
        if not self.tls:
            return ""
        cert, key = self.home / "cert.pem", self.home / "key.pem"
        if new:
            return f"ssl_server_cert_file = {cert}\nssl_server_key_file = {key}"
        return f"ssl_cert = <{cert}\nssl_key = <{key}"

    def _quota(self, *, new: bool) -> str:
        if not self.quota:
            return ""
        if new:
            return (
                "mail_plugins {\n  quota = yes\n}\n"
                f"quota_storage_size = {self.quota}K\nquota_storage_grace = 0\n"
                'quota "User quota" {\n}'
            )
        return (
            "mail_plugins = quota\nplugin {\n  quota = count:User quota\n  quota_vsizes = yes\n"
            f"  quota_grace = 0\n  quota_rule = *:storage={self.quota}K\n}}"
        )


def _mailbox(name: str, use: str) -> str:
    special = f"\n    special_use = \\{use}" if use else ""
    return f'mailbox "{name}" {{\n    auto = subscribe{special}\n  }}'


def make_certificates(home: Path, names: str = HERE_NAMES) -> None:
    """Make a certificate authority and a certificate for `names` signed by it."""
    ca = ["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority"]
    _openssl(home, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *ca)
    request = ["-keyout", "key.pem", "-out", "cert.csr", "-subj", "/CN=localhost"]
    _openssl(home, "req", "-newkey", "rsa:2048", "-nodes", *request)
    (home / "san").write_text(f"subjectAltName={names}\n", encoding="ascii")
    signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "san"]
    _openssl(home, "x509", "-req", "-in", "cert.csr", "-days", "2", "-out", "cert.pem", *signed)


def _openssl(home: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=home, check=True, capture_output=True)


@dataclass
class Pymap:
    """One pymap with its mail in memory: as poor as Exchange (no SPECIAL-USE, no keywords)."""

    port: int = field(init=False, default=0)
    _process: subprocess.Popen[bytes] | None = field(init=False, default=None)

    def __enter__(self) -> Self:
        """Start it with an empty mailbox."""
        self.port = free_port()
        self._process = subprocess.Popen(
            [
                sys.executable, "-c", "from pymap.main import main; main()",
                "--host", "127.0.0.1", "--port", str(self.port), "--no-tls",
                "dict", "--demo-user", "user", "--demo-password", PASSWORD,
            ],
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for_greeting(self.port, b"* OK", self._process, None)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it; from Python 3.12 on it ignores SIGTERM while a client is connected."""
        self.stop(kill=True)

    def stop(self, *, kill: bool = False) -> None:
        """Stop it; its mail is lost."""
        process, self._process = self._process, None
        if process is not None:
            process.kill() if kill else process.terminate()
            process.wait(10)

    def account(self, **options: Any) -> Account:
        """Return its one mailbox, emptied."""
        base = ImapOptions(
            host="127.0.0.1",
            port=self.port,
            user="user",
            tls=Tls.NONE,
            connect_timeout=5,
            read_timeout=10,
        )
        account = Account(replace(base, **options), lambda: Password(PASSWORD))
        with account.client() as client:
            for _, _, name in client.list_folders():
                if name.upper() == "INBOX":
                    client.select_folder(name)
                    client.delete_messages(client.search())
                    client.expunge()
                else:
                    client.delete_folder(name)
        return account


def wait_for_greeting(
    port: int, greeting: bytes, process: subprocess.Popen[bytes], log: Path | None
) -> None:
    """Return once the server answers on its port; fail with its own words if it does not."""
    end = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", port), timeout=2) as sock,
        ):
            if sock.recv(100).startswith(greeting):
                return
        time.sleep(0.01)
    process.kill()
    words = process.stderr.read().decode() if process.stderr else ""
    if log is not None and log.exists():
        words += log.read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"the server did not start: {re.sub(chr(10) * 2, chr(10), words)}")
