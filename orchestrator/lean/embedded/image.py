"""Makes the image that new hosts begin with: the memory of a Lean that has started and imported the library.

A host would otherwise spend two thirds of its start on Lean's initializers and on the import, with the same result
every time. The image depends on nothing but the module, the library and ``js/``: two machines make the same bytes.
"""

from __future__ import annotations

import errno
import os
import re
import subprocess
from pathlib import Path

from orchestrator.errors import SetupError
from orchestrator.lean.embedded import npm

JS_DIR = Path(__file__).parent / "js"
NODE_FLAGS = (
    "--wasm-lazy-validation",  # functions are validated when first compiled: 0.2 s less at start
    "--disallow-code-generation-from-strings",
    "--max-old-space-size=512",
)
IMAGE_IMPORTS = ("Init",)
"""What files without an ``import`` line have; hosts with other imports start without an image."""
IMAGE_SECONDS = 120.0
"""It takes three on a slow machine."""


def make_image(wasm: Path, symbols: Path, library: Path, image: Path) -> None:
    """Start Lean once, import `IMAGE_IMPORTS`, and write its memory to ``image``. Blocks.

    The process that does it dies with this one.

    Raises:
        SetupError: it failed; one sentence with the remedy.
        OSError: Node does not start, or no space is left.
    """
    command = [str(npm.node_executable()), *NODE_FLAGS, str(JS_DIR / "make_image.cjs")]
    command += [str(wasm), str(symbols), str(library), str(image), *IMAGE_IMPORTS]
    never_written, our_end = os.pipe()  # closes when this process dies, which ends the other
    try:
        done = subprocess.run(command, env={}, stdin=never_written, capture_output=True, timeout=IMAGE_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise SetupError(
            f"Lean's first start took more than {IMAGE_SECONDS:.0f} s: run `orchestrator setup` again when the machine "
            "is less busy"
        ) from error
    finally:
        os.close(never_written)
        os.close(our_end)
    if done.returncode != 0:
        raise _failure(done)


def _failure(done: subprocess.CompletedProcess[bytes]) -> Exception:
    words = done.stderr.decode("utf-8", "replace")
    if "ENOSPC" in words or "EDQUOT" in words:
        return OSError(errno.ENOSPC, "no space left for the image")
    # Node prints where in the source, then the error, then the stack.
    error = next((line for line in words.splitlines() if re.match(r"\w*Error\b|FATAL", line)), words.strip()[-200:])
    return SetupError(
        f"Lean's first start failed (exit status {done.returncode}: {error}): see that 1 GB of memory is free, then "
        "run `orchestrator setup` again"
    )
