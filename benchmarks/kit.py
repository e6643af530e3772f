"""How long the whole kit takes, every theme and language: `.venv/bin/python benchmarks/kit.py`.

Prints seconds, seconds of processor, the most memory, files, and how busy the machine was.
"""

import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from dashboard.content.load import load
from dashboard.kit.build import build
from dashboard.paths import content_dir

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        files = build(load(content_dir()), Path(folder), "https://rightresponse.example", date(2026, 11, 26))
        took = time.perf_counter() - before
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor, memory = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
    load_now, cores = os.getloadavg()[0], os.cpu_count()
    print(f"{took:.1f} s, processor {processor:.1f} s, {memory} MB, {files} files; load {load_now:.1f}, {cores} cores")
