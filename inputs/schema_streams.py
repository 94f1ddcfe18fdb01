"""What a scenario file may say of streams and their steps; hours unless a key says otherwise."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from inputs.schema_keys import Keys

MOST_H = 131_072.0
"""Longest run, 2^17 h (15 years): beyond it the clock has no longer its grid of 2^-36 h."""
MOST_LISTED = 40_000
"""Numbers of a list in a scenario file; longer ones come from a CSV file."""

Hours = Annotated[float, Field(strict=True, ge=0, le=MOST_H)]
SomeHours = Annotated[float, Field(strict=True, gt=0, le=MOST_H)]
Chance = Annotated[float, Field(strict=True, ge=0, le=1)]
Whole = Annotated[int, Field(strict=True, ge=0, le=10_000_000)]
Count = Annotated[int, Field(strict=True, ge=1, le=10_000_000)]
Weight = Annotated[float, Field(strict=True, gt=0, le=1e6)]
Teu = Annotated[float, Field(strict=True, gt=0, le=1e6)]
Cny = Annotated[float, Field(strict=True, ge=0, le=1e9)]
Numbers = Annotated[list[Hours], Field(min_length=1, max_length=MOST_LISTED)]


class MeanSpread(Keys):
    """Mean and spread of a distribution: `sd`, or `scv`."""

    mean: SomeHours
    """Mean."""
    sd: Hours | None = None
    """Standard deviation."""
    scv: Annotated[float, Field(strict=True, ge=0, le=1000)] | None = None
    """Squared coefficient of variation, (sd / mean) squared."""


class ColumnOf(Keys):
    """A column of a CSV file inside the scenario's folder."""

    csv: Annotated[str, Field(min_length=1)]
    """File, relative to the one that names it."""
    column: Annotated[str, Field(min_length=1)]
    """Name of the column in the first line."""


class TimesKeys(Keys):
    """What successive causes take: exactly one key (`use` goes with `file`)."""

    exponential: SomeHours | None = None
    """Exponential with this mean."""
    uniform: Annotated[list[Hours], Field(min_length=2, max_length=2)] | None = None
    """Uniform between two numbers."""
    triangular: Annotated[list[Hours], Field(min_length=3, max_length=3)] | None = None
    """Triangular: least, most likely, most."""
    lognormal: MeanSpread | None = None
    """Lognormal by its mean and spread."""
    gamma: MeanSpread | None = None
    """Gamma by its mean and spread."""
    observed: Numbers | None = None
    """Drawn from these numbers, each equally likely."""
    listed: Annotated[Numbers | None, Field(alias="list")] = None
    """A trace: the first cause takes the first number, and so on; nothing comes after the last."""
    file: ColumnOf | None = None
    """Numbers from a CSV file."""
    use: Literal["observed", "list"] | None = None
    """What the numbers of `file` are: `observed` or `list`."""


def _number_or_map(value: object) -> str:
    return "[map]" if isinstance(value, dict | TimesKeys) else "[number]"


def _number_or_word(value: object) -> str:
    return "[word]" if isinstance(value, str) else "[number]"


TimesValue = Annotated[
    Annotated[Hours, Tag("[number]")] | Annotated[TimesKeys, Tag("[map]")],
    Discriminator(_number_or_map),
]
"""A plain number, always the same, or a distribution or list."""

Servers = Annotated[
    Annotated[Annotated[int, Field(strict=True, ge=1, le=100_000)], Tag("[number]")]
    | Annotated[Literal["many"], Tag("[word]")],
    Discriminator(_number_or_word),
]
WarmUp = Annotated[
    Annotated[Hours, Tag("[number]")] | Annotated[Literal["auto"], Tag("[word]")],
    Discriminator(_number_or_word),
]


