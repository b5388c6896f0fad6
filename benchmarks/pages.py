"""What a lesson page costs on the server, and what a first view weighs.

CPU time per request inside the application, without the server in front; statuses are asserted.
"""

import gzip
import io
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

LESSON = "/laws/correlated-failure"
REQUESTS = 200
PAGES = ("/", "/paths", LESSON, "/labs/place-replicas", "/library", "/plan")


class Browser:
    """Asks the application as the server does, with the cookies of a client."""

    def __init__(self, client: "Client") -> None:  # type: ignore[name-defined]  # noqa: F821
        from django.core.handlers.wsgi import WSGIHandler

        self.application = WSGIHandler()
        self.cookies = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())

    def get(self, path: str, **headers: str) -> int:
        """The status of one page, read to its end."""
        statuses: list[str] = []
        where, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": where,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_ACCEPT": "text/html",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "HTTP_COOKIE": self.cookies,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            **headers,
        }
        response = self.application(environ, lambda status, _: statuses.append(status))
        for _ in response:
            pass
        response.close()
        return int(statuses[0].split()[0])

    def cpu_ms(self, path: str, *, status: int = 200, **headers: str) -> float:
        """The median of many requests; a star in the path is another number each time."""
        times = []
        for n in range(REQUESTS):
            where = path.replace("*", str(n))
            began = time.process_time()
            answered = self.get(where, **headers)
            times.append(time.process_time() - began)
            assert answered == status, (where, answered)
        return statistics.median(times) * 1_000


def measure() -> dict[str, float]:
    """Milliseconds a request: signed in, put together anew, answered 304, anonymous; kilobytes of the heaviest page."""
    with tempfile.TemporaryDirectory(prefix="quorate-bench-") as folder:
        os.environ["DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "quorate.web.settings"
        from quorate.web import start

        start.prepare(Path(folder))
        import django
        from django.test import Client

        django.setup()
        start.warm_up()
        visitor, guest = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
        answer_all(guest)
        etag = guest.get(LESSON, headers={"Accept-Encoding": "gzip"})["ETag"]
        known = Browser(guest)
        return {
            "web.lesson.cpu_ms": known.cpu_ms(LESSON),
            "web.lesson.anew.cpu_ms": known.cpu_ms(f"{LESSON}?again=*", HTTP_ACCEPT_ENCODING=""),
            "web.lesson.not_modified.cpu_ms": known.cpu_ms(
                LESSON, status=304, HTTP_IF_NONE_MATCH=etag
            ),
            "web.lesson.anonymous.cpu_ms": Browser(visitor).cpu_ms(LESSON),
            "web.first_view.kb": max(weight(visitor, page) for page in PAGES) / 1024,
        }


def answer_all(client: "Client") -> None:  # type: ignore[name-defined]  # noqa: F821
    """Say "I don't know" to every question of the lesson, so that the page shows all its feedback."""
    html = client.get(LESSON).content.decode()
    asked = re.findall(
        r'action="(/items/[^"]+/answer)".*?name="seed" value="(\d+)"', html, re.DOTALL
    )
    assert len(asked) > 4, "the lesson asks questions"
    for address, seed in asked:
        assert client.post(address, {"seed": seed, "dont_know": "1"}).status_code == 303
    assert client.cookies, "the first answer makes a guest"
    assert client.get(LESSON).content.decode().count("data-feedback") == len(asked)


def weight(client: "Client", page: str) -> int:  # type: ignore[name-defined]  # noqa: F821
    """Bytes of a page and all that it loads at once, compressed."""
    html = client.get(page).content
    total = len(gzip.compress(html, 6))
    for address in sorted(set(re.findall(rb'\s(?:src|href)="(/static/[^"#]+)', html))):
        answer = client.get(address.decode(), headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, address
        total += len(answer.content)
    return total
