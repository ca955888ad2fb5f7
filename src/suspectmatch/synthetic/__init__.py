"""Invented persons of many naming cultures, their records in many kinds of source, and the truth."""

from suspectmatch.synthetic.cultures import CULTURES
from suspectmatch.synthetic.demo_files import DemoTruth, demo_sources
from suspectmatch.synthetic.habits import HABITS, SourceHabits
from suspectmatch.synthetic.hard_negatives import HARD_NEGATIVES, HardNegatives, hard_negatives
from suspectmatch.synthetic.labelled_records import LabelledRecords, aliased_records, single_name_records
from suspectmatch.synthetic.observing import Observation, observe
from suspectmatch.synthetic.persons import Persons, generate_people
from suspectmatch.synthetic.record_files import FORMATS, WrittenRecords, write_records
from suspectmatch.synthetic.source_files import WrittenSources, write_sources

__all__ = [
    "CULTURES",
    "FORMATS",
    "HABITS",
    "HARD_NEGATIVES",
    "DemoTruth",
    "HardNegatives",
    "LabelledRecords",
    "Observation",
    "Persons",
    "SourceHabits",
    "WrittenRecords",
    "WrittenSources",
    "aliased_records",
    "demo_sources",
    "generate_people",
    "hard_negatives",
    "observe",
    "single_name_records",
    "write_records",
    "write_sources",
]
