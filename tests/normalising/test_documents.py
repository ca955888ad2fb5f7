"""Numbers and kinds of documents, and contacts."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suspectmatch.normalising.documents import (
    KINDS,
    MIN_DOCUMENT_LENGTH,
    contact_key,
    document_kind,
    document_number,
    document_numbers,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("A1234567", "A1234567"),
        ("a 123-456/7", "A1234567"),
        ("A.123.456.7", "A1234567"),
        ("No34409/129", "34409129"),
        ("No. 34409/129", "34409129"),
        ("no: 654110043", "654110043"),
        ("Number 654110043", "654110043"),
        ("n\u00b0 654 110 043", "654110043"),
        ("\u2116 4711-2290", "47112290"),
        ("# 654110043", "654110043"),
        ("N1234567", "N1234567"),
        ("AK 122874", "AK122874"),
        ("RL 0962973 (Lebanon) expires 08 Feb 2012", "RL0962973"),
        ("L 886177 issued 14 Dec 1998 expires 13 Dec 2003", "L886177"),
        ("alt. Passport R-841697 (India) issued 26 Nov 1981", "R841697"),
        ("Russian foreign travel passport number 514448632", "514448632"),
        ("Cedula No. V-1565144", "V1565144"),
        ("R.F.C. AECA-690627", "AECA690627"),
        ("D.N.I. 44.129.178", "44129178"),
        ("5209530116 (German). Issued in Bonn, Germany on 21 Jun 2006", "5209530116"),
        ("284173, expires 21 Aug 2005", "284173"),
        ("\uff21\uff11\uff12\uff13\uff14\uff15\uff16", "A123456"),
        ("\u0661\u0662\u0663\u0664\u0665\u0669", "123459"),
        ("A-1\u20112\u20133456", "A123456"),
        ("1234", None),
        ("A-12", None),
        ("0000000", None),
        ("123456789", None),
        ("XXXXXXXX", None),
        ("unknown", None),
        ("not available", None),
        ("-", None),
        ("", None),
        (None, None),
    ],
)
def test_document_number(text, key):
    assert document_number(text) == key


@settings(deadline=None)
@given(st.text(max_size=30))
def test_a_key_is_its_own_key(text):
    key = document_number(text)
    if key is not None:
        assert len(key) >= MIN_DOCUMENT_LENGTH
        assert not set(key) & set(" -/.")


@given(
    st.from_regex(r"[A-Z]{0,2}[1-9][0-9]{6,9}", fullmatch=True).filter(lambda t: len(set(t[-6:])) > 2)
)
def test_marks_between_the_figures_do_not_matter(number):
    key = document_number(number)
    assert document_number(f" {number[:4]}-{number[4:]}/ ".lower()) == key


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Passport", "passport"),
        ("Num\u00e9ro de passeport", "passport"),
        ("N\u00famero de pasaporte", "passport"),
        ("travel_document", "passport"),
        ("\u062c\u0648\u0627\u0632 \u0633\u0641\u0631", "passport"),
        ("National Identification Number", "national_id"),
        ("Tazkira", "national_id"),
        ("C\u00e9dula de ciudadan\u00eda", "national_id"),
        ("Carte d'identit\u00e9", "national_id"),
        ("D.N.I.", "national_id"),
        ("C.U.R.P.", "national_id"),
        ("ID card", "national_id"),
        ("Military ID card", "military"),
        ("internment serial number", "internment"),
        ("ISN", "internment"),
        ("prisoner number", "internment"),
        ("Driver's License No.", "driving_licence"),
        ("Permis de conduire", "driving_licence"),
        ("Licencia de conducir", "driving_licence"),
        ("Birth certificate", "birth_certificate"),
        ("Acte de naissance", "birth_certificate"),
        ("tax_id", "tax"),
        ("Num\u00e9ro fiscal", "tax"),
        ("SSN", "social_security"),
        ("N\u00famero de seguridad social", "social_security"),
        ("residence_permit", "residence"),
        ("Carte de s\u00e9jour", "residence"),
        ("voter_id", "other"),
        ("library card", "other"),
        ("", "other"),
        (None, "other"),
    ],
)
def test_document_kind(text, kind):
    assert document_kind(text) == kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_its_own_kind(kind):
    assert document_kind(kind) == kind


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        ("phone", "+964 (0)770 123 4567", "phone:701234567"),
        ("phone", "00964 770 123 4567", "phone:701234567"),
        ("phone", "0770-123-4567", "phone:701234567"),
        ("phone", "+33 6 12 34 56 78", "phone:612345678"),
        ("phone", "06.12.34.56.78", "phone:612345678"),
        ("phone", "+216 20 123 456", "phone:20123456"),
        ("phone", "20 123 456", "phone:20123456"),
        ("phone", "(202) 555-0143 ext. 12", "phone:025550143"),
        ("mobile", "\u0667\u0667\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "phone:701234567"),
        ("phone", "12345", None),
        ("phone", "0000000000", None),
        ("phone", "", None),
        (None, "+33 6 12 34 56 78", "phone:612345678"),
        ("email", " A.Hasan@Example.ORG ", "email:a.hasan@example.org"),
        ("email", "mailto:a.hasan@example.org", "email:a.hasan@example.org"),
        (None, "a.hasan@example.org", "email:a.hasan@example.org"),
        ("handle", "@Abu_Ali", "handle:abu_ali"),
        ("handle", "abu_ali", "handle:abu_ali"),
        (None, "@Abu_Ali", "handle:abu_ali"),
        ("account", "DE12 3456 7890", "account:de1234567890"),
        (None, "abu ali", "account:abuali"),
        ("handle", "@", None),
        ("phone", None, None),
    ],
)
def test_contact_key(kind, value, key):
    assert contact_key(kind, value) == key


@settings(deadline=None)
@given(st.sampled_from(["phone", "email", "handle", "account", None]), st.text(max_size=25))
def test_any_contact_has_a_key_or_none(kind, value):
    key = contact_key(kind, value)
    assert key is None or key.partition(":")[0] in {"phone", "email", "handle", "account"}


printed = st.text("aN1oO0x23456789- .\u00b2", max_size=9) | st.sampled_from(
    [
        "NO12345",
        "N123456",
        "no1234567",
        "11111",
        "aaaaa",
        "12345",
        "EXPIR123",
        "VALID1",
        "issued12",
        "abcdef",
    ]
)


@given(st.lists(st.none() | printed, max_size=8))
def test_many_numbers_at_once_are_as_one_by_one(texts):
    found = document_numbers(pa.array(texts, pa.string())).to_pylist()
    assert found == [document_number(text) for text in texts]
