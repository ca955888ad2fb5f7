"""Chinese and Korean names in Latin letters: several systems, joined, hyphened or apart.

The canonical form is pinyin without tones, or the Korean syllables as the North prints them; two
syllables of a given name stand apart (``Xiao Ping``).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Final

from suspectmatch.synthetic.respelling import fold, normed

if TYPE_CHECKING:
    from suspectmatch.synthetic.respelling import Forms

_WADE_GILES: Final = (
    (r"^zh(?!i$)", "ch<"), ("^zhi$", "ch<ih"), ("^ch(?!<)(?=.)", "ch'"), ("^q", "ch'"), ("^j", "ch<"),
    ("^x", "hs<"), ("^r", "j<"), ("^shi$", "shih"), ("^zi$", "tzu"), ("^ci$", "tz'u"), ("^si$", "ssu"),
    ("^z", "ts<"), ("^c(?!h)", "ts'"), ("^p", "p'"), ("^t(?![sz])", "t'"), ("^k", "k'"), ("^b", "p"),
    ("^d", "t"), ("^g", "k"), ("ong$", "ung"), ("ian$", "ien"), ("^yan$", "yen"), ("^ye$", "yeh"),
    ("ie$", "ieh"), ("ue$", "ueh"), ("(?<=[dtnlhzc<'])uo$", "o"), ("^you$", "yu"), ("<", ""),
)  # fmt: skip
"""Pinyin to Wade-Giles, one rule after the other; ``<`` keeps a letter from being read twice."""

_ABROAD: Final[dict[str, tuple[str, ...]]] = {
    "Wang": ("Wong", "Ong", "Heng"), "Li": ("Lee", "Lei"), "Zhang": ("Cheung", "Chang", "Teo"),
    "Liu": ("Lau", "Low"), "Chen": ("Chan", "Tan", "Ting"), "Yang": ("Yeung", "Young", "Yeo"),
    "Huang": ("Wong", "Ng", "Ooi"), "Zhao": ("Chiu", "Chao", "Teo"), "Wu": ("Ng", "Goh", "Woo"),
    "Zhou": ("Chow", "Chou", "Chew"), "Xu": ("Tsui", "Hsu", "Koh"), "Sun": ("Suen", "Soon"),
    "Zhu": ("Chu", "Choo"), "Hu": ("Wu", "Woo", "Oh"), "Guo": ("Kwok", "Kuo", "Quek"),
    "He": ("Ho", "Hor"), "Lin": ("Lam", "Lim"), "Gao": ("Ko", "Kao"), "Luo": ("Law", "Lo", "Loh"),
    "Zheng": ("Cheng", "Tay", "Teh"), "Liang": ("Leung", "Neo"), "Xie": ("Tse", "Hsieh", "Chia"),
    "Tang": ("Tong", "Teng"), "Ye": ("Yip", "Yap", "Yeh"), "Su": ("So", "Soh"),
    "Jiang": ("Kong", "Chiang"), "Cai": ("Choi", "Tsai", "Chua"), "Pan": ("Poon", "Phua"),
    "Yu": ("Yue", "Yee"), "Feng": ("Fung", "Pang"), "Deng": ("Tang", "Teng"), "Cao": ("Tso", "Chao"),
    "Zeng": ("Tsang", "Chan"), "Xiao": ("Siu", "Hsiao"),
}  # fmt: skip
"""Family names as Hong Kong, Taiwan and the Chinese of the South Seas write them."""

_KOREAN: Final[dict[str, tuple[str, ...]]] = {
    "Chol": ("Chol", "Cheol", "Chul", "Ch'o'l"), "Yong": ("Yong", "Yeong", "Young", "Yo'ng"),
    "Myong": ("Myong", "Myeong", "Myung", "Myo'ng"), "Jong": ("Jong", "Jeong", "Jung", "Cho'ng"),
    "Chong": ("Chong", "Jeong", "Jung", "Cho'ng"), "Song": ("Song", "Seong", "Sung", "So'ng"),
    "Sung": ("Sung", "Seung", "Seung", "Su'ng"), "Hyon": ("Hyon", "Hyeon", "Hyun", "Hyo'n"),
    "Kyong": ("Kyong", "Gyeong", "Kyung", "Kyo'ng"), "Gyong": ("Gyong", "Gyeong", "Kyung", "Kyo'ng"),
    "Kyung": ("Kyong", "Gyeong", "Kyung", "Kyo'ng"), "Un": ("Un", "Eun", "Eun", "U'n"),
    "Guk": ("Guk", "Guk", "Kook", "Kuk"), "Kwang": ("Kwang", "Gwang", "Kwang", "Kwang"),
    "Gwang": ("Gwang", "Gwang", "Kwang", "Kwang"), "Hyok": ("Hyok", "Hyeok", "Hyuk", "Hyo'k"),
    "Hui": ("Hui", "Hui", "Hee", "Hu'i"), "Suk": ("Suk", "Suk", "Sook", "Suk"),
    "Gun": ("Gun", "Geon", "Gun", "Ko'n"), "Ryong": ("Ryong", "Yong", "Ryong", "Ryong"),
    "Kil": ("Kil", "Gil", "Kil", "Kil"), "Pong": ("Pong", "Bong", "Bong", "Pong"),
    "Byong": ("Byong", "Byeong", "Byung", "Pyo'ng"), "Pyong": ("Pyong", "Byeong", "Byung", "Pyo'ng"),
    "Tok": ("Tok", "Deok", "Duk", "To'k"), "Sop": ("Sop", "Seop", "Sup", "So'p"),
    "Bom": ("Bom", "Beom", "Bum", "Po'm"), "Dong": ("Tong", "Dong", "Dong", "Tong"),
    "Sik": ("Sik", "Sik", "Shik", "Sik"), "Uk": ("Uk", "Uk", "Wook", "Uk"),
    "Su": ("Su", "Su", "Soo", "Su"), "Ju": ("Ju", "Ju", "Joo", "Chu"),
    "Sun": ("Sun", "Sun", "Soon", "Sun"), "Jun": ("Jun", "Jun", "Joon", "Chun"),
}  # fmt: skip
"""Syllables: as the North prints them, the South's rules of 2000, as passports have them, and with the
breves of McCune and Reischauer turned into apostrophes."""

_KOREAN_FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "Kim": ("Kim", "Kim", "Gim"), "Lee": ("Lee", "Ri", "Yi", "Rhee"), "Park": ("Park", "Pak", "Bak"),
    "Choi": ("Choi", "Choe", "Ch'oe"), "Jung": ("Jung", "Jong", "Jeong", "Chung", "Chong"),
    "Kang": ("Kang", "Kang", "Gang"), "Cho": ("Cho", "Jo"), "Yoon": ("Yoon", "Yun"),
    "Jang": ("Jang", "Chang"), "Lim": ("Lim", "Rim", "Im", "Yim"), "Oh": ("Oh", "O"),
    "Seo": ("Seo", "So", "Suh"), "Shin": ("Shin", "Sin"), "Ahn": ("Ahn", "An"),
    "Jeon": ("Jeon", "Jon", "Chon"), "Yoo": ("Yoo", "Ryu", "Yu"), "Ko": ("Ko", "Koh", "Go"),
    "Moon": ("Moon", "Mun"), "Bae": ("Bae", "Pae"), "Baek": ("Baek", "Paek", "Paik"),
    "Heo": ("Heo", "Ho", "Hur"), "Roh": ("Roh", "No", "Noh"), "Sung": ("Sung", "Song", "Seong"),
    "Joo": ("Joo", "Ju", "Chu"), "Woo": ("Woo", "U"), "Koo": ("Koo", "Ku", "Gu"), "Na": ("Na", "Ra"),
}  # fmt: skip

_STYLES: Final[dict[str, dict[str, tuple[float, ...]]]] = {
    "chinese": {
        "english": (0.86, 0.14),
        "french": (0.9, 0.1),
        "home": (0.92, 0.08),
        "heard": (0.8, 0.2),
    },
    "korean": {
        "english": (0.45, 0.15, 0.3, 0.1),
        "french": (0.4, 0.2, 0.35, 0.05),
        "home": (0.45, 0.15, 0.4, 0.0),
        "heard": (0.3, 0.2, 0.5, 0.0),
    },
}
"""Shares of the systems: pinyin and Wade-Giles; the four of Korean syllables."""

_JOINTS: Final[dict[str, dict[str, tuple[float, float, float]]]] = {
    "chinese": {
        "english": (0.68, 0.2, 0.12),
        "french": (0.7, 0.15, 0.15),
        "home": (0.82, 0.1, 0.08),
        "heard": (0.5, 0.45, 0.05),
    },
    "korean": {
        "english": (0.25, 0.4, 0.35),
        "french": (0.25, 0.35, 0.4),
        "home": (0.35, 0.4, 0.25),
        "heard": (0.35, 0.5, 0.15),
    },
}
"""Shares of joined, apart and hyphened."""


@cache
def wade_giles(syllable: str) -> str:
    """A syllable of pinyin in Wade-Giles.

    >>> [wade_giles(syllable) for syllable in ("Xiao", "Ping", "Zhong", "Guo")]
    ['Hsiao', "P'ing", 'Chung', 'Kuo']
    """
    made = syllable.lower()
    for pattern, replacement in _WADE_GILES:
        made = re.sub(pattern, replacement, made)
    return made.capitalize()


def _syllable(text: str, culture: str, style: int) -> str:
    if culture == "chinese":
        return wade_giles(text) if style else text
    return _KOREAN.get(text, (text,) * 4)[style]


@cache
def romanised(name: str, culture: str, system: str) -> Forms:
    """The spellings of a Chinese or Korean name and how often each is used.

    Args:
        name: a family name, or a given name of one or two syllables that stand apart.
        culture: ``chinese`` or ``korean``.
        system: one of ``SYSTEMS``.

    >>> [form for form, _ in romanised("Xiao Ping", "chinese", "english")][:3]
    ['Xiaoping', 'Xiao Ping', 'Xiao-ping']
    """
    if system != "home":
        name = fold(name)
    syllables = name.split()
    if len(syllables) == 1:
        if culture == "korean" and name in _KOREAN_FAMILIES:
            return normed((form, 0.6**rank) for rank, form in enumerate(_KOREAN_FAMILIES[name]))
        abroad = _ABROAD.get(name, ()) if culture == "chinese" else ()
        share = 0.2 / max(1, len(abroad))
        return normed([(name, 0.75), (_syllable(name, culture, 1), 0.08), *((f, share) for f in abroad)])
    made = []
    for (style, weight), (joint, share) in product(
        enumerate(_STYLES[culture][system]), zip(("", " ", "-"), _JOINTS[culture][system], strict=True)
    ):
        first, second = (_syllable(text, culture, style) for text in syllables)
        made.append((first + joint + (second if joint == " " else second.lower()), weight * share))
    return normed((form, share) for form, share in made if share > 0)
