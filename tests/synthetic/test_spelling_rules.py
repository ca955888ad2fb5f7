import pytest

from suspectmatch.synthetic.spelling_rules import by_rules, fold, normed


def test_fold_leaves_plain_letters():
    assert fold("Łukasz Øystein Weiß İbrahim") == "Lukasz Oystein Weiss Ibrahim"


def test_forms_are_added_up_and_their_shares_sum_to_one():
    assert normed([("a", 1.0), ("b", 2.0), ("a", 1.0)]) == (("a", 0.5), ("b", 0.5))


@pytest.mark.parametrize(
    ("name", "culture", "system", "form"),
    [
        ("Chaykin", "russian", "french", "Tchaykine"),
        ("Tulegenov", "central_asian", "english", "Tulegen"),
        ("Sharipov", "central_asian", "french", "Charipov"),
        ("Muhammad", "indonesian", "home", "Muh."),
        ("Djamel", "sahel", "english", "Jamel"),
        ("Gonçalves", "portuguese", "english", "Goncalves"),
    ],
)
def test_rules_make_spellings_that_are_met(name, culture, system, form):
    assert form in dict(by_rules(name, culture, system))


def test_what_no_rule_knows_stays_as_it_is():
    assert by_rules("Qwxv", "spanish", "home") == (("Qwxv", 1.0),)
