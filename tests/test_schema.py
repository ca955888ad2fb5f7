from suspectmatch import roles, schema


def test_what_must_not_be_compared_is_no_field():
    names = " ".join(schema.RECORD_SCHEMA.names)
    assert not any(word in names for word in ("ethnic", "race", "relig", "photo", "template"))


def test_required_fields_are_not_nullable():
    required = [field.name for field in schema.RECORD_SCHEMA if not field.nullable]
    assert required == ["source", "record_id", "role"]


def test_protected_roles_are_not_linked_by_default():
    assert set(roles.PROTECTED_ROLES) >= {"victim", "missing", "witness", "misused_identity"}
    assert set(roles.PROTECTED_ROLES).isdisjoint(roles.DEFAULT_ROLES)
    assert set(roles.PROTECTED_ROLES) | set(roles.DEFAULT_ROLES) == set(roles.ROLES)


def test_shorthand_and_needs_name_parts_of_their_field():
    for field in schema.FIELDS:
        names = [part.name for part in field.parts]
        assert set(field.needs) <= set(names)
        assert bool(field.parts) == (field.shorthand in names)


def test_every_closed_vocabulary_has_words():
    for field in schema.FIELDS:
        for one in field.parts or (field,):
            assert bool(one.words) == (one.kind == "word")
