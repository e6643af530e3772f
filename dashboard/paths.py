"""Where things are. `CONTENT_DIR`, `DATA_DIR` and `STATE_DIR` choose other roots."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def content_dir() -> Path:
    """The YAML that staff edit."""
    return Path(os.environ.get("CONTENT_DIR") or ROOT / "content").resolve()


def data_dir() -> Path:
    """Reference files and published releases."""
    return Path(os.environ.get("DATA_DIR") or ROOT / "data").resolve()


def state_dir() -> Path:
    """What the running site remembers between starts: the last good content."""
    return Path(os.environ.get("STATE_DIR") or ROOT / ".state").resolve()
