"""The signature of an export file: says that this site wrote it and nobody changed it since."""

import json
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

FIELD = "signature"
# Sessions and links are signed with the same key; the salt keeps a signature of one from passing as another's.
SALT = "quorate.web.accounts.export"


def signed(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with its signature."""
    return {**document, FIELD: signature_of(document)}


def is_signed(document: dict[str, Any]) -> bool:
    """Whether the signature is this site's and fits what the document says, however it is laid out."""
    given = document.get(FIELD)
    try:
        return isinstance(given, str) and constant_time_compare(given, signature_of(document))
    except RecursionError:  # nested deeper than anything we write
        return False


def signature_of(document: dict[str, Any]) -> str:
    """Return the code of everything but the signature, as JSON with sorted names and without spaces."""
    content = {name: value for name, value in document.items() if name != FIELD}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()
