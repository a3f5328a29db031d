"""What others published: the paper's printed and stored numbers, other systems, citations.

*Printed* means the paper's abstract, *stored* what its own notebooks and result files hold
(`mjbommar/scotus-predict-v2`). Both are facts about documents, so they live here as data and
nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

from scotus_forecast.evaluation.published import KATZ as KATZ
from scotus_forecast.evaluation.published import PRINTED_ACCURACY as PRINTED_ACCURACY
from scotus_forecast.evaluation.published import PRINTED_N as PRINTED_N
from scotus_forecast.evaluation.published import STORED as STORED
from scotus_forecast.evaluation.published import stored as stored

PRINTED_PERIOD = "1816–2015"

#: What the data behind the abstract really spans, and what the article that cites it says.
STORED_TERMS = (1816, 2014)
ARTICLE_PERIOD = "1816–2017"


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


YARDSTICKS = (
    Yardstick(
        "Ruger, Kim, Martin & Quinn 2004",
        "October Term 2002, truly prospective",
        "75% case (experts 59.1%), 66.7% vote (experts 67.9%)",
    ),
    Yardstick(
        "Kaufman, Kraft & Sen 2019",
        "2005–2015, pooled 10-fold cross-validation, oral argument",
        "74.04% case against 67.98% always-petitioner; SCDB covariates alone 60.6%",
    ),
    Yardstick(
        "Katz et al., crowd, 2017",
        "October Terms 2011–16, up to decision eve",
        "about 74.1% case for the plain average; 80.8% for the best of 275,000 rules, "
        "chosen afterwards",
    ),
    Yardstick(
        "JUDGMENT (Zajac 2026)",
        "1956–2024, walk-forward, 67,047 votes",
        "67.9% vote, Brier .207, AUC .688; case 67.6%; with oral argument 69.6% vote, Brier .200",
    ),
    Yardstick(
        "Language models 2026",
        "pre-argument filings",
        "82–89% on October Term 2022; 57–63% on October Term 2025, where recall is impossible "
        "(always-petitioner 66.7%)",
    ),
)

KATZ_DOI = "https://doi.org/10.1371/journal.pone.0174698"
KATZ_ARXIV = "https://arxiv.org/abs/1612.03473"
KATZ_CODE = "https://github.com/mjbommar/scotus-predict-v2"
SCDB = (
    "Harold J. Spaeth, Lee Epstein, Andrew D. Martin, Jeffrey A. Segal, Theodore J. Ruger, and "
    "Sara C. Benesh. Supreme Court Database, Version 2025 Release 01 and Legacy Release 07."
)
SCDB_URL = "http://supremecourtdatabase.org"
ARTICLE = (
    "Nauryzkhan S. Zh., “Legal protection of artificial intelligence” (in Kazakh: «Жасанды "
    "интеллектті құқықтық қорғау»), Proceedings of the XIX International Scientific Conference "
    "GYLYM JÁNE BILIM - 2024, L. N. Gumilyov Eurasian National University, Astana 2024, "
    "ISBN 978-601-7697-07-5."
)
EU_AI_ACT = "Regulation (EU) 2024/1689 (the EU AI Act)"
