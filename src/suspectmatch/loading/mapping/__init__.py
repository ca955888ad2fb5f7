"""How columns of a table become fields of records."""
