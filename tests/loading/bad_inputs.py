"""Broken and hostile files, each with SENTINEL where a name would stand; and the page that lists them.

``python -m tests.loading.bad_inputs`` writes ``docs/explanation/bad-input.md``.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

import suspectmatch as sm
from suspectmatch.errors import InputError, RejectedRowsWarning

SENTINEL = "ZZSENTINEL"
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "bad-input.md"
HEADER = "id,surname,first_name,dob\n"
GOOD = "1,HASAN,ALI,1965-03-12\n"
CASES = {}


def case(words, ending="csv", **options):
    """Register what writes one bad file; its name is the row of the page."""

    def register(write):
        CASES[write.__name__] = (words, ending, write, options)
        return write

    return register


def csv(*rows):
    return HEADER + GOOD + "".join(f"{row}\n" for row in rows)


def line(**record):
    return json.dumps({"record_id": "2", "names": [SENTINEL], **record}) + "\n"


FIRST = json.dumps({"record_id": "1", "names": ["Ali Hasan"]}) + "\n"


# Files as a whole.


@case("an empty file")
def empty(path):
    path.write_bytes(b"")


@case("a folder")
def folder(path):
    path.mkdir()


@case("a file that is not there")
def missing(path):
    pass


@case("a file of white space")
def white(path):
    path.write_text(" \n\n \n")


@case("a binary file named .csv")
def binary(path):
    path.write_bytes(bytes(range(256)) * 40 + SENTINEL.encode())


@case("a compressed file")
def gzipped(path):
    path.write_bytes(b"\x1f\x8b\x08\x00" + SENTINEL.encode())


@case("a PDF document named .csv")
def pdf(path):
    path.write_bytes(b"%PDF-1.7\n" + SENTINEL.encode())


@case("an old or password-protected workbook", "xlsx")
def ole(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + SENTINEL.encode())


# Delimited text.


@case("a header and no rows")
def header_only(path):
    path.write_text(HEADER)


@case("rows without a header")
def no_header(path):
    path.write_text(f"1001,{SENTINEL},1965-03-12\n1002,{SENTINEL},1966-03-12\n")


@case("columns that nobody understands")
def unknown_columns(path):
    path.write_text(f"a,b\n{SENTINEL},x\n")


@case("two columns that both look like the identifier")
def two_ids(path):
    path.write_text(f"inmate_no,prisoner_no,name\n1,2,{SENTINEL}\n")


@case("the header repeated among the rows")
def header_again(path):
    path.write_text(csv(HEADER.strip(), f"2,{SENTINEL},OMAR,1965-03-12"))


@case("a row with too few fields")
def too_few(path):
    path.write_text(csv(f"2,{SENTINEL}"))


@case("a row with too many fields")
def too_many(path):
    path.write_text(csv(f"2,{SENTINEL},OMAR,1965-03-12,x,y"))


@case("a quotation mark that is never closed")
def open_quote(path):
    path.write_text(csv(f'2,"{SENTINEL},OMAR,1965-03-12', "3,KARIM,SAMI,1970-01-02"))


@case("a quotation mark inside a field")
def inner_quote(path):
    path.write_text(csv(f'2,"{SENTINEL} "the tall"",OMAR,1965-03-12'))


@case("a stray quotation mark on every line")
def many_quotes(path):
    path.write_text(HEADER + "".join(f'{n},"{SENTINEL},OMAR,1965-03-12\n' for n in range(500)))


@case("one field of 100 MB")
def huge_field(path):
    with path.open("w") as stream:
        stream.write(HEADER + "2," + SENTINEL)
        for _ in range(100):
            stream.write("A" * (1 << 20))
        stream.write(",OMAR,1965-03-12\n")


@case("one field of 20,000 characters")
def long_field(path):
    path.write_text(csv(f"2,{SENTINEL * 2000},OMAR,1965-03-12"))


@case("a quoted field over 20,000 lines")
def many_lines(path):
    path.write_text(csv('2,"' + f"{SENTINEL}\n" * 20_000 + '",OMAR,1965-03-12'))


@case("a NUL byte among the first bytes")
def nul_early(path):
    path.write_bytes(csv(f"2,{SENTINEL}\x00,OMAR,1965-03-12").encode())


@case("a NUL byte further on")
def nul_late(path):
    filler = "".join(f"{n},HASAN,ALI,1965-03-12\n" for n in range(10, 4000))
    path.write_bytes((HEADER + filler + f"2,{SENTINEL}\x00,OMAR,1965-03-12\n").encode())


@case("control characters in a name")
def controls(path):
    path.write_bytes(csv(f"2,{SENTINEL}\x1b[31m\x07,OMAR,1965-03-12").encode())


@case("Latin-1 bytes in a file that is otherwise UTF-8")
def mixed(path):
    good = "".join(f"{n},MÜLLER,ALÌ,1965-03-12\n" for n in range(10, 20))
    path.write_bytes((HEADER + good).encode() + f"2,{SENTINEL} José,OMAR,1965-03-12\n".encode("latin-1"))


@case("bytes that are not of the encoding the mapping names", mapping={"table": {"encoding": "ascii"}})
def wrong_encoding(path):
    path.write_bytes(csv(f"2,{SENTINEL} José,OMAR,1965-03-12").encode())


@case("a UTF-16 file cut in the middle of a character")
def half_utf16(path):
    path.write_bytes(csv(f"2,{SENTINEL},OMAR,1965-03-12").encode("utf-16")[:-1])


@case("a record id that occurs twice")
def twice(path):
    path.write_text(csv(f"1,{SENTINEL},OMAR,1965-03-12"))


@case("a row without an identifier")
def no_id(path):
    path.write_text(csv(f",{SENTINEL},OMAR,1965-03-12"))


@case("a row without a name")
def no_name(path):
    path.write_text(csv("2,UNKNOWN,-,1965-03-12"))


@case("31 February")
def february(path):
    path.write_text(csv(f"2,{SENTINEL},OMAR,1965-02-31"))


@case("a month that is none")
def month_13(path):
    path.write_text(csv(f"2,{SENTINEL},OMAR,1965-13-01"))


@case("a status that is no role that is known")
def role(path):
    path.write_text(f"id,name,status\n1,ALI,victim\n2,{SENTINEL},plaintiff\n")


@case("a word that is no sex that is known")
def sex(path):
    path.write_text(f"id,name,sex\n1,ALI,M\n2,{SENTINEL},7\n")


# Mappings.


@case(
    "a mapping for a column that is not there",
    mapping={"record": {"id": "id"}, "names": [{"full": "surnme"}]},
)
def no_column(path):
    path.write_text(csv(f"2,{SENTINEL},OMAR,1965-03-12"))


@case("a mapping with a key that is not known", mapping={"record": {"idd": "id"}})
def no_key(path):
    path.write_text(csv(f"2,{SENTINEL},OMAR,1965-03-12"))


@case(
    "a mapping that reads a column of religion", mapping={"record": {"id": "id", "remarks": "religion"}}
)
def religion(path):
    path.write_text(f"id,name,religion\n1,ALI,{SENTINEL}\n")


@case("a mapping that is no TOML", mapping="broken.toml")
def toml(path):
    path.write_text(csv(f"2,{SENTINEL},OMAR,1965-03-12"))
    (path.parent / "broken.toml").write_text("[record\nid = ")


# JSON.


@case("a JSON document that breaks off", "json")
def half_json(path):
    path.write_text("[" + FIRST + "," + line()[:-3])


@case("JSON lines with one bad line", "jsonl")
def bad_line(path):
    path.write_text(FIRST + '{"record_id": "2", "names": ["' + SENTINEL + "\n" + line(record_id="3"))


@case("JSON nested 100,000 deep", "json")
def deep(path):
    path.write_text("[" * 100_000 + f'"{SENTINEL}"' + "]" * 100_000)


@case("JSON lines nested 100,000 deep", "jsonl")
def deep_line(path):
    path.write_text(FIRST + '{"a":' * 100_000 + f'"{SENTINEL}"' + "}" * 100_000 + "\n")


@case("a whole number of 5,000 digits", "jsonl")
def digits(path):
    path.write_text(FIRST + line().replace('"2"', "9" * 5000))


@case("NaN", "jsonl")
def nan(path):
    path.write_text(FIRST + line().replace('"2"', "NaN"))


@case("half of a surrogate pair", "jsonl")
def surrogate(path):
    path.write_text(FIRST + line().replace(SENTINEL, SENTINEL + "\\ud800"))


@case("a JSON list of numbers", "json")
def numbers(path):
    path.write_text("[1, 2, 3]")


@case("a line that is no object", "jsonl")
def no_object(path):
    path.write_text(FIRST + f'"{SENTINEL}"\n')


@case("a field that is not of the schema", "jsonl")
def no_field(path):
    path.write_text(FIRST + line(naems="x"))


@case("a number where a list belongs", "jsonl")
def no_list(path):
    path.write_text(FIRST + line(nationalities=7))


@case("a list of 5,000 names", "jsonl")
def many_names(path):
    path.write_text(FIRST + line(names=[SENTINEL] * 5000))


@case("a role that is not known", "jsonl")
def json_role(path):
    path.write_text(FIRST + line(role="villain"))


@case("an EDTF date on a day that does not exist", "jsonl")
def json_date(path):
    path.write_text(FIRST + line(birth_dates=[{"edtf": "0000-00-00"}]))


@case("a retention limit that is no day", "jsonl")
def retain(path):
    path.write_text(FIRST + line(retain_until="soon"))


@case("JSON in UTF-16 without a mark", "jsonl")
def json_utf16(path):
    path.write_bytes((FIRST + line()).encode("utf-16-le"))


# XML.


@case("XML that breaks off", "xml")
def half_xml(path):
    path.write_text(
        f"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>{SENTINEL}</FIRST_NAME><REFERENCE_NUMBER>"
    )


@case("an XML entity bomb", "xml")
def bomb(path):
    entities = (
        '<!ENTITY a "'
        + SENTINEL
        + '">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    )
    path.write_text(
        f"<!DOCTYPE CONSOLIDATED_LIST [{entities}]><CONSOLIDATED_LIST>&j;</CONSOLIDATED_LIST>"
    )


@case("an external XML entity", "xml")
def external(path):
    secret = path.parent / "secret.txt"
    secret.write_text(SENTINEL)
    path.write_text(
        f'<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        "<CONSOLIDATED_LIST><INDIVIDUALS>&x;</INDIVIDUALS></CONSOLIDATED_LIST>"
    )


@case("XML of an unknown kind", "xml")
def other_xml(path):
    path.write_text(f"<people><person>{SENTINEL}</person></people>")


# Parquet and Excel.


@case("a Parquet file cut short", "parquet")
def half_parquet(path):
    pq.write_table(pa.table({"record_id": ["1"], "names": [SENTINEL]}), path)
    path.write_bytes(path.read_bytes()[:-20])


@case("a Parquet file with damaged pages", "parquet")
def bad_parquet(path):
    pq.write_table(
        pa.table({"record_id": ["1"] * 99, "names": [SENTINEL] * 99}), path, compression="gzip"
    )
    data = bytearray(path.read_bytes())
    data[8:60] = b"\xff" * 52
    path.write_bytes(bytes(data))


@case("an archive that is no workbook", "xlsx")
def zipped(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("names.txt", SENTINEL)


@case("a damaged archive", "xlsx")
def bad_zip(path):
    path.write_bytes(b"PK\x03\x04" + SENTINEL.encode() * 10)


@case("a workbook without its parts", "xlsx")
def hollow(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", f"<workbook>{SENTINEL}</workbook>")


@case("a workbook that unpacks to gigabytes", "xlsx")
def zip_bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", SENTINEL)
        archive.writestr("xl/worksheets/sheet1.xml", bytes(32 << 20))


@case("a workbook with an entity bomb", "xlsx")
def excel_bomb(path):
    whole = io.BytesIO()
    openpyxl.Workbook().save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = f'<!DOCTYPE x [<!ENTITY a "{SENTINEL}">]><worksheet>&a;</worksheet>'.encode()
            new.writestr(name, data)


@case("an empty workbook", "xlsx")
def no_cells(path):
    openpyxl.Workbook().save(path)


@case("a workbook with a row wider than its header", "xlsx")
def wide_row(path):
    book = openpyxl.Workbook()
    for row in (["id", "name"], ["1", "ALI"], ["2", SENTINEL, "x", "y"]):
        book.active.append(row)
    book.save(path)


# ANSI/NIST.


@case("a Type-2 record that breaks off", "eft")
def half_nist(path):
    path.write_bytes(b"1.001:30\x1d1.002:0400\x1d1.009:T1\x1c2.001:90\x1d2.018:" + SENTINEL.encode())


@case("junk between Type-2 records", "eft")
def nist_junk(path):
    good = b"1.001:29\x1d1.002:0400\x1d1.009:T1\x1c2.001:34\x1d2.009:C1\x1d2.018:HASAN,ALI\x1c"
    path.write_bytes(good + SENTINEL.encode() + b"\xff\x00 \x1c" + good.replace(b"C1", b"C2"))


def outcome(name, folder):
    """What happens: an error, or the rows rejected and the values not read, as one sentence."""
    words, ending, write, options = CASES[name]
    path = folder / f"{name}.{ending}"
    write(path)
    if options.get("mapping") == "broken.toml":
        options = {"mapping": path.parent / "broken.toml"}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            records = sm.load({"jail": path}, **options)
        except InputError as error:
            return words, f"{type(error).__name__}: {error}", repr(error.__cause__)
    messages = [str(one.message) for one in caught]
    assert all(issubclass(one.category, RejectedRowsWarning) for one in caught), messages
    said = []
    for row in records.rejected.to_pylist():
        what = "value not read" if row["kept"] else "row rejected"
        said.append(
            f"line {row['line']}: {what}: {': '.join(filter(None, (row['field'], row['reason'])))}"
        )
    assert said, "nothing was reported"
    assert len(messages) == any("row rejected" in one for one in said)
    more = f"; and {len(said) - 1:,} more" if len(said) > 1 else ""
    notes = [note for one in records.inputs for note in one.notes]
    return words, f"{said[0]}{more}", " ".join([*said, *messages, *notes])


def cell(text):
    return text.replace("|", "\\|")


def page():
    with tempfile.TemporaryDirectory() as folder:
        rows = [outcome(name, Path(folder))[:2] for name in CASES]
    table = "\n".join(f"| {words} | {cell(told)} |" for words, told in rows)
    return f"""# What happens to bad input

If a whole file cannot be read, `load` stops with one error. The error says what is wrong and what to do.
If a row cannot be read, the row is rejected and the other rows are read. \
`records.rejected` has the file,
line and reason, and one warning for each source gives the number of rejected rows. If \
only one value of a
row cannot be read, the row is kept and the value is reported (`kept` is true). No \
message holds a value of
a record.

`tests/loading/bad_inputs.py` reads each of these inputs and writes this table.

| input | what happens |
|---|---|
{table}
"""


if __name__ == "__main__":
    sys.stdout.write(f"{PAGE.name}: {PAGE.write_text(page(), encoding='utf-8'):,} characters\n")
