"""An environment for each peer whose pins clash with ours: ``.venv-peer-<name>``, from its pinned requirements.

python benchmarks/peers/environments.py [name ...]     # make them and say what could not be made, and why
"""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OURS = ("suspectmatch", "recordlinkage")
"""Engines that run in the project's own environment."""


def requirements(peer: str) -> Path:
    return HERE / f"requirements-{peer}.txt"


def peers() -> list[str]:
    return sorted(file.stem.removeprefix("requirements-") for file in HERE.glob("requirements-*.txt"))


def python_of(peer: str, *, limit: float = 900) -> tuple[str | None, str]:
    """The peer's Python, made where it is missing or out of date; or None, and the reason.

    Args:
        peer: the name of an engine.
        limit: seconds that installing may take.
    """
    if peer in OURS:
        if importlib.util.find_spec(peer) is None:
            return None, f"{peer} is not in this environment"
        return sys.executable, ""
    folder = ROOT / f".venv-peer-{peer}"
    python, ready = folder / "bin" / "python", folder / ".ready"
    pins = hashlib.sha256(requirements(peer).read_bytes()).hexdigest()
    if python.exists() and ready.exists() and ready.read_text(encoding="utf-8") == pins:
        return str(python), ""
    venv.create(folder, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["-r", str(requirements(peer))]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return None, f"not installed within {limit:.0f} s"
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        return None, (lines or ["pip failed"])[-1].strip()[:200]
    ready.write_text(pins, encoding="utf-8")
    return str(python), ""


def main() -> None:
    for peer in sys.argv[1:] or peers():
        python, reason = python_of(peer)
        print(f"{peer}: {'ready' if python else reason}")


if __name__ == "__main__":
    main()
