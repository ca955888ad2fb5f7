"""Readers of tables: text, sheets, Parquet, JSON and tables in memory."""