class StreamKeys(Keys):
    """Lots of one kind: when they come (one of per_h, every_h, at_h, at_file) and their way."""

    path: Annotated[list[str], Field(min_length=1, max_length=200)]
    """Steps in order; a step with `then` overrides it."""
    per_h: Annotated[float, Field(strict=True, gt=0, le=1e6)] | None = None
    """Poisson arrivals: so many lots an hour on average."""
    every_h: TimesValue | None = None
    """Time between two lots; a plain number is a regular rhythm. The first comes after one gap."""
    at_h: Numbers | None = None
    """Hours at which lots come, ascending; equal hours are allowed."""
    at_file: ColumnOf | None = None
    """Hours at which lots come, from a CSV file."""
    parcels: TimesValue = 1.0
    """Parcels of a lot, rounded to a whole number of at least one."""
    priority: Annotated[int, Field(strict=True, ge=-1000, le=1000)] = 0
    """Smaller goes first, where a step says `order: priority`."""
    begins_h: Hours = 0.0
    """From when they come."""
    ends_h: Hours | None = None
    """Until when they come; left out: the end of the period."""
    lots: Count | None = None
    """How many come at most."""
    kg: Weight = 1.0
    """Weight of a parcel, kg."""
    teu: Teu = 1.0
    """Room that a lot takes aboard, TEU."""


class BreaksKeys(Keys):
    """Breakdowns, whether busy or idle: up and down in turn, from up at hour 0."""

    up_h: TimesValue
    """Hours between repair and the next breakdown."""
    down_h: TimesValue
    """Hours of a breakdown."""
    each: bool = True
    """Every server by itself; false: all of them at once."""


class StockKeys(Keys):
    """A shelf and how it is filled up. Quantities are parcels."""

    policy: Literal["base_stock", "order_up_to", "min_max", "fixed_lot"]
    """`base_stock`: order up to `up_to` after every demand. `order_up_to`: the same every
    `review_h`. `min_max`: up to `up_to` where the position is at or below `reorder_at`.
    `fixed_lot`: multiples of `lot` until the position is above `reorder_at`."""
    lead_h: TimesValue
    """From order to receipt."""
    opening: Whole
    """On the shelf at hour 0."""
    up_to: Whole | None = None
    """Level that is ordered up to."""
    reorder_at: Whole | None = None
    """Position at or below which an order is placed."""
    lot: Count | None = None
    """Size of an order of `fixed_lot`."""
    review_h: Hours | None = None
    """Hours between two looks at the position; left out, or 0: after every demand."""
    first_review_h: Hours | None = None
    """Hour of the first look; left out: 0."""
    unmet: Literal["backorder", "lost"] = "backorder"
    """Demand that finds too little waits, or is lost as a whole."""
    holding_cny_per_day: Cny = 0.0
    """CNY per parcel on the shelf and day."""
    order_cny: Cny = 0.0
    """CNY per order."""


