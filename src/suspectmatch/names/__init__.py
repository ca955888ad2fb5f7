"""Reading of names: the one place that reads a name into tokens with roles, scripts and frequencies."""
