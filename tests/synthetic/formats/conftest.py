import pytest


@pytest.fixture
def row():
    """A record with what the formats treat differently: an alias, a range of years."""
    return {
        "record_id": "17",
        "names": [
            {
                "full": "Zubayr Ali Tarkhani",
                "given": "Zubayr Ali",
                "family": "Tarkhani",
                "quality": "strong",
            },
            {"full": "Abu Zubayr", "given": None, "family": None, "quality": "weak"},
        ],
        "birth_dates": [{"edtf": "1971-04-12", "text": ""}, {"edtf": "1968/1971", "text": ""}],
        "birth_places": [{"text": "Mosul", "country": "IQ"}],
        "nationalities": ["IQ"],
        "documents": [{"kind": "passport", "number": "P1"}],
        "contacts": [],
        "sex": "male",
        "role": "suspect",
    }
