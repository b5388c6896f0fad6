"""Each public package lists what it offers, sorted, and everything it lists exists."""

import ast
import importlib

import pytest

from repository.source_tree import PURE, SOURCES, tree_of


@pytest.mark.parametrize("package", [*PURE, "authoring", "sandbox"])
def test_public_names_are_listed_sorted_and_exist(package: str) -> None:
    path = SOURCES / package / "__init__.py"
    listed = next(
        ast.literal_eval(part.value)
        for part in tree_of(path).body
        if isinstance(part, ast.Assign)
        and isinstance(part.targets[0], ast.Name)
        and part.targets[0].id == "__all__"
    )
    module = importlib.import_module(f"quorate.{package}")
    # Constants, then classes, then functions: the order of ruff's RUF022.
    assert len(listed) == len(set(listed)) > 0
    assert [name for name in listed if not hasattr(module, name)] == []
    assert [name for name in listed if (ast.get_docstring(tree_of(path)) or "") == ""] == []
