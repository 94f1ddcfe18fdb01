"""Single queues by theory: servers, priorities, breakdowns, vacations, networks of them.

Nothing here touches the product. Rates are per hour and times in hours. A wait is from arrival to
the beginning of service; `number` counts those in service too.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.stats import poisson

TINY = 1e-15


def erlang_b(load, servers):
    """Share of arrivals that find all servers taken and leave: M/G/c/c.

    Erlang 1917; the recursion B(c) = a B(c-1) / (c + a B(c-1)).

    >>> round(erlang_b(8.0, 12), 6)
    0.051406
    """
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(load, servers):
    """Probability that an arrival at M/M/c waits: C = c B / (c - a (1 - B)).

    >>> round(erlang_c(1.6, 2), 10), round(erlang_c(3.0, 4), 10)
    (0.7111111111, 0.5094339623)
    """
    blocked = erlang_b(load, servers)
    return servers * blocked / (servers - load * (1.0 - blocked))


@dataclass(frozen=True)
class MMc:
    """M/M/c, first come first served (Kleinrock 1975, Queueing Systems I, section 3.5)."""

    per_h: float
    rate: float
    servers: int = 1

    @property
    def load(self):
        return self.per_h / self.rate

    @property
    def wait_share(self):
        return erlang_c(self.load, self.servers)

    @property
    def spare(self):
        """Rate at which a full queue melts."""
        return self.servers * self.rate - self.per_h

    @property
    def wait_h(self):
        return self.wait_share / self.spare

    def wait_over(self, hours):
        """P(wait > hours): exponential beyond zero."""
        return self.wait_share * math.exp(-self.spare * hours)

    @property
    def wait_sd_h(self):
        """An atom at zero and an exponential of mean 1/spare."""
        second = 2.0 * self.wait_share / self.spare**2
        return math.sqrt(second - self.wait_h**2)

    def wait_quantile(self, share):
        """Hours that the given share of arrivals waits at most."""
        return max(0.0, math.log(self.wait_share / (1.0 - share)) / self.spare)

    @property
    def queue(self):
        return self.per_h * self.wait_h

    @property
    def number(self):
        return self.queue + self.load

    @property
    def time_h(self):
        return self.wait_h + 1.0 / self.rate


def pollaczek_khinchine(per_h, mean, scv):
    """Mean wait of M/G/1: lambda E[S^2] / (2 (1 - rho)).

    Pollaczek 1930, Khinchine 1932. `scv` is the squared coefficient of variation.

    >>> round(pollaczek_khinchine(0.8, 1.0, 0.0), 10), round(pollaczek_khinchine(0.8, 1.0, 2.0), 10)
    (2.0, 6.0)
    """
    rho = per_h * mean
    return rho * mean * (1.0 + scv) / (2.0 * (1.0 - rho))


def mdc_wait(per_h, work_h, servers):
    """Mean wait of M/D/c.

    Crommelin 1932: all who are in service at t are gone at t + D and nobody else is, so
    N(t + D) = max(N(t) - c, 0) + arrivals in D. The mean of that chain by the zeros of
    z^c = exp(a (z - 1)) inside the unit circle, then Little's law.

    >>> round(mdc_wait(0.8, 1.0, 1), 10), round(mdc_wait(1.6, 1.0, 2), 10)
    (2.0, 0.9032838794)
    """
    load = per_h * work_h
    return mean_left_by_roots(load, servers) / per_h


def mean_left_by_roots(arrivals, room):
    """Mean of max(X - K, 0) where X' = max(X - K, 0) + Poisson(a), in steady state.

    Bailey 1954, J. Roy. Stat. Soc. B 16, 80-87: with the zeros z_1 ... z_(K-1) of
    z^K = exp(a (z - 1)) inside the unit circle,
    E = sum 1/(1 - z_k) - (K (K - 1) - a^2) / (2 (K - a)).

    >>> round(mean_left_by_roots(0.8, 1), 10)
    1.6
    """
    zeros = []
    for number in range(1, room):
        turn = np.exp(2j * np.pi * number / room)
        zero = 0.5 * turn
        # The zero of each branch is a fixed point of a contraction; Newton finishes it.
        for _ in range(200):
            zero = turn * np.exp(arrivals / room * (zero - 1.0))
        for _ in range(20):
            grown = turn * np.exp(arrivals / room * (zero - 1.0))
            zero -= (zero - grown) / (1.0 - arrivals / room * grown)
        zeros.append(zero)
    total = sum(1.0 / (1.0 - zero) for zero in zeros)
    return float(np.real(total)) - (room * (room - 1) - arrivals**2) / (2.0 * (room - arrivals))


def gim1_wait(transform, rate):
    """Mean wait of GI/M/1: s / (mu (1 - s)) where s solves s = A*(mu (1 - s)).

    Kleinrock 1975, section 6.4. `transform` is the Laplace transform of the time between arrivals.

    >>> round(gim1_wait(lambda s: 0.8 / (0.8 + s), 1.0), 8)
    4.0
    """
    found = brentq(lambda s: s - transform(rate * (1.0 - s)), 0.0, 1.0 - 1e-9, xtol=TINY)
    return found / (rate * (1.0 - found))


def erlang_transform(phases, mean):
    """Laplace transform of an Erlang time: sum of `phases` equal exponentials."""
    return lambda s: (1.0 + s * mean / phases) ** -phases


def priority_waits(classes):
    """Mean waits of non-pre-emptive priority classes at one server, most urgent first.

    Cobham 1954, Operations Research 2, 70-76: W_k = W_0 / ((1 - s_(k-1)) (1 - s_k)) with W_0 the
    mean rest of the work in service and s_k the load of the classes 1..k.

    Parameters
    ----------
    classes
        (arrivals per h, mean work, squared coefficient of variation) of each class.

    >>> [round(w, 9) for w in priority_waits([(0.3, 1.0, 1.0), (0.5, 1.0, 1.0)])]
    [1.142857143, 5.714285714]
    """
    rest = sum(rate * mean**2 * (1.0 + scv) / 2.0 for rate, mean, scv in classes)
    waits, above = [], 0.0
    for rate, mean, _ in classes:
        upto = above + rate * mean
        waits.append(rest / ((1.0 - above) * (1.0 - upto)))
        above = upto
    return waits


def priority_waits_of_servers(rates, rate, servers):
    """Mean waits of priority classes at c servers with one exponential work for all.

    Kella and Yechiali 1985, Naval Res. Log. Quart. 32, 23-34 (Cobham's extension): as at one
    server, with W_0 = C(c, a) / (c mu).

    >>> [round(w, 9) for w in priority_waits_of_servers([0.3, 0.5], 1.0, 1)]
    [1.142857143, 5.714285714]
    """
    full = servers * rate
    first = erlang_c(sum(rates) / rate, servers) / full
    waits, above = [], 0.0
    for one in rates:
        upto = above + one / full
        waits.append(first / ((1.0 - above) * (1.0 - upto)))
        above = upto
    return waits


def vacation_wait(per_h, mean, scv, vacation_h, vacation_scv):
    """Mean wait of M/G/1 whose server goes away again and again while nobody is there.

    Fuhrmann and Cooper 1985, Operations Research 33, 1117-1129: the wait is that of M/G/1 plus an
    independent rest of a vacation.

    >>> vacation_wait(0.5, 1.0, 1.0, 2.0, 0.0)
    2.0
    """
    return pollaczek_khinchine(per_h, mean, scv) + vacation_h * (1.0 + vacation_scv) / 2.0


def breakdown_number(per_h, rate, fails, mends):
    """Mean number in M/M/1 that breaks at rate `fails` (idle or busy) and is mended at `mends`.

    Pre-emptive resume. Avi-Itzhak and Naor 1963, Operations Research 11, 303-320, model A, in the
    form L = lambda / (A mu - lambda) (1 + xi mu / (xi + eta)^2), A = eta / (xi + eta).

    >>> round(breakdown_number(0.5, 1.0, 0.05, 0.5), 9)
    1.424242424
    """
    up = mends / (fails + mends)
    return per_h / (up * rate - per_h) * (1.0 + fails * rate / (fails + mends) ** 2)


def breakdown_number_of_servers(per_h, rate, servers, fails, mends, *, each, most=400):
    """Mean number in M/M/c with breakdowns, from the balance equations.

    Pre-emptive resume; work is without memory, so what is interrupted may begin anew. `each`: the
    servers break one by one; otherwise all at once. The states are (number, servers up), cut at
    `most`.

    >>> round(breakdown_number_of_servers(0.5, 1.0, 1, 0.05, 0.5, each=True), 9)
    1.424242424
    """
    ups = list(range(servers + 1)) if each else [0, servers]
    width = len(ups)
    flow = np.zeros((width, width))
    for at, up in enumerate(ups):
        if each:
            if up > 0:
                flow[at, at - 1] = up * fails
            if up < servers:
                flow[at, at + 1] = (servers - up) * mends
        else:
            flow[at, 1 - at] = fails if up else mends
    flow -= np.diag(flow.sum(axis=1))
    # R_n: probabilities at n are those at n - 1 times R_n; from the far end back (Neuts 1981).
    rates = None
    kept = []
    for number in range(most, 0, -1):
        served = np.diag([min(number, up) * rate for up in ups])
        inside = flow - per_h * np.eye(width) * (number < most) - served
        if rates is not None:
            inside = inside + rates @ np.diag([min(number + 1, up) * rate for up in ups])
        rates = -per_h * np.linalg.inv(inside)
        kept.append(rates)
    kept.reverse()
    first = flow - per_h * np.eye(width) + kept[0] @ np.diag([min(1, up) * rate for up in ups])
    level = _balance(first)
    total, mean = level.sum(), 0.0
    for number, step in enumerate(kept, start=1):
        level = level @ step
        total += level.sum()
        mean += number * level.sum()
    return float(mean / total)


def _balance(generator):
    """Row vector x with x Q = 0 and sum 1."""
    size = len(generator)
    system = np.vstack([generator.T, np.ones(size)])
    return np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)[0]


@dataclass(frozen=True)
class Jackson:
    """Open network of M/M/c nodes with routing by chance (Jackson 1957, Operations Research 5)."""

    outside: tuple
    routing: tuple
    rates: tuple
    servers: tuple

    @property
    def through(self):
        """Traffic equations: arrivals at each node, lambda = gamma + lambda P."""
        size = len(self.outside)
        return np.linalg.solve(np.eye(size) - np.array(self.routing).T, np.array(self.outside))

    @property
    def nodes(self):
        return [
            MMc(float(per_h), rate, count)
            for per_h, rate, count in zip(self.through, self.rates, self.servers, strict=True)
        ]

    @property
    def waits_h(self):
        return [node.wait_h for node in self.nodes]

    @property
    def number(self):
        return sum(node.number for node in self.nodes)

    @property
    def time_h(self):
        """Time in the network, by Little's law."""
        return self.number / sum(self.outside)


def closed_part_of_day_wait(closed_h, day_h=24.0):
    """Mean wait for the door where arrivals are spread evenly and work takes no time.

    The share closed/day of arrivals wait half of the closed hours on average.

    >>> closed_part_of_day_wait(12.0)
    3.0
    """
    return closed_h**2 / (2.0 * day_h)


@dataclass(frozen=True)
class Link:
    """Alternating renewal process with exponential spells: a link that is up or down."""

    up_h: float
    down_h: float

    @property
    def up_share(self):
        return self.up_h / (self.up_h + self.down_h)

    @property
    def wait_h(self):
        """Arrivals while it is down wait for the rest of the spell, which has no memory."""
        return (1.0 - self.up_share) * self.down_h


@dataclass(frozen=True)
class Transit:
    """M/G/inf: everybody is served at once. The number is Poisson (Takacs 1962)."""

    per_h: float
    mean_h: float

    @property
    def number(self):
        return self.per_h * self.mean_h

    def number_from_empty(self, at_h, survival):
        """Mean number at an hour from an empty start: lambda times the integral of 1 - G."""
        steps = np.linspace(0.0, at_h, 20_001)
        return self.per_h * float(np.trapezoid([survival(x) for x in steps], steps))


def uniform_survival(low, high):
    """1 - G of a uniform time."""
    return lambda x: min(1.0, max(0.0, (high - x) / (high - low)))


def window_variance(variance, correlation_h, window_h):
    """Expected time-variance of a stationary number seen through a window of finite length.

    E = V - Var(time mean), Var(time mean) = 2 V / T int_0^T (1 - u/T) r(u) du with r the
    autocorrelation; here r(u) = exp(-u / correlation_h), as of M/M/inf.

    >>> round(window_variance(10.0, 5.0, 1e9), 4)
    10.0
    """
    share = correlation_h / window_h
    inside = share - share**2 * (1.0 - math.exp(-1.0 / share))
    return variance * (1.0 - 2.0 * inside)


def poisson_weights(mean):
    """Poisson probabilities of 0, 1, 2, ... until less than 1e-16 is beyond."""
    return poisson.pmf(np.arange(int(mean + 12.0 * math.sqrt(mean) + 31.0)), mean)
