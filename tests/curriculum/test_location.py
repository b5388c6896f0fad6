"""The content folder is the one given, the wheel's, or the repository's, in this order."""

from pathlib import Path

from quorate.curriculum import find_content


def folder(path: Path) -> Path:
    path.mkdir(parents=True)
    (path / "concepts.yaml").write_text("[]", encoding="utf-8")
    return path


def test_the_wheels_copy_comes_before_the_repositorys(tmp_path: Path) -> None:
    package = tmp_path / "src" / "quorate"
    assert find_content(package) is None
    repository = folder(tmp_path / "content")
    assert find_content(package) == repository
    shipped = folder(package / "content")
    assert find_content(package) == shipped


def test_a_folder_given_is_not_replaced_by_another(tmp_path: Path) -> None:
    package = tmp_path / "src" / "quorate"
    folder(package / "content")
    mine = folder(tmp_path / "mine")
    assert find_content(package, given=mine) == mine
    assert find_content(package, given=tmp_path / "missing") is None
