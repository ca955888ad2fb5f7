"""Who is seen: shares of the cultures and of the parts that a name of each culture has."""

from __future__ import annotations

from typing import Final

CULTURE_SHARES: Final[dict[str, float]] = {
    "arabic": 0.22,
    "maghreb": 0.14,
    "persian": 0.07,
    "pashto": 0.08,
    "urdu": 0.07,
    "turkish": 0.05,
    "russian": 0.06,
    "spanish": 0.05,
    "west_african": 0.05,
    "european": 0.05,
    "somali": 0.02,
    "sahel": 0.02,
    "central_asian": 0.04,
    "chinese": 0.025,
    "korean": 0.015,
    "portuguese": 0.02,
    "indonesian": 0.02,
}
FEMALE_SHARE: Final = 0.09
HAS_FAMILY: Final = {
    "arabic": 0.78,
    "pashto": 0.35,
    "urdu": 0.8,
    "persian": 0.94,
    "somali": 0.08,
    "sahel": 0.35,
    "indonesian": 0.5,
}
"""Share of persons with a family name at all; 1 for the cultures not named."""
HAS_SECOND: Final = {
    "spanish": 0.5,
    "european": 0.3,
    "urdu": 0.4,
    "west_african": 0.08,
    "portuguese": 0.35,
    "indonesian": 0.55,
}
HAS_KUNYA: Final = {
    "arabic": 0.4,
    "maghreb": 0.4,
    "russian": 0.25,
    "pashto": 0.1,
    "somali": 0.3,
    "sahel": 0.3,
    "central_asian": 0.25,
    "indonesian": 0.15,
}
TWO_FAMILY_NAMES: Final = ("spanish", "portuguese")
"""Cultures where a person bears the family names of father and mother."""
