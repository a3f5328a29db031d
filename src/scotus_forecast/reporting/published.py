"""What is published elsewhere: facts about documents, kept as data.

*Printed* means the paper's abstract, *stored* what its own notebooks and result files hold
(`mjbommar/scotus-predict-v2`). Both are facts about documents, so they live here as data and
nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

from scotus_forecast.evaluation.references import KATZ


@dataclass(frozen=True)
class StoredPeriod:
    """Stored case accuracy in one span of terms."""

    first_term: int
    last_term: int
    n: int
    forest: float
    one_tree: float
    most_frequent_10: float
    always_reverse: float


STORED_PERIODS = (
    StoredPeriod(1816, 1899, 10_590, 0.7170, 0.7106, 0.7192, 0.281),
    StoredPeriod(1900, 1999, 16_279, 0.6893, 0.6989, 0.6451, 0.463),
    StoredPeriod(1915, 2014, 14_278, 0.6752, 0.6870, 0.6271, 0.528),
    StoredPeriod(2000, 2014, 1_211, 0.6854, 0.7011, 0.6895, 0.6895),
    StoredPeriod(2005, 2014, 797, 0.6801, 0.7089, 0.6901, 0.6901),
)

#: Terms won, tied and lost by the stored forest against M=10, on cases.
STORED_TERMS_WON = {"won": 120, "tied": 22, "lost": 57}

#: Three-class vote accuracy of the stored forest.
STORED_THREE_CLASS = 0.6417


@dataclass(frozen=True)
class Yardstick:
    """Another system's published figure; populations and protocols differ from ours."""

    system: str
    population: str
    figure: str
    source: str


YARDSTICKS = (
    Yardstick(
        "Ruger, Kim, Martin & Quinn 2004",
        "October Term 2002, forecast before the decisions",
        "cases 75% (legal experts 59.1%), votes 66.7% (experts 67.9%)",
        "doi 10.2307/4099370",
    ),
    Yardstick(
        "Kaufman, Kraft & Sen 2019",
        "2005–2015, cross-validation that also trains on later cases, with oral argument",
        "cases 74.04% (always petitioner 67.98%); database columns alone 60.6%",
        "doi 10.1017/pan.2018.59",
    ),
    Yardstick(
        "Katz et al., a crowd of players, 2017",
        "October Terms 2011–2016, up to the eve of decision",
        "cases about 74.1% for the plain average; 80.8% for the best of 275,000 rules, chosen "
        "afterwards",
        "arXiv 1712.03846",
    ),
    Yardstick(
        "JUDGMENT (Zajac 2026), as deployed",
        "forward in time: cases 2011–2024, votes 1956–2024",
        "cases 69.6%, votes 67.9%",
        "the repository KaraZajac/JUDGMENT on GitHub",
    ),
    Yardstick(
        "Language models 2026",
        "filings before the argument",
        "82–89% on October Term 2022; 57–63% on October Term 2025, where recall is impossible "
        "(always petitioner 66.7%)",
        "several authors’ figures; no archived source known to us",
    ),
)

#: What a reader who uses the report must cite, with the versions of the period that circulate.
CITATIONS = {
    "katz": KATZ,
    "katz_doi": "https://doi.org/10.1371/journal.pone.0174698",
    "katz_arxiv": "https://arxiv.org/abs/1612.03473",
    "katz_code": "https://github.com/mjbommar/scotus-predict-v2",
    "printed_period": "1816–2015",
    "scdb": (
        "Harold J. Spaeth, Lee Epstein, Andrew D. Martin, Jeffrey A. Segal, Theodore J. Ruger, "
        "and Sara C. Benesh. Supreme Court Database, Version 2025 Release 01 and Legacy Release 07."
    ),
    "scdb_url": "http://supremecourtdatabase.org",
    "article": (
        "Nauryzkhan S. Zh., “Legal protection of artificial intelligence” (in Kazakh: «Жасанды "
        "интеллектті құқықтық қорғау»), Proceedings of the XIX International Scientific Conference "
        "GYLYM JÁNE BILIM - 2024, L. N. Gumilyov Eurasian National University, Astana 2024, "
        "ISBN 978-601-7697-07-5."
    ),
    "article_period": "1816–2017",
    "act": "Regulation (EU) 2024/1689 (the EU AI Act)",
}

#: The sealed evaluation, see `docs/sealed.csv`.
SEALED = {
    "date": "27 November 2026",
    "commit": "057d50b3e8da",
    "release": "2025_01",
    "sha256": "c7a41b1ef6bc215b5ca76bf287af1c1837a612a6840528f91a6e28b48c7b71e1",
    "file": "docs/sealed.csv",
}

SEALED_LEVEL = "95%"
SEALED_CAPTION = "The sealed evaluation: share right, with 95% intervals (cases resampled)"

#: Whose forecasts were published, on what, by which protocol.
ARGUED_ELSEWHERE = (
    ("Kaufman, Kraft & Sen 2019", "cases 2005-2015", 0.740, None, "pooled cross-validation"),
    ("JUDGMENT 2026, with argument", "votes 1956-2024", 0.696, 0.1997, "forward in time"),
    ("JUDGMENT 2026, with argument", "votes 2011-2024", 0.715, 0.190, "forward in time"),
)  # fmt: skip
