"""Fit a chain of lines: weights of each line's features and of what follows what, all at once.

A linear-chain conditional random field with two states, by L-BFGS. Lines that may be either are
summed over, so they teach what stands beside them and nothing of themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from triage.learning.line_mails import NEITHER, OWN, WRAPPER, LinedMail
from triage.mail.line_features import LONGEST_LINE, WIDTH, filled, standing, substrings
from triage.mail.line_judge import MOST, NEAR_BITS, OWN_BITS, LineModel, near_buckets, own_buckets

STRENGTH = 10.0  # inverse of the regularisation
STEPS = 150
_NEVER = -1e4
_TOGETHER = 2000  # mails of a like length that are worked out at once
_OWN, _NEAR, _LINKS = 1 << OWN_BITS, 1 << NEAR_BITS, 8

Reals = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """Mails as the chain sees them: the filled lines of all in a row, `ends` parting the mails.

    Different texts are worked out once; `row` tells which of them a line is.
    """

    own: sparse.csr_matrix
    near: sparse.csr_matrix
    row: Ints
    standing: NDArray[np.float32]
    whose: Ints
    apart: Bools  # from the line above, by a blank line
    first: Bools
    last: Bools
    ends: Ints
    weights: Reals


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    """Mails of a like length; (mails, lines) each, `there` where a line stands."""

    at: Ints
    there: Bools
    known: Reals  # (mails, lines, 2): 0, or NEVER where the line is the other's
    apart: Bools
    weights: Reals


def lesson(mails: Sequence[LinedMail]) -> Lesson:
    """Work out the features of all filled lines of some mails."""
    texts: dict[str, int] = {}
    row, whose, apart, first, last, ends = [], [], [], [], [], [0]
    stands = []
    for mail in mails:
        places = filled(mail.lines)
        stands.append(standing(mail.lines, places, mail.setting))
        for rank, at in enumerate(places):
            row.append(texts.setdefault(mail.lines[at].strip()[:LONGEST_LINE], len(texts)))
            whose.append(mail.whose[at])
            apart.append(rank > 0 and at - places[rank - 1] > 1)
            first.append(rank == 0)
            last.append(rank + 1 == len(places))
        ends.append(len(row))
    keys = [substrings([text])[0] for text in texts]
    return Lesson(
        own=_table([own_buckets(each) for each in keys], _OWN),
        near=_table([near_buckets(each) for each in keys], _NEAR),
        row=np.asarray(row),
        standing=np.concatenate(stands),
        whose=np.asarray(whose),
        apart=np.asarray(apart),
        first=np.asarray(first),
        last=np.asarray(last),
        ends=np.asarray(ends),
        weights=np.asarray([mail.weight for mail in mails]),
    )


def fit(data: Lesson, chosen: Bools) -> Reals:
    """Return the weights fitted on the chosen mails."""
    batches = _batches(data, chosen)
    turned = (data.own.T.tocsr(), data.near.T.tocsr())
    start = np.zeros(_OWN + 2 * _NEAR + WIDTH + _LINKS)

    def loss(weights: Reals) -> tuple[float, Reals]:
        alone = _alone(data, weights)
        links = weights[-_LINKS:].reshape(2, 2, 2)
        total, slope, turns = 0.0, np.zeros(len(alone)), np.zeros((2, 2, 2))
        for batch in batches:
            lost, lines, pairs = _lost(batch, np.where(batch.there, alone[batch.at], 0.0), links)
            total += lost
            slope[batch.at[batch.there]] = lines[batch.there]
            turns += pairs
        gradient = np.concatenate((_back(data, slope, turned), turns.ravel()))
        return total + float(weights @ weights) / (2 * STRENGTH), gradient + weights / STRENGTH

    options = {"maxiter": STEPS, "maxcor": 8}
    found: Reals = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return found


def packed(weights: Reals, cut_from: float) -> LineModel:
    """Return weights as they are shipped, the tables as int16."""
    own, above, below, stands, links = np.split(weights, np.cumsum([_OWN, _NEAR, _NEAR, WIDTH]))
    parts = (own, above, below)
    scale = [max(float(np.abs(part).max()) / MOST, 1e-9) for part in parts]
    stored = [np.rint(part / one).astype(np.int16) for part, one in zip(parts, scale, strict=True)]
    return LineModel(
        own=stored[0],
        above=stored[1],
        below=stored[2],
        scale=np.asarray(scale, dtype=np.float32),
        standing=stands.astype(np.float32),
        links=links.reshape(2, 2, 2),
        cut_from=cut_from,
    )


def _table(rows: Sequence[Ints], width: int) -> sparse.csr_matrix:
    ends = np.cumsum([0, *map(len, rows)])
    values = np.concatenate([np.full(len(each), max(len(each), 1) ** -0.5) for each in rows])
    found = sparse.csr_matrix(
        (values.astype(np.float32), np.concatenate(rows), ends), shape=(len(rows), width)
    )
    found.sum_duplicates()
    return found


def _batches(data: Lesson, chosen: Bools) -> list[_Batch]:
    sizes = np.diff(data.ends)
    order = np.flatnonzero(chosen & (sizes > 0))
    order = order[np.argsort(sizes[order], kind="stable")]
    found, begin = [], 0
    while begin < len(order):
        short = sizes[order[begin]]
        end = begin + int(
            np.searchsorted(sizes[order[begin:]], max(short * 1.25, short + 2), "right")
        )
        end = min(end, begin + _TOGETHER)
        found.append(_batch(data, order[begin:end], sizes))
        begin = end
    return found


def _batch(data: Lesson, mails: Ints, sizes: Ints) -> _Batch:
    steps = np.arange(sizes[mails].max())[None, :]
    there = steps < sizes[mails][:, None]
    at = np.where(there, data.ends[mails][:, None] + steps, 0)
    whose = np.where(there, data.whose[at], NEITHER)
    known = np.zeros((*at.shape, 2))
    known[whose == OWN, WRAPPER] = known[whose == WRAPPER, OWN] = _NEVER
    return _Batch(at, there, known, data.apart[at], data.weights[mails])


def _alone(data: Lesson, weights: Reals) -> Reals:
    own, above, below, stands, _ = np.split(
        weights.astype(np.float32), np.cumsum([_OWN, _NEAR, _NEAR, WIDTH])
    )
    found = data.standing @ stands + (data.own @ own)[data.row]
    found[1:] += np.where(data.first[1:], 0, (data.near @ above)[data.row][:-1])
    found[:-1] += np.where(data.last[:-1], 0, (data.near @ below)[data.row][1:])
    result: Reals = found.astype(np.float64)
    return result


def _back(data: Lesson, slope: Reals, turned: tuple[sparse.csr_matrix, sparse.csr_matrix]) -> Reals:
    """Return the slope of every weight but the links', from those of the lines."""
    many = data.own.shape[0]
    mine = np.bincount(data.row, slope, many)
    over = np.bincount(data.row[:-1], np.where(data.first[1:], 0, slope[1:]), many)
    under = np.bincount(data.row[1:], np.where(data.last[:-1], 0, slope[:-1]), many)
    parts = (
        turned[0] @ mine.astype(np.float32),
        turned[1] @ over.astype(np.float32),
        turned[1] @ under.astype(np.float32),
        data.standing.T @ slope.astype(np.float32),
    )
    found: Reals = np.concatenate(parts).astype(np.float64)
    return found


