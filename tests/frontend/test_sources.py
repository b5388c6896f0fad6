"""The TypeScript sources: typed, tested by themselves, and without any address of another host."""

import re
import subprocess
from pathlib import Path

FRONTEND = Path(__file__).parents[2] / "frontend"
NAMESPACES = {"http://www.w3.org/2000/svg"}


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, check=False)


def test_the_sources_have_no_type_errors() -> None:
    done = run("node_modules/.bin/tsc", "--noEmit", "-p", "tsconfig.json")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_unit_tests_of_the_sources_pass() -> None:
    done = run("node", "test.mjs")
    assert done.returncode == 0, done.stdout[-4000:]
    passed = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) >= 51


def test_no_source_names_another_host() -> None:
    sources = [path for path in (FRONTEND / "src").rglob("*") if path.is_file()]
    assert sources != []
    found = {
        url for path in sources for url in re.findall(r"https?://[^\"'`\s)]+", path.read_text())
    }
    assert found - NAMESPACES == set()


def test_no_colour_is_written_into_a_drawing() -> None:
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![\w(])|\brgba?\(|\bhsla?\(")
    found = [
        f"{path.name}: {match.group()}"
        for path in (FRONTEND / "src").rglob("*.ts")
        for match in literal.finditer(
            re.sub(
                r"this\.#\w+|\.#\w+|^\s+(?:readonly )?#\w+|get #\w+",
                "",
                path.read_text(),
                flags=re.MULTILINE,
            )
        )
    ]
    assert found == []
