import pytest

from suspectmatch.synthetic.romanisation import romanised, wade_giles


@pytest.mark.parametrize(
    ("pinyin", "wade"),
    [
        ("Zhang", "Chang"), ("Chang", "Ch'ang"), ("Zhi", "Chih"), ("Qing", "Ch'ing"), ("Jian", "Chien"),
        ("Xue", "Hsueh"), ("Ren", "Jen"), ("Cai", "Ts'ai"), ("Zi", "Tzu"), ("Si", "Ssu"), ("Guo", "Kuo"),
        ("De", "Te"), ("Tian", "T'ien"), ("Bo", "Po"), ("Luo", "Lo"), ("Zhong", "Chung"), ("Ma", "Ma"),
    ],
)  # fmt: skip
def test_wade_giles(pinyin, wade):
    assert wade_giles(pinyin) == wade


def test_a_given_name_is_joined_apart_or_hyphened():
    forms = dict(romanised("Xiao Ping", "chinese", "english"))
    assert {"Xiaoping", "Xiao Ping", "Xiao-ping", "Hsiao-p'ing"} <= set(forms)
    assert sum(forms.values()) == pytest.approx(1)


def test_family_names_have_their_forms_abroad():
    assert {"Zhang", "Chang", "Cheung"} <= set(dict(romanised("Zhang", "chinese", "home")))
    assert {"Lee", "Ri", "Yi"} <= set(dict(romanised("Lee", "korean", "english")))


def test_accents_are_kept_at_home_only():
    assert "Lü" in dict(romanised("Lü", "chinese", "home"))
    assert "Lu" in dict(romanised("Lü", "chinese", "english"))


def test_korean_syllables_have_several_systems():
    forms = dict(romanised("Chol Su", "korean", "english"))
    assert {"Chol Su", "Cheol-su", "Chulsoo"} <= set(forms)
