"""Clients of others, run by Node, that the skill is held against."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent


@cache
def installed() -> None:
    subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=FOLDER,
        check=True,
        capture_output=True,
    )


def run(script: str, given: Any) -> Any:
    """What `script` answers to `given`, both JSON. Skips where there is no Node."""
    if not shutil.which("npm"):
        pytest.skip("Node.js is not installed")
    installed()
    done = subprocess.run(
        ["node", "--no-warnings", script],
        cwd=FOLDER,
        input=json.dumps(given).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)
