"""What every table gives to other libraries: Arrow's stream and a pandas table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class ArrowExport:
    """A table with ``to_arrow``, which any library that reads Arrow streams takes as it is."""

    __slots__ = ()

    def to_arrow(self) -> pa.Table:
        """The table as an Arrow table."""
        raise NotImplementedError

    def to_pandas(self) -> pd.DataFrame:
        """As ``to_arrow``, as a pandas table."""
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.to_arrow().__arrow_c_stream__(requested_schema)
