"""A request as this site reads it: its text is UTF-8, whatever codec its header names."""

from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.utils.http import parse_header_parameters


class Request(WSGIRequest):
    """Keeps the named charset for the middleware to refuse; it is never used to decode.

    Django decodes the query by it while the request is made, where no middleware could answer what goes wrong.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        """Read the content type; the encoding stays UTF-8."""
        self.content_type, self.content_params = parse_header_parameters(
            meta.get("CONTENT_TYPE", "")
        )
