"""The blocking rules of the comparison, once, in equality terms that every engine can do.

A rule is a tuple of columns two records must share. The columns are those of the flat file that
``records.py`` writes; each engine's runner says what it calls them.
"""

TIGHT = (
    ("given_name", "family_name"),
    ("family_name", "dob"),
    ("given_name", "dob"),
)
"""As a guide to a linkage engine would have it: two full fields agree."""

WIDE = (
    *TIGHT,
    ("family_name", "birth_year"),
    ("given_name", "birth_year"),
    ("nationality", "dob"),
)
"""For data with many misspelt names and partial dates; twenty times the pairs of a million records."""

RULE_SETS = {"tight": TIGHT, "wide": WIDE, "own": ()}
"""Under ``own`` an engine chooses by itself, where it can."""

PART = {
    "given_name": "given_name",
    "family_name": "family_name",
    "dob": "birth_date",
    "birth_year": "stated_birth_year",
    "nationality": "nationality",
}
"""What suspectmatch calls the columns of the rules."""