class StepKeys(Keys):
    """One step. Its keys say of which kind it is: servers, a packing bench, a ride, a shelf, a
    place where boxes are opened, or (with a zone) a process or service of the tables.
    """

    servers: Servers | None = None
    """How many at a time, or `many`: nobody waits. Left out: 1."""
    work_h: TimesValue | None = None
    """Hours of work on a lot; left out: 0."""
    per_parcel: bool = False
    """`work_h` is per parcel of the lot."""
    order: Literal["fifo", "priority"] | None = None
    """Who is served next: in order of coming, or by `priority` of the stream, never interrupting
    work that has begun."""
    hours: Annotated[str, Field(min_length=1)] | None = None
    """Opening hours on the local clock, such as "08:00-20:00" or "08:00-12:00, 14:00-18:00"."""
    weekdays: Annotated[str, Field(coerce_numbers_to_str=True)] | None = None
    """Days on which it opens, such as "1-6" (Monday is 1) or "Mon-Sat"."""
    pauses: bool = False
    """Work rests while closed; false: what has begun is finished after closing."""
    breaks: BreaksKeys | None = None
    """Breakdowns; work that they interrupt goes on afterwards from where it was."""
    vacation_h: TimesValue | None = None
    """A server that finds nobody waiting is away so long, again and again until somebody waits."""
    pack: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None = None
    """Lots go into one box, which closes when it holds so many parcels."""
    after_h: Hours | None = None
    """The box closes at the latest so long after its first lot."""
    teu: Teu | None = None
    """Room that a box takes aboard, TEU; left out: 1."""
    unpack: Annotated[bool, Field(strict=True)] = False
    """The box is opened; its lots go on by themselves."""
    every_h: SomeHours | None = None
    """A ride leaves every so many hours."""
    first_h: Hours | None = None
    """Hour of its first departure; left out: after one `every_h`, or one of `gaps_h`."""
    gaps_h: Annotated[list[SomeHours], Field(min_length=1, max_length=10_000)] | None = None
    """Hours between its departures, in turn, repeated."""
    departs_h: Numbers | None = None
    """Hours of its departures, ascending."""
    weekly: Annotated[list[str], Field(min_length=1, max_length=10_000)] | None = None
    """Its departures in a week on the local clock, such as ["Mon 08:00", "Thu 20:30"]."""
    room: Teu | None = None
    """Room on a departure, TEU; left out: for all."""
    room_t: Annotated[float, Field(strict=True, gt=0, le=1e6)] | None = None
    """Greatest weight on a departure, t; left out: any."""
    ride_h: TimesValue | None = None
    """Hours from departure to arrival; left out: 0."""
    cut_off_h: Hours | None = None
    """Lots that come later than so long before the hour of the timetable miss it. Left out: they
    board until it leaves, also when it leaves late."""
    late_h: TimesValue | None = None
    """By how much a departure leaves late; left out: 0."""
    cancel_share: Chance = 0.0
    """Share of departures that do not run."""
    stock: StockKeys | None = None
    """A shelf: a lot asks for its parcels, and goes on when it has them."""
    process: str | None = None
    """Row of processes.csv (scenarios with a zone)."""
    service: str | None = None
    """Row of services.csv to ride on (scenarios with a zone)."""
    node: str | None = None
    """Node at which it is (scenarios with a zone); rows of the tables name their own."""
    to: str | None = None
    """Node at which a ride ends (scenarios with a zone); left out: where it begins."""
    cost_cny: Cny = 0.0
    """CNY per lot that is served or carried."""
    cost_per_parcel: bool = False
    """`cost_cny` is per parcel."""
    then: dict[str, Chance] | None = None
    """Chances of the next step; `out` leaves. What is missing to 1 leaves too."""
    start_with: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] = 0
    """Lots of the first stream that names the step which are there at hour 0."""


class WatchKeys(Keys):
    """What is asked besides the usual figures."""

    wait_over_h: Annotated[list[Hours], Field(max_length=20)] = Field(default=[])
    """Share of visits that wait longer than so many hours, at every step."""
    snapshots_h: Annotated[list[Hours], Field(max_length=1000)] = Field(default=[])
    """Hours at which the numbers at each step are read."""
    spans: dict[str, Annotated[list[str], Field(min_length=2, max_length=2)]] = Field(default={})
    """Named stretches, from the entry into one step to the exit from another."""


class StreamPart(Keys):
    """Streams beside, or instead of, an order book."""

    state: Literal["terminating", "steady"] = "terminating"
    """`terminating`: an episode with a beginning and an end. `steady`: the period stands for
    always, after a warm-up."""
    redraw_demand: bool = False
    """Demand is new in every replication; false: the same in all of them. Consignments are then
    planned anew each time, which only `habit` and `rule` do."""
    streams: dict[str, StreamKeys] = Field(default={})
    """Goods that nobody books: lots that come by chance or by a list, by name."""
    steps: dict[str, StepKeys] = Field(default={})
    """What streams walk through, by name."""
    watch: WatchKeys = WatchKeys()
    """What is asked besides the usual figures."""
