"""What a learner's file prints: kept up to a cap, shown as text, never mixed with our protocol."""

import io
from collections.abc import Callable

OUTPUT_CHARACTERS_MAX = 20_000


class Capture:
    """Collects text up to a cap; the rest is counted and dropped."""

    def __init__(self, characters_max: int = OUTPUT_CHARACTERS_MAX) -> None:
        self._max = characters_max
        self._parts: list[str] = []
        self._kept = 0
        self._dropped = 0

    def write(self, text: str) -> None:
        """Keep what fits."""
        part = text[: self._max - self._kept]
        if part:
            self._parts.append(part)
            self._kept += len(part)
        self._dropped += len(text) - len(part)

    def text(self) -> str:
        """Give what was printed; characters that JSON text cannot carry are replaced."""
        # A lone surrogate can be printed in Python but not be sent as text anywhere.
        clean = "".join(self._parts).encode("utf-8", "replace").decode("utf-8")
        if not self._dropped:
            return clean
        return f"{clean}\n… {self._dropped} characters more were printed and dropped"

    def printer(self) -> Callable[..., None]:
        """Make a `print` that writes here, whatever stands in sys.stdout."""

        def print_here(
            *parts: object,
            sep: str | None = None,
            end: str | None = None,
            file: object = None,  # noqa: ARG001  accepted as by the real one; there is one place
            flush: bool = False,  # noqa: ARG001
        ) -> None:
            line = io.StringIO()
            print(*parts, sep=sep, end=end, file=line)
            self.write(line.getvalue())

        return print_here
