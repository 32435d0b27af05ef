"""Short texts that the standards ask to be shown in one way only."""

from types import MappingProxyType
from typing import Final

from pharos.nations.model import Level

# Until a referencing report is adopted, an EQF level may only be shown as a correspondence.
_REFERENCED: Final = MappingProxyType(
    {
        "en": "NQF level {nqf}, EQF level {eqf}",
        "hy": "ՈԱՇ {nqf}-րդ մակարդակ, ԵՈՇ {eqf}-րդ մակարդակ",
        "ka": "ეროვნული ჩარჩოს მე-{nqf} დონე, ევროპული ჩარჩოს მე-{eqf} დონე",
    }
)
_IN_PROGRESS: Final = MappingProxyType(
    {
        "en": "NQF level {nqf} (corresponds to EQF {eqf}; referencing in progress)",
        "hy": "ՈԱՇ {nqf}-րդ մակարդակ (համապատասխանում է ԵՈՇ {eqf}-րդ մակարդակին. "
        "համադրումն ընթացքի մեջ է)",
        "ka": "ეროვნული ჩარჩოს მე-{nqf} დონე (შეესაბამება ევროპული ჩარჩოს მე-{eqf} დონეს; "
        "მიკუთვნების პროცესი მიმდინარეობს)",
    }
)


def level_text(level: Level, language: str) -> str:
    """The level as people may see it, in `language` or else in English."""
    texts = _REFERENCED if level.referenced else _IN_PROGRESS
    text = texts.get(language) or texts["en"]
    # Georgian and Armenian count the first level with another form of the ordinal.
    text = text.replace("{nqf}-րդ", "{nqf}-ին") if level.nqf == 1 else text
    text = text.replace("{eqf}-րդ", "{eqf}-ին") if level.eqf == 1 else text
    text = text.replace("მე-{nqf}", "პირველი") if level.nqf == 1 else text
    text = text.replace("მე-{eqf} დონეს", "პირველ დონეს") if level.eqf == 1 else text
    text = text.replace("მე-{eqf}", "პირველი") if level.eqf == 1 else text
    return text.format(nqf=level.nqf, eqf=level.eqf)
