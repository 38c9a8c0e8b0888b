"""Membership in a long list, bound as one value: one statement whatever the length."""

from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY


def among(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column's value is in the list that the statement is executed with as `name`.

    For columns of whole numbers or text. An expanding IN of hundreds of values is written out
    and parsed anew for every question, which takes longer than the query.
    """
    if dialect == "postgresql":
        # The list has no length limit of its own, which a cast to VARCHAR(n)[] would cut to.
        kind = BigInteger() if column.type.python_type is int else Text()
        return column == any_(bindparam(name, type_=ARRAY(kind)))
    values = func.json_each(bindparam(name, type_=JSON())).table_valued("value")
    return column.in_(select(values.c.value))
