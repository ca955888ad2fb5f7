"""Readers of enrolment files: ANSI/NIST-ITL Type-2."""
