"""Options that several commands share, so that they read alike everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

InStore = Annotated[str, typer.Option("--store", help="Id of the store; needed with several.")]
AnyStore = Annotated[str, typer.Option("--store", help="Only of this store.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
