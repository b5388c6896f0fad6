"""What import contracts cannot say: internal packages, and apps that meet only in their api."""

from functools import cache

import grimp

APPS = ("accounts", "learning", "practice", "pages")


@cache
def import_graph() -> grimp.ImportGraph:
    return grimp.build_graph("quorate")


def test_internal_modules_are_imported_only_from_inside() -> None:
    graph = import_graph()
    crossings = [
        f"{importer} -> {module}"
        for module in graph.modules
        if ".internal" in module
        for importer in graph.find_modules_that_directly_import(module)
        if not importer.startswith(module.split(".internal")[0])
    ]
    assert crossings == []


def test_web_apps_meet_only_in_their_api() -> None:
    graph = import_graph()
    crossings = []
    for app in APPS:
        inside = f"quorate.web.{app}"
        for module in graph.find_descendants(inside):
            if module == f"{inside}.api":
                continue
            crossings += [
                f"{importer} -> {module}"
                for importer in graph.find_modules_that_directly_import(module)
                if importer.startswith("quorate.web.")
                and not importer.startswith(f"{inside}.")
                and importer.split(".")[2] in APPS
            ]
    assert sorted(crossings) == []
    assert graph.find_descendants("quorate.web.learning"), "the apps were not found"


def test_every_package_is_placed_in_the_layers() -> None:
    packages = {name.split(".")[1] for name in import_graph().modules if "." in name}
    assert {"simulator", "labs", "web", "cli"} <= packages
