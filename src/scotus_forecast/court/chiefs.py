"""Chief Justices and their natural courts (SCDB codebook)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChiefJustice:
    """A Chief Justice with the first and last October Term presided over.

    Attributes
    ----------
    name : str
        As SCDB's ``chief`` spells it.
    natural_courts : tuple of int
        First and last ``naturalCourt`` code, CCNN with CC the Chief's number.
    """

    name: str
    first_term: int
    last_term: int | None
    natural_courts: tuple[int, int]


CHIEFS = (
    ChiefJustice("Jay", 1791, 1795, (102, 104)),
    ChiefJustice("Rutledge", 1795, 1795, (201, 202)),
    ChiefJustice("Ellsworth", 1796, 1800, (301, 303)),
    ChiefJustice("Marshall", 1801, 1835, (401, 410)),
    ChiefJustice("Taney", 1836, 1864, (502, 515)),
    ChiefJustice("Chase", 1864, 1872, (601, 603)),
    ChiefJustice("Waite", 1873, 1887, (701, 707)),
    ChiefJustice("Fuller", 1888, 1909, (801, 813)),
    ChiefJustice("White", 1910, 1920, (901, 905)),
    ChiefJustice("Taft", 1921, 1929, (1001, 1005)),
    ChiefJustice("Hughes", 1929, 1940, (1101, 1108)),
    ChiefJustice("Stone", 1941, 1945, (1202, 1203)),
    ChiefJustice("Vinson", 1946, 1952, (1301, 1303)),
    ChiefJustice("Warren", 1953, 1968, (1401, 1411)),
    ChiefJustice("Burger", 1969, 1985, (1501, 1507)),
    ChiefJustice("Rehnquist", 1986, 2004, (1601, 1607)),
    ChiefJustice("Roberts", 2005, None, (1701, 1710)),
)
