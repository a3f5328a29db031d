"""True probabilities before the outcome: the case's shock and every justice's own integrated out.

A justice is present with probability 1 - absent and then leans to reverse when
inclination + polarisation * side * ideology + shock + spread * own > 0, with shock and own
standard normal. The case is reversed when more justices present lean to reverse than to affirm.
Given the shock the leanings are independent, so the majority's distribution is a convolution of
one justice after another; the shock is then integrated by the trapezoidal rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

#: Grid of inclination + shock; the rule's error falls as exp(-2 (pi spread / step)^2 / n_justices).
_STEP = 0.25
_SHOCKED = np.arange(-16.0, 16.0 + _STEP, _STEP)

#: Grid of inclinations; beyond it every probability is 0 or 1 to 1e-6.
_GRID_STEP = 0.125
_GRID = np.arange(-9.0, 9.0 + _GRID_STEP, _GRID_STEP)

_GROUPS_AT_ONCE = 64


@dataclass(frozen=True)
class Panels:
    """Distinct settings in which cases are decided, one row a bench in a term and a side.

    Attributes
    ----------
    lean : np.ndarray of float, shape (n_panels, n_seats)
        Polarisation times side times ideology; side is 1 where reversal is liberal, -1 where it
        is conservative, 0 where it is neither.
    seated : np.ndarray of bool, shape (n_panels, n_seats)
    spread, absent, consensus : np.ndarray of float, shape (n_panels,)
    """

    lean: np.ndarray
    seated: np.ndarray
    spread: np.ndarray
    absent: np.ndarray
    consensus: np.ndarray

    def __len__(self) -> int:
        return len(self.lean)

    def part(self, rows: slice) -> Panels:
        """Some of the panels."""
        return Panels(
            self.lean[rows],
            self.seated[rows],
            self.spread[rows],
            self.absent[rows],
            self.consensus[rows],
        )


def merits_tables(panels: Panels) -> np.ndarray:
    """Probability of reversal on the merits for a grid of inclinations.

    Returns
    -------
    np.ndarray of float, shape (n_panels, 1 + 2 * n_seats, n_grid)
        First the case, then the justice of each seat; a justice's counts an absence, or an
        equally divided Court, as no vote to reverse. Last, by seat, that case and justice both
        reverse.
    """
    weights = _shock_weights()
    return np.concatenate(
        [
            np.einsum("psz,gz->psg", _given_shock(panels.part(rows)), weights)
            for rows in _slices(len(panels))
        ]
    )


def interpolate(tables: np.ndarray, panel: np.ndarray, inclination: np.ndarray) -> np.ndarray:
    """Read tables at each case's inclination, by the cubic through four grid points.

    Parameters
    ----------
    tables : np.ndarray of float, shape (n_panels, n_grid)
    panel : np.ndarray of int, shape (n_cases,)
    inclination : np.ndarray of float, shape (n_cases,)

    Returns
    -------
    np.ndarray of float, shape (n_cases,)
        Within 1e-5 of the integral.
    """
    place = np.clip((inclination - _GRID[0]) / _GRID_STEP, 1, len(_GRID) - 2.001)
    left = place.astype(int)
    t = place - left
    weights = (
        -t * (t - 1) * (t - 2) / 6,
        (t + 1) * (t - 1) * (t - 2) / 2,
        -(t + 1) * t * (t - 2) / 2,
        (t + 1) * t * (t - 1) / 6,
    )
    value = sum(w * tables[panel, left + k] for k, w in zip(range(-1, 3), weights, strict=True))
    return np.clip(value, 0.0, 1.0)


def _slices(count: int) -> list[slice]:
    return [slice(at, at + _GROUPS_AT_ONCE) for at in range(0, count, _GROUPS_AT_ONCE)]


def _shock_weights() -> np.ndarray:
    density = np.exp(-0.5 * (_SHOCKED[None, :] - _GRID[:, None]) ** 2)
    return density / density.sum(axis=1, keepdims=True)


def _given_shock(panels: Panels) -> np.ndarray:
    """Probabilities by inclination + shock, shape (n_panels, 1 + 2 * n_seats, n)."""
    leaning = ndtr((_SHOCKED + panels.lean[:, :, None]) / panels.spread[:, None, None])
    present = np.where(panels.seated, 1 - panels.absent[:, None], 0.0)[:, :, None]
    before, after = _one_by_one(leaning, present)
    zero = before[0].shape[-1] // 2
    case = before[-1][..., zero + 1 :].sum(axis=-1)
    others = list(_others(before, after))
    votes, with_case = (
        [
            present[:, seat] * chance(panels.consensus[:, None], leaning[:, seat], margin)
            for seat, margin in enumerate(others)
        ]
        for chance in (_reverse_vote, _reverse_both)
    )
    return np.stack([case, *votes, *with_case], axis=1)


def _one_by_one(
    leaning: np.ndarray, present: np.ndarray
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Distributions of the margin among the seats before, and among those from, each seat."""
    seats = leaning.shape[1]
    empty = np.zeros((leaning.shape[0], leaning.shape[2], 2 * seats + 1))
    empty[..., seats] = 1.0
    before, after = [empty], [empty]
    for seat in range(seats):
        before.append(_add(before[-1], leaning[:, seat], present[:, seat]))
        last = seats - 1 - seat
        after.append(_add(after[-1], leaning[:, last], present[:, last]))
    return before, after[::-1]


def _add(margin: np.ndarray, leaning: np.ndarray, present: np.ndarray) -> np.ndarray:
    reverse = (present * leaning)[..., None]
    affirm = (present * (1 - leaning))[..., None]
    added = (1 - present[..., None]) * margin
    added[..., 1:] += reverse * margin[..., :-1]
    added[..., :-1] += affirm * margin[..., 1:]
    return added


def _others(
    before: list[np.ndarray], after: list[np.ndarray]
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Chances that all others' margin is at least 0, at least 2, and exactly -1, by seat."""
    return [_margins(ahead, behind) for ahead, behind in zip(before[:-1], after[1:], strict=True)]


def _margins(ahead: np.ndarray, behind: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    minus_one, zero, one = (_sum_is(ahead, behind, margin) for margin in (-1, 0, 1))
    at_least_zero = 1 - _sum_is(ahead, np.cumsum(behind, axis=-1), -2) - minus_one
    return at_least_zero, at_least_zero - zero - one, minus_one


def _sum_is(ahead: np.ndarray, behind: np.ndarray, margin: int) -> np.ndarray:
    """Chance that two margins sum to `margin`; with `behind` cumulated, to at most `margin`."""
    width = ahead.shape[-1]
    first = slice(max(margin, 0), width + min(margin, 0))
    second = slice(max(-margin, 0), width - max(margin, 0))
    return np.einsum("...s,...s->...", ahead[..., first], behind[..., ::-1][..., second])


def _reverse_vote(
    consensus: np.ndarray, leaning: np.ndarray, margin: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> np.ndarray:
    """Chance that a justice present is reported as voting to reverse."""
    at_least_zero, at_least_two, minus_one = margin
    joined = leaning * at_least_zero + (1 - leaning) * at_least_two
    own = leaning * (1 - minus_one)
    return consensus * joined + (1 - consensus) * own


def _reverse_both(
    consensus: np.ndarray, leaning: np.ndarray, margin: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> np.ndarray:
    """Chance that the case is reversed and a justice present is reported as voting so."""
    at_least_zero, at_least_two, _ = margin
    led = leaning * at_least_zero
    return led + consensus * (1 - leaning) * at_least_two
