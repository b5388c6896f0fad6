"""Prints the diagrams to draw as JSON, for `frontend/diagrams/draw.mjs`.

python -m quorate.authoring CONTENT [--all]
"""

import json
import sys
from pathlib import Path

from quorate.authoring.diagrams import diagram_jobs, diagram_text


def main(arguments: list[str]) -> int:
    """Print a list of source, picture, title and text."""
    jobs = diagram_jobs(Path(arguments[0]).resolve(), missing_only="--all" not in arguments)
    data = []
    for job in jobs:
        text = diagram_text(job.source)
        parts = {"source": job.source, "picture": str(job.picture)}
        data.append({**parts, "title": text.title, "text": text.description})
    sys.stdout.write(json.dumps(data))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
