from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from suspectmatch.loading.toml_text import toml

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
plain = text | st.integers(-(2**60), 2**60) | st.booleans() | st.dates()
value = plain | st.lists(plain, max_size=3) | st.dictionaries(text, plain, max_size=3)
section = st.dictionaries(text, value, max_size=4)


@given(
    st.dictionaries(st.sampled_from(["table", "record"]), section),
    st.lists(section, min_size=1, max_size=3),
)
def test_what_is_written_is_read(sections, entries):
    spec = {**sections, "names": entries}
    assert tomllib.loads(toml(spec)) == spec
