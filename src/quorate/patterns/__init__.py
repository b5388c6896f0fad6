"""Reference implementations on the node API: the only copy, read as teaching text, run everywhere."""

__all__: list[str] = []
