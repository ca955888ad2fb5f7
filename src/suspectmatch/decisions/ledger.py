"""Decisions about pairs of records, in a file to which lines are only added; each has the last hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import warnings
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any, Final

from suspectmatch import checks
from suspectmatch.decisions.conflicts import refuse_contradictions
from suspectmatch.decisions.decision import Decision
from suspectmatch.errors import BrokenLineWarning, InputError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

VERDICTS: Final = ("same", "different", "unsure")
FIELDS: Final = ("left", "right", "verdict", "reason", "by", "at", "withdraws")
WITHHELD: Final = "withheld"
"""What stands for a reason or an author in decisions that are handed on."""
NOTHING_BEFORE: Final = "0" * 64
"""What stands for the line before the first."""


class Decisions:
    """Decisions of reviewers, kept in a JSON Lines file. Lines are only added to it.

    ``different`` keeps two records apart and ``same`` puts them together in every run that reads the
    file, until the decision is withdrawn; ``unsure`` is kept and changes nothing. Each line holds the
    SHA-256 of the line before, so that a changed, removed or inserted line is noticed when the file is
    read. Lines that are missing at the end are not noticed; a saved run keeps the hash of all of them.

    Attributes:
        path: the file.
        entries: every line, in order, with withdrawals and withdrawn decisions.
        broken: an incomplete last line, from a write that was stopped; usually empty.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     decisions = Decisions.read(f"{folder}/decisions.jsonl", missing_ok=True)
        ...     made = decisions.record("a:1", "b:2", "different", reason="twins", by="desk 4")
        ...     again = Decisions.read(decisions.path)
        >>> [(each.left, each.right, each.verdict) for each in again.standing()]
        [('a:1', 'b:2', 'different')]
    """

    def __init__(
        self, path: str | Path, entries: tuple[Decision, ...] = (), broken: bytes = b""
    ) -> None:
        self.path = checks.path("path", path)
        self.entries = entries
        self.broken = broken

    @classmethod
    def read(cls, path: str | Path, *, missing_ok: bool = False) -> Decisions:
        """Read and check a file of decisions.

        Args:
            path: the file.
            missing_ok: if the file does not exist, begin with no decisions; ``record`` then makes it.

        Raises:
            InputError: there is no such file, or a line was changed after it was written.

        Warns:
            BrokenLineWarning: the last line is incomplete. It is left out, and moved to a file of its
                own at the next decision.
        """
        path = checks.path("path", path)
        try:
            body = path.read_bytes()
        except FileNotFoundError as error:
            if missing_ok:
                return cls(path)
            raise InputError("There is no such file of decisions.", file=path.name) from error
        except OSError as error:
            raise InputError("The decisions cannot be read.", file=path.name) from error
        entries, broken = _parse(body, path.name)
        return cls(path, entries, broken)

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        return f"Decisions({len(self.standing()):,} standing of {len(self):,} lines)"

    def text(self) -> str:
        """All lines, as a file that can be read again."""
        return "".join(line for line, _ in self._lines())

    @property
    def seal(self) -> str:
        """SHA-256 of the last line, and so of all: a change in any line changes it."""
        return _last_hash(self.text().encode())

    def _lines(self) -> Iterator[tuple[str, Decision]]:
        before = NOTHING_BEFORE
        for each in self.entries:
            line, made = _sealed({name: getattr(each, name) for name in FIELDS}, before)
            yield line.decode(), made
            before = _last_hash(line)

    def standing(self) -> list[Decision]:
        """Decisions that were not withdrawn, in the order in which they were made."""
        gone = {each.withdraws for each in self.entries}
        return [each for each in self.entries if each.withdraws is None and each.id not in gone]

    def record(
        self,
        left: str,
        right: str,
        verdict: str,
        *,
        reason: str,
        by: str,
        at: str | None = None,
        independent: bool = False,
    ) -> Decision:
        """Add a decision. It is saved to disk when this returns.

        Args:
            left: ``source:record_id`` of one record; it need not be in any run yet.
            right: the same of the other record.
            verdict: ``same``, ``different`` or ``unsure``.
            reason: the reason.
            by: the author.
            at: the time, in ISO 8601; now if None.
            independent: decided without knowing the decisions of others. It may contradict theirs, but
                not one's own. A run refuses the file until one of the two is withdrawn.

        Returns:
            The decision as written.

        Raises:
            ParameterError: something is missing or not understood; nothing was written.
            InputError: it contradicts earlier decisions, which are named; nothing was written.
        """
        checks.one_of("verdict", verdict, VERDICTS)
        for name, identity in (("left", left), ("right", right)):
            source, _, record_id = identity.partition(":") if isinstance(identity, str) else ("", "", "")
            if not source or not record_id:
                lacks = "no text" if not isinstance(identity, str) else "text without one of the two"
                raise ParameterError(
                    f"{name} must be SOURCE:RECORD_ID, such as notices:N-1, got {lacks}."
                )
        if left == right:
            raise ParameterError("left and right must be two records, got one twice.")
        whose = by if independent else None
        return self._append(left, right, verdict, reason=reason, by=by, at=at, whose=whose)

    def withdraw(self, decision: str, *, reason: str, by: str, at: str | None = None) -> Decision:
        """Withdraw an earlier decision; both entries stay on file.

        Args:
            decision: its id.
            reason: the reason.
            by: the author of the withdrawal.
            at: the time, in ISO 8601; now if None.

        Raises:
            ParameterError: there is no decision with this id, or it was withdrawn.
        """
        for each in Decisions.read(self.path).standing():
            if each.id == decision:
                return self._append(
                    each.left, each.right, None, reason=reason, by=by, at=at, withdraws=each.id
                )
        raise ParameterError(f"decision must be the id of a standing decision, got {decision!r}.")

    def about(self, names: Collection[str], path: Path) -> Decisions:
        """The decisions about these records only, with new hashes, without reasons and authors.

        Args:
            names: ``source:record_id`` of the records.
            path: the file that they would be in.
        """
        stand = [each for each in self.standing() if set(each.pair) <= set(names)]
        bare = Decisions(path, tuple(replace(each, reason=WITHHELD, by=WITHHELD) for each in stand))
        return Decisions(path, tuple(made for _, made in bare._lines()))

    def check(self, by: str | None = None) -> None:
        """Refuse decisions that contradict each other.

        Args:
            by: only look at the decisions of this person.

        Raises:
            InputError: records that were decided to be one person, directly or through others, were
                also decided to be two; the message names all the decisions.
        """
        refuse_contradictions(self.standing(), self.path.name, by=by)

    def _append(
        self,
        left: str,
        right: str,
        verdict: str | None,
        *,
        reason: str,
        by: str,
        at: str | None,
        withdraws: str | None = None,
        whose: str | None = None,
    ) -> Decision:
        for name, text in (("reason", reason), ("by", by)):
            if not isinstance(text, str) or not text.strip():
                raise ParameterError(f"{name} must be said, got nothing.")
        values = dict(zip(FIELDS, (left, right, verdict, reason, by, _time(at), withdraws), strict=True))
        is_new = not self.path.exists()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as stream, _locked(stream):
            stream.seek(0)
            body = stream.read()
            entries, broken = _parse(body, self.path.name)
            whole = body[: len(body) - len(broken)]
            line, made = _sealed(values, _last_hash(whole))
            now = Decisions(self.path, (*entries, made))
            if withdraws is None:  # what is taken back contradicts nothing
                refuse_contradictions(now.standing(), self.path.name, by=whose, new=made)
            if broken:
                with self.path.with_name(self.path.name + ".broken").open("ab") as aside:
                    aside.write(broken + b"\n")
                    os.fsync(aside.fileno())
                stream.truncate(len(whole))
            stream.write((b"\n" if whole and not whole.endswith(b"\n") else b"") + line)
            stream.flush()
            os.fsync(stream.fileno())
        if is_new:
            _sync_folder(self.path.parent)
        self.entries, self.broken = now.entries, b""
        return made


def _parse(body: bytes, name: str) -> tuple[tuple[Decision, ...], bytes]:
    """The decisions of a file, and what follows its last whole line."""
    entries: list[Decision] = []
    before = NOTHING_BEFORE
    lines = body.split(b"\n")
    for number, line in enumerate(lines, start=1):
        is_last = number == len(lines)  # what no line break follows
        if is_last and not line:
            break
        try:
            values = json.loads(line)
            digest = values.pop("hash")
            given, linked = {field: values[field] for field in FIELDS}, values["before"]
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            if is_last:
                warnings.warn(
                    f"{name}, line {number}: the last line was not written to its end and is left out.",
                    BrokenLineWarning,
                    stacklevel=3,
                )
                return tuple(entries), line
            raise InputError("This line is no decision." + _REPAIR, file=name, line=number) from error
        if linked != before or digest != _digest(values):
            raise InputError(
                "The decisions up to here are not what they were when they were written: a line was "
                "changed, taken out or put in." + _REPAIR,
                file=name,
                line=number,
            )
        before = digest
        entries.append(Decision(id=_id(digest), **given))
    return tuple(entries), b""


_REPAIR: Final = " Take the file from a backup; never edit it, withdraw decisions instead."


def _sealed(values: dict[str, Any], before: str) -> tuple[bytes, Decision]:
    """A line, and the decision that it holds."""
    body = values | {"before": before}
    digest = _digest(body)
    line = json.dumps(body | {"hash": digest}, ensure_ascii=False) + "\n"
    return line.encode(), Decision(id=_id(digest), **values)


def _digest(values: dict[str, Any]) -> str:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _id(digest: str) -> str:
    return f"d-{digest[:12]}"


def _last_hash(whole: bytes) -> str:
    lines = whole.rstrip(b"\n").rsplit(b"\n", 1)
    return str(json.loads(lines[-1])["hash"]) if lines[-1] else NOTHING_BEFORE


def _time(at: str | None) -> str:
    if at is None:
        return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    try:
        dt.datetime.fromisoformat(at)
    except (TypeError, ValueError) as error:
        raise ParameterError(f"at must be a time such as 2026-03-09T14:05+01:00, got {at!r}.") from error
    return at


@contextmanager
def _locked(stream: IO[bytes]) -> Iterator[None]:
    """Keep other processes from writing meanwhile, where the system can."""
    try:
        import fcntl  # noqa: PLC0415  (not on every system)
    except ImportError:
        yield
        return
    fcntl.flock(stream, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(stream, fcntl.LOCK_UN)


def _sync_folder(folder: Path) -> None:
    """Make a new file's name last through a crash, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
