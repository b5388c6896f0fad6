"""A Python file of somebody's own, named on the command line as FILE.py:NAME."""

import importlib.util
import sys
import traceback
from pathlib import Path
from types import ModuleType

from quorate.cli.errors import CommandError

MODULE = "quorate_named_file"


def split_name(text: str, example: str) -> tuple[str, str]:
    """File and name."""
    file, colon, name = text.rpartition(":")
    if not colon or not file or not name:
        raise CommandError(f"{text!r} is not FILE:NAME.", hint=f"Example: {example}")
    return file, name


def load_module(file: str) -> ModuleType:
    """Run the file, or say in which line it fails."""
    path = Path(file)
    if not path.is_file():
        raise CommandError(f"there is no file {file}.")
    spec = importlib.util.spec_from_file_location(MODULE, path)
    if spec is None or spec.loader is None:
        raise CommandError(f"{file} is no Python file.", hint="Its name has to end in .py.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE] = module
    sys.path.insert(0, str(path.resolve().parent))  # what stands beside it, as Python has it
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [f.lineno for f in frames if Path(f.filename).resolve() == path.resolve()]
        place = f"{file}:{lines[-1]}" if lines else file
        raise CommandError(f"{place} cannot be loaded: {type(error).__name__}: {error}.") from error
    return module
