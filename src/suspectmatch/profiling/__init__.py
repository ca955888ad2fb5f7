"""profile(): what the sources hold, before anything is set: counts and shares, never a person."""

from __future__ import annotations

from suspectmatch.profiling.first_look import Profile, profile

__all__ = ["Profile", "profile"]
