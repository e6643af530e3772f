"""How long the plain guide takes on a kept connection: `.venv/bin/python benchmarks/kept.py`."""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx

from tests.support import serving

TIMES = 200


def main() -> None:
    """Print the median and the longest time of an answer, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as site, httpx.Client() as client:
        took: list[float] = []
        for _ in range(TIMES):
            started = time.perf_counter()
            client.post(site.url + "/guide/en/loud-party", data={"loud_now": "yes", "go": "answer"})
            took.append((time.perf_counter() - started) * 1000)
    print(f"{TIMES} answers on one connection: median {median(took):.1f} ms, longest {max(took):.1f} ms")


if __name__ == "__main__":
    main()
