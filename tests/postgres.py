"""A real PostgreSQL for tests: its own cluster below a folder of its own, reached by a socket.

PostgreSQL refuses to run as root, so started by root it drops to `nobody`. It stops by itself when
the test process is gone, however that ended.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import Any, Self

import psycopg
from psycopg import sql

from triage.storage.database import Database
from triage.storage.migrate import migrate

ROLE = "triage"
_EMPTY, _MIGRATED = "template0", "migrated"  # templates of the databases of tests
_STARTS_WITHIN = 20.0  # seconds; the usual is 0.1, and 0.4 to make the cluster
# Fast because a power cut in a test run may lose everything.
_CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB")
# The shell reads its standard input until the test process closes it or dies, then stops it all.
_WATCHED = '"$@" & server=$!; read -r _; kill -INT $server; wait $server'


def postgres_folder() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, None if it is not installed."""
    found = shutil.which("postgres")
    if found:
        return Path(found).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(debian, key=lambda path: float(path.parts[-3]), default=None)
    return newest.parent if newest else None


@dataclass
class Postgres:
    """One cluster; `create` makes a database in it, in a hundredth of a second."""

    home: Path = field(init=False)
    _made: int = field(init=False, default=0)
    _process: subprocess.Popen[bytes] | None = field(init=False, default=None)

    def __enter__(self) -> Self:
        """Make the cluster, start it, and fill the template of migrated databases."""
        programs = postgres_folder()
        assert programs is not None, "PostgreSQL is not installed"
        self._programs = programs
        self._owner = pwd.getpwuid(os.geteuid() or pwd.getpwnam("nobody").pw_uid)
        self.home = Path(tempfile.mkdtemp(prefix="triage-postgres-"))
        try:
            if os.geteuid() == 0:
                os.chown(self.home, self._owner.pw_uid, self._owner.pw_gid)
            self._make()
            self.start()
            database = Database(self.url(self.create(_MIGRATED, empty=True)))
            migrate(database)
            database.close()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it and remove every trace."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def start(self) -> None:
        """Start it, again with the same databases after a stop."""
        options = [word for setting in _CARELESS for word in ("-c", setting)]
        data = ["-D", str(self.home / "data"), "-k", str(self.home), "-c", "listen_addresses="]
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["sh", "-c", _WATCHED, "sh", self._programs / "postgres", *data, *options],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.home,
                **self._drop(),
            )
        end = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < end:
            with suppress(psycopg.OperationalError):
                self._execute("SELECT 1")
                return
            time.sleep(0.01)
        words = (self.home / "log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"PostgreSQL did not start: {words}")

    def stop(self) -> None:
        """Stop it: clients are cut off, what was committed stays."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, SIGKILL)
        process.wait(5)

    def create(self, name: str = "", *, empty: bool = False, encoding: str = "UTF8") -> str:
        """Make a database with all tables, or an empty one; return its name."""
        self._made += 1
        name = name or f"test{self._made}"
        template = _EMPTY if empty else _MIGRATED
        self._execute("CREATE DATABASE {} TEMPLATE {} ENCODING {}", name, template, encoding)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def url(self, name: str) -> str:
        """Return where a database is, as the settings say it."""
        return f"postgresql+psycopg://{ROLE}@/{name}?host={self.home}"

    def _make(self) -> None:
        words = ["--auth=trust", "--no-sync", "--locale=C", "--encoding=UTF8"]
        done = subprocess.run(
            [self._programs / "initdb", "-D", self.home / "data", "-U", ROLE, *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.home,
            **self._drop(),
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr}")

    def _drop(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        return {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": []}

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(
            host=str(self.home), user=ROLE, dbname="postgres", autocommit=True, connect_timeout=5
        ) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
