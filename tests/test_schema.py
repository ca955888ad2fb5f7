import pyarrow as pa

from suspectmatch import schema


def test_what_must_not_be_compared_is_no_field():
    names = " ".join(schema.RECORD_SCHEMA.names)
    assert not any(word in names for word in ("ethnic", "race", "relig", "photo", "template"))


def test_required_fields_are_not_nullable():
    required = [field.name for field in schema.RECORD_SCHEMA if not field.nullable]
    assert required == ["source", "record_id", "role"]


def test_protected_roles_are_not_linked_by_default():
    assert set(schema.PROTECTED_ROLES) >= {"victim", "missing", "witness", "misused_identity"}
    assert set(schema.PROTECTED_ROLES).isdisjoint(schema.DEFAULT_ROLES)
    assert set(schema.PROTECTED_ROLES) | set(schema.DEFAULT_ROLES) == set(schema.ROLES)


def test_every_shorthand_names_a_part_of_its_field():
    for field, key in schema.SHORTHAND.items():
        kind = schema.RECORD_SCHEMA.field(field).type.value_type
        assert pa.types.is_string(kind.field(key).type)
