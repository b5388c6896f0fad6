"""Identifiers that sort by time: ULIDs, made by whoever makes the record."""

from random import Random

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_TIME_BITS = 48
_RANDOM_BITS = 80


def new_ulid(now_ms: int, rng: Random) -> str:
    """Return a ULID: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32.

    Ids made in the same millisecond do not sort by order of making; the log does not need it.
    """
    if not 0 <= now_ms < 1 << _TIME_BITS:
        message = f"now_ms = {now_ms}: give milliseconds since 1970, below 2^48"
        raise ValueError(message)
    value = now_ms << _RANDOM_BITS | rng.getrandbits(_RANDOM_BITS)
    return "".join(_ALPHABET[value >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))


def is_ulid(text: str) -> bool:
    """Say whether this is a ULID in its canonical, upper-case form."""
    return len(text) == _LENGTH and text[0] in "01234567" and all(c in _ALPHABET for c in text)
