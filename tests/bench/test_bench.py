from __future__ import annotations

import subprocess
import sys


def test_bench_gives_a_figure_for_every_step_and_nothing_else() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "30"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    for what in ("parse", "judge", "understand, file, draft", "models ready", "peak memory"):
        assert what in done.stdout
