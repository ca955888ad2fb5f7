"""The one place that reads a date, an age, or a year of a Hijri calendar.

``figures`` reads figures whose order is known, ``text`` what people write, ``edtf`` an EDTF expression,
and ``columns`` many distinct dates at once.
"""
