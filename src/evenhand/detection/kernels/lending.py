"""Named tuples of many arrays, handed to compiled functions by one pointer.

Compiled code hands over a tuple by copying all that it knows of every array in it: a function that takes the areas, the
fixes and what the walk remembers copies several hundred words at each call, which costs more than most of these
functions do. `lent` puts a tuple in one place and hands over where that is. Its fields are read as before; a tuple in
it is lent in turn.
Source: Numba's documentation, "Low-level extension API".
"""

from typing import Any, TypeVar

from numba import extending
from numba.core import cgutils, imputils, types
from numba.core.typing import templates

Tuple = TypeVar("Tuple")

_NAMED: Any = (types.NamedTuple, types.NamedUniTuple)
_code: Any = cgutils
_lowering: Any = imputils
_typing: Any = templates
_extend: Any = extending
"""Numba's own signatures are for half of this only."""


class Lent(types.Type):
    """The type of a lent tuple of type `what`."""

    def __init__(self, what: Any) -> None:
        self.what = what
        super().__init__(name=f"Lent({what})")


@_extend.register_model(Lent)
class _LentModel(extending.models.PrimitiveModel):
    """A pointer to the tuple."""

    def __init__(self, manager: Any, lent_type: Lent) -> None:
        super().__init__(manager, lent_type, manager[lent_type.what].get_value_type().as_pointer())  # type: ignore[no-untyped-call]


@_typing.infer_getattr
class _LentFields(templates.AttributeTemplate):
    key = Lent

    def generic_resolve(self, value: Lent, name: str) -> Any:  # type: ignore[override]
        if name not in value.what.fields:
            return None
        field = value.what[value.what.fields.index(name)]
        return Lent(field) if isinstance(field, _NAMED) else field


@_lowering.lower_getattr_generic(Lent)
def _read_field(context: Any, builder: Any, lent_type: Lent, value: Any, name: str) -> Any:
    place = lent_type.what.fields.index(name)
    at = builder.gep(value, [context.get_constant(types.int32, k) for k in (0, place)], inbounds=True)
    field = lent_type.what[place]
    if isinstance(field, _NAMED):
        return at
    return _lowering.impl_ret_borrowed(context, builder, field, builder.load(at))


def lent(what: Tuple) -> Tuple:
    """A named tuple by its place, in compiled code; to be handed on to other functions, and not back.

    The arrays in it are the same; outside of compiled code it is the tuple itself.

    Source: see above.

    >>> lent((1, 2))
    (1, 2)
    """
    return what


@_extend.type_callable(lent)
def _type_of_lent(_: Any) -> Any:
    return lambda what: Lent(what) if isinstance(what, _NAMED) else None


@_extend.lower_builtin(lent, types.NamedTuple)
@_extend.lower_builtin(lent, types.NamedUniTuple)
def _lend(_: Any, builder: Any, __: Any, values: Any) -> Any:
    """Where a copy of the tuple stands for as long as the function runs that lends it."""
    return _code.alloca_once_value(builder, values[0])
