"""What a lesson page costs on the server, and what a first view weighs.

CPU time per request inside the application, without the server in front; statuses are asserted.
"""

import gzip
import os
import re
import statistics
import tempfile
import time
from pathlib import Path

LESSON = "/laws/correlated-failure"
REQUESTS = 200
PAGES = ("/", "/paths", LESSON, "/labs/place-replicas", "/library", "/plan")


def measure() -> dict[str, float]:
    """Milliseconds a request: anonymous, signed in, and answered 304; kilobytes of the heaviest page."""
    with tempfile.TemporaryDirectory(prefix="quorate-bench-") as folder:
        os.environ["DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "quorate.web.settings"
        from quorate.web import start

        start.prepare(Path(folder))
        import django
        from django.test import Client

        django.setup()
        visitor, guest = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
        answer = {"seed": "1", "answer": "9 h"}
        assert guest.post("/items/l1-guess-all-down/answer", answer).status_code == 302
        assert guest.cookies, "the first answer makes a guest"
        etag = guest.get(LESSON)["ETag"]
        return {
            "web.lesson.cpu_ms": cpu_ms(guest),
            "web.lesson.anonymous.cpu_ms": cpu_ms(visitor),
            "web.lesson.not_modified.cpu_ms": cpu_ms(guest, etag=etag),
            "web.first_view.kb": max(weight(visitor, page) for page in PAGES) / 1024,
        }


def cpu_ms(client: "Client", *, etag: str = "") -> float:  # type: ignore[name-defined]  # noqa: F821
    """The median of many requests."""
    headers = {"If-None-Match": etag} if etag else {}
    times = []
    for _ in range(REQUESTS):
        began = time.process_time()
        status = client.get(LESSON, headers=headers).status_code
        times.append(time.process_time() - began)
        assert status == (304 if etag else 200)
    return statistics.median(times) * 1_000


def weight(client: "Client", page: str) -> int:  # type: ignore[name-defined]  # noqa: F821
    """Bytes of a page and all that it loads at once, compressed."""
    html = client.get(page).content
    total = len(gzip.compress(html, 6))
    for address in sorted(set(re.findall(rb'\s(?:src|href)="(/static/[^"#]+)', html))):
        answer = client.get(address.decode(), headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, address
        total += len(answer.content)
    return total
