"""A run as data: saved, opened again, replayed, compared with another, redacted."""
