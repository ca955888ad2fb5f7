"""Reading of dates: the one place that reads a date, an age, a year of another calendar."""
