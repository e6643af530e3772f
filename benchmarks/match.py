"""How well, how fast and with how much memory the guide hears words: `.venv/bin/python benchmarks/match.py [--show]`.

`--show` names the phrases of the tuning half that went wrong; the test half is only counted.
"""

import sys
import time
import tracemalloc
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from dashboard.content.load import load
from dashboard.guide import listen
from dashboard.paths import ROOT
from tests.cases.phrases import hear, score

LONG = "my car was parked on the street and somebody came by and smashed the window and took my bag " * 7


def main() -> None:
    """Print one line a set, then time and memory."""
    content = load(ROOT / "content")
    for lang in content.words:
        for half in ("tuning", "test"):
            result = score(list(hear(content, half, lang)))
            print(
                f"{lang} {half}: {result.phrases} phrases; danger missed {len(result.missed)} of {result.dangers}; "
                f"false alarms {len(result.false_alarms)} of {result.calm}; "
                f"right first {1 - len(result.wrong_first) / result.matters:.1%}, "
                f"in three {1 - len(result.wrong_three) / result.matters:.1%} of {result.matters}"
            )
            if half == "tuning" and "--show" in sys.argv:
                for kind in ("missed", "false_alarms", "wrong_first", "wrong_three"):
                    for text in getattr(result, kind):
                        print(f"    {kind}: {text}")
    times: list[float] = []
    for text in ("someone smashed my car window last night", "he has a gun", LONG[:600]) * 50:
        started = time.perf_counter()
        listen.hear(content, text, datetime(2026, 11, 23, 10))
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    print(f"one answer, warm: median {times[len(times) // 2]:.1f} ms, longest {times[-1]:.1f} ms")
    tracemalloc.start()
    listen.index.__globals__["_INDEXES"].clear()
    listen.hear(content, LONG, datetime(2026, 11, 23, 10))
    print(f"memory of the index: {tracemalloc.get_traced_memory()[0] / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