def _lost(batch: _Batch, alone: Reals, links: Reals) -> tuple[float, Reals, Reals]:
    """Return the loss of a batch, and its slopes by line and by link."""
    free, lines, pairs = _sums(batch, alone, links, np.zeros_like(batch.known))
    held, lines_held, pairs_held = _sums(batch, alone, links, batch.known)
    turned = (pairs - pairs_held) * batch.weights[:, None, None, None]
    by_link = [turned[batch.apart[:, 1:] == blank].sum(axis=0) for blank in (False, True)]
    slope = (lines - lines_held) * batch.weights[:, None]
    return float(batch.weights @ (free - held)), slope, np.stack(by_link)


def _sums(batch: _Batch, alone: Reals, links: Reals, known: Reals) -> tuple[Reals, Reals, Reals]:
    """Go forward and back: the log of all ways' sum, P(wrapper) of lines, P of pairs of states."""
    there, size = batch.there, alone.shape[1]
    told = known.copy()
    told[:, :, WRAPPER] += alone
    ways = links[batch.apart.astype(np.int64)]
    ahead, back = told.copy(), np.zeros_like(told)
    for at in range(1, size):
        both = ahead[:, at - 1, :, None] + ways[:, at]
        come = np.logaddexp(both[:, 0], both[:, 1]) + told[:, at]
        ahead[:, at] = np.where(there[:, at, None], come, ahead[:, at - 1])
    for at in range(size - 2, -1, -1):
        both = ways[:, at + 1] + (told[:, at + 1] + back[:, at + 1])[:, None, :]
        gone = np.logaddexp(both[:, :, 0], both[:, :, 1])
        back[:, at] = np.where(there[:, at + 1, None], gone, 0)
    total = np.logaddexp(ahead[:, -1, 0], ahead[:, -1, 1])
    lines = np.exp(ahead + back - total[:, None, None])[:, :, WRAPPER] * there
    pairs = ahead[:, :-1, :, None] + ways[:, 1:] + (told + back)[:, 1:, None, :]
    pairs = np.exp(pairs - total[:, None, None, None]) * there[:, 1:, None, None]
    return total, lines, pairs
