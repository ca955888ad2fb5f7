"""suspectmatch."""
