"""One file for each format that synthetic records are written in.

``write_records`` writes any records in a published format; ``write_sources`` and ``demo_sources`` write
what a source observes of persons, with more of the details that the format has.
"""
