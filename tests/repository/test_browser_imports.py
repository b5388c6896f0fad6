"""Every pure module imports where there is no process, socket or framework: in the browser."""

import subprocess
import sys

import pytest

from repository.source_tree import PURE, SOURCES, modules

BLOCKED = ("socket", "ssl", "subprocess", "multiprocessing", "asyncio", "sqlite3", "django")
# Items are read from YAML on the server, which also grades them: no third-party package goes to the browser.
SERVED_ONLY = ("assessment",)


@pytest.mark.parametrize(
    ("packages", "blocked"),
    [
        (PURE, BLOCKED),
        (tuple(name for name in PURE if name not in SERVED_ONLY), (*BLOCKED, "yaml", "markdown")),
    ],
    ids=["pure", "in the browser"],
)
def test_modules_import_without_the_outside(
    packages: tuple[str, ...], blocked: tuple[str, ...]
) -> None:
    names = [
        ".".join(("quorate", *path.relative_to(SOURCES).with_suffix("").parts)).removesuffix(
            ".__init__"
        )
        for path in modules(*packages)
        if path.name != "__main__.py"
    ]
    program = (
        "import sys\n"
        f"for name in {blocked!r}: sys.modules[name] = None\n"
        "import importlib\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "print('imported')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("imported", 0), done.stderr[-2000:]
