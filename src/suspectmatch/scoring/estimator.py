"""What scikit-learn asks of an estimator, without importing it: that takes longer than a small link."""

from __future__ import annotations

import inspect
from typing import Any, Self

from suspectmatch.errors import ParameterError


class Estimator:
    """Parameters are stored as given and can be read, set and cloned; what is learned ends in ``_``.

    Example:
        >>> class Counter(Estimator):
        ...     def __init__(self, *, start: int = 0) -> None:
        ...         self.start = start
        >>> Counter(start=3).get_params(), Counter().set_params(start=2)
        ({'start': 3}, Counter(start=2))
    """

    @classmethod
    def _names(cls) -> list[str]:
        return [name for name in inspect.signature(cls).parameters if name != "self"]

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002, FBT001, FBT002 - as there
        """The parameters by name.

        Args:
            deep: as scikit-learn has it; there is nothing nested.
        """
        return {name: getattr(self, name) for name in self._names()}

    def set_params(self, **parameters: Any) -> Self:
        """Set parameters by name.

        Returns:
            Itself.

        Raises:
            ParameterError: there is no such parameter.
        """
        for name, value in parameters.items():
            if name not in self._names():
                raise ParameterError(
                    f"{type(self).__name__} has the parameters {', '.join(self._names())}; got {name!r}."
                )
            setattr(self, name, value)
        return self

    def unfitted(self) -> Self:
        """Another with the same parameters and nothing learned, as scikit-learn's ``clone`` makes it."""
        return type(self)(**self.get_params())

    def __repr__(self) -> str:
        defaults = inspect.signature(type(self)).parameters
        changed = [
            f"{name}={value!r}"
            for name, value in self.get_params().items()
            if value is not defaults[name].default and value != defaults[name].default
        ]
        return f"{type(self).__name__}({', '.join(changed)})"
