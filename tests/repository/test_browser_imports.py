"""Every pure module imports where there is no process, socket or framework: in the browser."""

import subprocess
import sys

from repository.source_tree import PURE, SOURCES, modules

BLOCKED = ("socket", "ssl", "subprocess", "multiprocessing", "asyncio", "sqlite3", "django", "yaml")


def test_pure_modules_import_without_the_outside() -> None:
    names = [
        ".".join(("quorate", *path.relative_to(SOURCES).with_suffix("").parts)).removesuffix(
            ".__init__"
        )
        for path in modules(*PURE)
        if path.name != "__main__.py"
    ]
    program = (
        "import sys\n"
        f"for name in {BLOCKED!r}: sys.modules[name] = None\n"
        "import importlib\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "print('imported')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("imported", 0), done.stderr[-2000:]
