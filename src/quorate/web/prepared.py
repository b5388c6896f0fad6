"""Reads on the hot path: the ORM writes a statement once, afterwards only its parameters change.

Building and compiling a queryset costs ten times what SQLite takes to answer it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

Row = tuple[Any, ...]


class Prepared:
    """A queryset of plain columns, compiled at its first use.

    `make` builds it from placeholders, one `filter()` for each parameter: one call with several would sort them.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self._make = make
        self._compiled: tuple[str, list[tuple[int, list[Any], Any]]] | None = None

    def rows(self, *parameters: str) -> list[Row]:
        """Return the rows, each value as the model's field gives it."""
        sql, converters = self._compiled or self._compile()
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            found: Sequence[Row] = cursor.fetchall()
        return [converted(row, converters) for row in found] if converters else list(found)

    def first(self, *parameters: str) -> Row | None:
        """Return the first row, or None."""
        found = self.rows(*parameters)
        return found[0] if found else None

    def _compile(self) -> tuple[str, list[tuple[int, list[Any], Any]]]:
        compiler = self._make().query.get_compiler(connection=connection)
        sql, _ = compiler.as_sql()
        columns = [column for column, _, _ in compiler.select]
        converters = compiler.get_converters(columns)
        self._compiled = sql, [(place, list(how), of) for place, (how, of) in converters.items()]
        return self._compiled


def converted(row: Row, converters: list[tuple[int, list[Any], Any]]) -> Row:
    """Return a row of the database as values of Python."""
    values = list(row)
    for place, functions, expression in converters:
        for function in functions:
            values[place] = function(values[place], expression, connection)
    return tuple(values)


def field_names(model: type[Model]) -> list[str]:
    """Return the names of a model's columns, in the order in which `from_db` takes them."""
    return [field.attname for field in model._meta.concrete_fields]
