"""The newest verifier of the SDK, in an interpreter of its own.

It does not import beside OpenSSL 3.0.10 and newer, whose version its dependency oscrypto cannot
read; so the project pins an older one, which checks no chain. For the comparison the newest is
installed into a folder of its own, with the reading of the version mended.

`python -m benchmarks.sdk_verifier AUTHORITY` reads a request and then, a line each, what to do
with it a block of times: "verify", or "post" it to a hello-world skill. It answers with the
seconds that it took once, on average.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import certifi

from benchmarks.measuring import seconds
from benchmarks.signing import CHAIN, ROOT

VERSION = "1.3.3"
PACKAGES = (
    f"ask-sdk-webservice-support=={VERSION}",
    "asn1crypto==1.5.1",
    "certvalidator==0.11.1",
    "oscrypto==1.3.0",
)
BLOCK = 10
PROJECT = Path(__file__).parent.parent


def block(work: Callable[[], object]) -> Callable[[], None]:
    """The work many times, lest all be spent on waking up when the other's turn is over."""

    def many() -> None:
        for _ in range(BLOCK):
            work()

    return many


class Child:
    """The interpreter, asked from this one."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def seconds(self, what: str) -> float:
        """How long it took to "verify" or "post" the request: the mean of a block."""
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


@contextmanager
def running(authority: Path, headers: dict[str, str], body: bytes) -> Iterator[Child]:
    """A child that has the request and trusts the authority, besides the public roots.

    Raises CalledProcessError where the packages cannot be had.
    """
    folder, roots = authority / "newest", authority / "roots.pem"
    install = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--target"]
    subprocess.run([*install, str(folder), *PACKAGES], check=True)  # noqa: S603  (ourselves)
    for reader in (folder / "oscrypto" / "_openssl").glob("_libcrypto_c*.py"):
        # It looks for one digit after the second dot, which 3.0.19 has not.
        code = reader.read_text("utf-8")
        reader.write_text(code.replace(r"\\d\\.\\d\\.\\d[", r"\\d\\.\\d\\.\\d+["), "utf-8")
    roots.write_bytes(Path(certifi.where()).read_bytes() + (authority / ROOT).read_bytes())
    path = os.pathsep.join([str(folder), str(PROJECT)])
    with subprocess.Popen(  # noqa: S603  (ourselves)
        [sys.executable, "-W", "ignore", "-m", "benchmarks.sdk_verifier", str(authority)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path, "SSL_CERT_FILE": str(roots)},
    ) as process:
        process.stdin.write(json.dumps([headers, body.decode()]) + "\n")
        yield Child(process)
        process.stdin.close()


def main(authority: Path) -> None:
    """Do what the lines of standard input say."""
    import ask_sdk_webservice_support.verifier as newest

    from benchmarks.in_process import posting
    from benchmarks.servers import hello_app

    headers, text = json.loads(sys.stdin.readline())
    sdk = newest.RequestVerifier()
    chain = io.BytesIO((authority / CHAIN).read_bytes())
    with patch.object(newest, "urlopen", return_value=chain):
        sdk.verify(headers, text, None)
    works = {
        "verify": lambda: sdk.verify(headers, text, None),
        "post": posting(hello_app(sdk), headers, text.encode()),
    }
    for line in sys.stdin:
        print(seconds(block(works[line.strip()])) / BLOCK, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
