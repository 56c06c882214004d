"""How the command line behaves as a whole: global options anywhere, failures as exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from triage.cli import opening, output
from triage.cli.help_words import in_chinese
from triage.cli.words import chinese, tell
from triage.errors import TriageError, kind_and_place

BUG = 1
INTERRUPTED = 130  # 128 + SIGINT
PIPE_CLOSED = 141  # 128 + SIGPIPE: `triage … | head` is no failure worth a word
_FLAGS = frozenset({"--debug"})
_WITH_VALUE = frozenset({"--settings", "--log-level"})


class Commands(TyperGroup):
    """The commands; every failure becomes one message on stderr and its exit code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take global options wherever they stand: people type them last."""
        if chinese():
            in_chinese(ctx, self)
        return super().parse_args(ctx, hoisted(args))

    def invoke(self, ctx: Any) -> Any:
        """Run the command and translate what goes wrong."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except (typer.Exit, typer.BadParameter):
            raise
        except TriageError as failure:
            _explain(failure)
            raise typer.Exit(failure.exit_code) from failure
        except (KeyboardInterrupt, typer.Abort) as stop:
            raise typer.Exit(INTERRUPTED) from stop
        except BrokenPipeError as gone:
            # Python flushes stdout once more while it leaves, which would complain again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(PIPE_CLOSED) from gone
        except Exception as bug:
            if _is_usage(bug):
                raise
            _report(bug)
            raise typer.Exit(BUG) from bug
        return result


def hoisted(args: list[str]) -> list[str]:
    """Move global options to the front; what follows `--` stays as it is."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for arg in waiting:
        if arg == "--":
            return [*front, *rest, arg, *waiting]
        if arg in _FLAGS or ("=" in arg and arg.partition("=")[0] in _WITH_VALUE):
            front.append(arg)
        elif arg in _WITH_VALUE:
            front += [arg, *(value for value in [next(waiting, None)] if value is not None)]
        else:
            rest.append(arg)
    return [*front, *rest]


def _is_usage(error: Exception) -> bool:
    """Tell whether the parser raised it: it knows best how to show it."""
    return hasattr(error, "format_message") and hasattr(error, "exit_code")


def _explain(failure: TriageError) -> None:
    if opening.chosen.debug:
        traceback.print_exception(failure)
    output.note(f"triage: {tell(str(failure))}")


def _report(bug: Exception) -> None:
    if opening.chosen.debug:
        traceback.print_exception(bug)
        return
    # What a bug says may quote a mail, and stderr is a log under cron and systemd.
    what = kind_and_place(bug)
    sys.stderr.write(f"triage: a bug in triage: {what}\nRun it again with --debug to see more.\n")
