"""The report of a run: one page that stands on its own."""
