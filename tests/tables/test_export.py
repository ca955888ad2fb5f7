"""Every table goes to Arrow and pandas without being asked for columns."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from suspectmatch.tables.export import ArrowExport


class Two(ArrowExport):
    def to_arrow(self):
        return pa.table({"n": [1, 2]})


def test_a_table_is_a_stream_and_a_frame():
    assert pa.table(Two()).equals(Two().to_arrow())
    assert Two().to_pandas().equals(pd.DataFrame({"n": [1, 2]}))
