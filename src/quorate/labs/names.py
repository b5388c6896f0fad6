"""Which names a learner's file may say, and what to write instead of the others.

Some attributes lead from any object to the interpreter behind it, where a seed no longer means a
run. Honest programs do not need them, so they are refused with a remedy. Like all screening this
is a teaching aid and no boundary.
"""

DUNDERS_ALLOWED = (
    "__add__",
    "__annotations__",
    "__bool__",
    "__call__",
    "__class__",
    "__contains__",
    "__doc__",
    "__enter__",
    "__eq__",
    "__exit__",
    "__ge__",
    "__getitem__",
    "__gt__",
    "__init__",
    "__init_subclass__",
    "__iter__",
    "__le__",
    "__len__",
    "__lt__",
    "__members__",
    "__name__",
    "__ne__",
    "__new__",
    "__next__",
    "__post_init__",
    "__qualname__",
    "__repr__",
    "__setattr__",
    "__setitem__",
    "__str__",
    "__sub__",
)
"""What classes of one's own need, for themselves and for what they ask of `super()`."""

_INSIDE = "a node knows its messages and self.disk, nothing else; call an attribute of your own differently"

_REFUSED_ATTRIBUTES = (
    "_os",
    "_sys",
    "ag_frame",
    "attrgetter",
    "builtins",
    "codecs",
    "contextlib",
    "cr_frame",
    "f_back",
    "f_builtins",
    "f_globals",
    "f_locals",
    "gi_frame",
    "importlib",
    "inspect",
    "linecache",
    "methodcaller",
    "modules",
    "os",
    "sys",
    "tb_frame",
)
_REMEDIES = {
    "__dict__": "name the attributes you need, or keep your values in a dict of your own",
    "attrgetter": "write a lambda: lambda machine: machine.rack",
    "methodcaller": "write a lambda: lambda thing: thing.method()",
}

REFUSED_NAMES = {
    "__import__": "write import lines at the top",
    "breakpoint": "self.log(…) writes into the trace, print(…) into the output",
    "compile": "write the code itself",
    "eval": "write the code itself",
    "exec": "write the code itself",
    "globals": "keep your values in a dict of your own",
    "hash": "hashes of texts differ in every process: compare or sort the values",
    "id": "addresses differ in every run: compare the values",
    "input": "a node gets its input as messages",
    "locals": "keep your values in a dict of your own",
    "open": "self.disk is the node's storage",
    "vars": "machine.labels has the labels of a machine; keep values of your own in a dict",
}


def is_dunder(name: str) -> bool:
    """Say whether Python itself reserves the name."""
    return name.startswith("__") and name.endswith("__") and len(name) > 4


def remedy_for_attribute(name: str) -> str | None:
    """Give what to do instead of saying this attribute, or None where it may be said."""
    if is_dunder(name):
        return None if name in DUNDERS_ALLOWED else _REMEDIES.get(name, _INSIDE)
    return _REMEDIES.get(name, _INSIDE) if name in _REFUSED_ATTRIBUTES else None


def remedy_for_name(name: str) -> str | None:
    """Give what to write instead of this plain name, or None where it may be read."""
    if name in REFUSED_NAMES:
        return REFUSED_NAMES[name]
    return _INSIDE if is_dunder(name) and name not in DUNDERS_ALLOWED else None
