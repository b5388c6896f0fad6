"""Short modules and functions; each exception has a reason."""

from repository.source_tree import ROOT, functions, modules, tree_of

MODULE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70
EXCEPTIONS: dict[str, str] = {}


def test_modules_stay_short() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules()
    }
    too_long = {
        name: count
        for name, count in lengths.items()
        if count > MODULE_LINES_MAX and name not in EXCEPTIONS
    }
    assert too_long == {}
    assert len(lengths) > 50, "the sources were not found"


def test_functions_stay_short() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in modules()
        for function in functions(tree_of(path))
        if (function.end_lineno or 0) - function.lineno >= FUNCTION_LINES_MAX
    ]
    assert too_long == []
