"""What a scenario file may say. Docstrings of fields are the editor's hints and the reference."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from inputs.schema_boxes import BoxOwners, TierKeys
from inputs.schema_calendars import CalendarKeys
from inputs.schema_collection import StationKeys
from inputs.schema_contracts import BlockSpace, Subsidy
from inputs.schema_events import EventKeys
from inputs.schema_faults import Disposal, FaultKeys
from inputs.schema_gates import GateKeys
from inputs.schema_hubs import BreaksOfProcess, HubKeys, Shift
from inputs.schema_keys import Amount, Days, Factor, Keys, Patterns, Share, Title
from inputs.schema_observed import LegChange, ObservedHours
from inputs.schema_opening import MayOpen, PathPoolKeys
from inputs.schema_services import SailingKeys
from inputs.schema_streams import StreamPart
from inputs.schema_supervision import SupervisionKeys
from inputs.schema_trade import Cash, Documents, ModeChange, ParcelListKeys
from inputs.schema_wagons import WagonSetKeys
from inputs.schema_warehouse import WarehouseKeys


class Demand(Keys):
    """Changes to the order book."""

    scale: dict[str, Factor] = Field(default={})
    """Factor on the tonnes of flows, by flow id or its beginning with *; the last fitting holds."""


class Window(Keys):
    """When a function of a node exists; dates are those of the node."""

    begins: date | Literal["always", "never"] | None = None
    """First day; `never` takes the function away, `always` gives it from the start."""
    ends: date | Literal["never"] | None = None
    """First day without it; `never` lets it last."""


class ProcessChange(Keys):
    """What is different about a row of processes.csv."""

    hours_mean: Annotated[float, Field(ge=0, le=2000)] | None = None
    """Mean hours, h."""
    hours_sd: Annotated[float, Field(ge=0, le=2000)] | None = None
    """Standard deviation, h."""
    hours_observed: ObservedHours | None = None
    """Hours that were observed, instead of mean and spread; at a shared gate with their queue."""
    parallel_hours_mean: Annotated[float, Field(ge=0, le=2000)] | None = None
    """Mean hours of what runs beside it (clearance beside a port's dwell), h."""
    opening: str | None = None
    """Id of calendars.csv."""
    servers: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """How many at a time."""
    capacity_per_day: Annotated[float, Field(gt=0, le=1e7)] | None = None
    """Units a day."""
    cost_cny: Amount | None = None
    """Charge, CNY per unit of cost."""
    shifts: list[Shift] | None = None
    """Servers by shift, instead of `servers` and `opening`."""
    breaks: BreaksOfProcess | None = None
    """Breakdowns of its servers, shared by all rows of the same resource."""


class ServiceChange(Keys):
    """What is different about a row of services.csv."""

    status: Literal["active", "option"] | None = None
    """`option` keeps a service out, `active` opens it."""
    allotment_teu: Annotated[float, Field(ge=0, le=100_000)] | None = None
    """Room open to the zone on each departure, TEU."""
    reefer_plugs: Annotated[float, Field(ge=0, le=10_000)] | None = None
    """Reefers that a departure can take."""
    price_cny_per_teu: Amount | None = None
    """Price of a 20-ft box, CNY."""
    price_cny_per_feu: Amount | None = None
    """Price of a 40-ft box, CNY."""
    price_cny_per_kg: Amount | None = None
    """Price of loose goods, CNY/kg."""
    price_factor: Factor | None = None
    """Factor on all its prices, after those above."""
    truck_pool: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """How many trucks there are, of a service on demand."""
    least_load_teu: Annotated[float, Field(ge=0, le=100_000)] | None = None
    """Least load of a train path, TEU."""
    dead_freight_share: Share | None = None
    """Part of the price due on TEU missing to the least load."""
    late_mean_h: Annotated[float, Field(ge=0, le=500)] | None = None
    """Mean lateness of departures, h."""
    late_observed_h: ObservedHours | None = None
    """Latenesses that were observed, h, instead of their mean."""
    cancel_share: Share | None = None
    """Share of departures that do not run."""
    added_share: Annotated[float, Field(ge=0, le=1)] | None = None
    """Extra dated departures as a share of those there are, each half-way between two of them."""
    thin_to_per_week: Annotated[float, Field(gt=0, le=1000)] | None = None
    """Keep only so many dated departures a week, evenly; the rest are taken out."""


class FlowChange(Keys):
    """What is different about rows of flows.csv."""

    due_days: Annotated[float, Field(gt=0, le=366)] | None = None
    """Days from ready to due, at the median."""
    hard_deadline_days: Annotated[float, Field(gt=0, le=366)] | None = None
    """Days from ready beyond which goods are refused."""
    on_time_promise_share: Share | None = None
    """Least share of the outlook's samples in which goods are to arrive by due. What breaks the
    promise is not offered to rule, plan and foresight; the habit promises nothing."""
    may_outsource: bool | None = None
    """`false`: nobody takes the goods at any price, so they must find a way and room."""
    outsource_cny_per_kg: Amount | None = None
    """Price of giving it away door to door, CNY/kg."""
    credit_grades: dict[str, Share] | None = None
    """Share of shippers by credit grade of inspection.csv; shares add up to 1."""
    trade_modes: dict[str, Share] | None = None
    """Trade modes of its consignments, with the share of each; they add up to 1."""
    trade_modes_free: list[str] | None = None
    """Trade modes that a consignment may use instead of its own, as rule, plan and foresight find
    it cheapest; the habit keeps its own."""


class MoreTraffic(Keys):
    """Jobs of others at a resource of a hub; they come in its open hours."""

    per_day: Annotated[float, Field(ge=0, le=1e6)]
    """Units a day, in the unit of the resource's slots."""
    lump: Annotated[float, Field(gt=0, le=10_000)] = 1.0
    """Units that come together."""


class BackgroundChange(Keys):
    """Changes to others' traffic at gates and yards."""

    scale: Factor = 1.0
    """Factor on all of it."""
    by_resource: dict[str, Factor] = Field(default={})
    """Factor on one resource, by node_id:step; on top of `scale`."""
    more: dict[str, MoreTraffic] = Field(default={})
    """Others' traffic at a resource that background.csv has none for, by node_id:step: docks,
    crews, terminals of a hub. It queues there with the zone's goods."""
    most_events: Annotated[int, Field(ge=1, le=1_000_000_000)] = 2_000_000
    """Most jobs of others and breakdowns that a run may expect; more is refused, since a
    replication would take minutes."""


class Planning(Keys):
    """What every policy plans by. All assumed: set them to the zone's own habits."""

    epoch_h: Annotated[float, Field(ge=1, le=744)] = 24.0
    """Hours between two rounds of decisions (assumed: every day)."""
    notice_h: Annotated[float, Field(ge=0, le=744)] = 72.0
    """A train path is confirmed or given up this long before it leaves (assumed: 3 days)."""
    slot_h: Annotated[float, Field(gt=0, le=168)] = 4.0
    """Boxes that leave by truck are stuffed on multiples of it (assumed)."""
    close_ahead_h: Annotated[float, Field(ge=0, le=168)] = 6.0
    """Boxes for a departure aim to be at the gate this long before the cut-off (assumed)."""
    hold_max_h: Annotated[float, Field(gt=0, le=2208)] = 336.0
    """Longest wait at a stuffing node (assumed: 14 days)."""
    options: Annotated[int, Field(ge=1, le=200)] = 12
    """Box journeys offered per consignment."""
    keep_ways: Annotated[int, Field(ge=1, le=30)] = 3
    """Ways kept for each flow, box type and value of time."""
    trucks_in_a_row: Annotated[int, Field(ge=1, le=4)] = 2
    """Most road services that a box may ride one after the other."""
    carbon_cap_kgco2e: Annotated[float, Field(gt=0, le=1e12)] | None = None
    """What plan and foresight may emit with all goods of the order book, kg; habit and rule know
    no cap."""
    may_open: dict[str, MayOpen] = Field(default={})
    """Facilities and services that may be opened at a fixed cost, by name; the plan decides."""
    opened: dict[str, str] = Field(default={})
    """What is open, by candidate: a step's name or `closed`. Fixes the layout; candidates that are
    not named stay closed. Left out: the plan decides."""
    path_pools: dict[str, PathPoolKeys] = Field(default={})
    """Train paths that services of a terminal share, by name; the plan gives them to trains."""


class Regime(Keys):
    """A state of a node other than base: spells by chance, or from a date to a date."""

    node: str
    """Which node."""
    regime: str
    """Name, e.g. peak, crisis, closed."""
    per_year: Annotated[float, Field(ge=0, le=1000)] = 0.0
    """Spells that begin in a year, by chance."""
    mean_days: Annotated[float, Field(gt=0, le=366)] = 1.0
    """Mean length of such a spell."""
    slow_factor: Annotated[float, Field(ge=1, le=100)] | None = None
    """Multiplies slot and work times; left out: the node is closed."""
    begins: date | None = None
    """First day of a spell that is certain."""
    ends: date | None = None
    """First day after it."""


class ScenarioFile(StreamPart):
    """One question to the model. A file may extend another and say only what differs."""

    question: Annotated[str, Field(min_length=1)]
    """What the scenario answers, in a sentence."""
    name: Title
    """Name on charts and pages."""
    zone: Literal["hezhou", "taiyuan", "both"]
    """Whose goods: rows of flows.csv; `both` takes those of either zone."""
    start: date
    """First day of the warm-up; the clock starts at 00:00 in `tz`."""
    tz: str = "Asia/Shanghai"
    """IANA time zone of `start`."""
    warm_up_days: Days
    """Days before the period: they fill trains, ships and yards, and count in no figure."""
    period_days: Annotated[float, Field(gt=0, le=366)]
    """Days whose consignments are counted."""
    drain_days: Days
    """At most so many days after the period until everything is delivered."""
    services: Annotated[Patterns, Field(min_length=1)]
    """Services that exist: ids of services.csv, or their beginning with *."""
    nodes: Patterns = Field(default=["*"])
    """Nodes that exist: ids of nodes.csv, or their beginning with *. A service that calls
    elsewhere is left out."""
    flows: Annotated[Patterns, Field(min_length=1)]
    """Flows that are carried: ids of flows.csv, or their beginning with *."""
    demand: Demand = Demand()
    """Changes to the order book."""
    flows_set: dict[str, FlowChange] = Field(default={})
    """Rows of flows.csv to change, by flow id or its beginning with *; key by key the last
    fitting holds."""
    functions: dict[str, dict[str, Window]] = Field(default={})
    """Functions of nodes that begin or end otherwise than functions.csv says."""
    tariffs: dict[str, Annotated[float, Field(ge=-1e9, le=1e9)]] = Field(default={})
    """Values of tariffs.csv to replace, by item."""
    processes: dict[str, ProcessChange] = Field(default={})
    """Rows of processes.csv to change, by process id."""
    services_set: dict[str, ServiceChange] = Field(default={})
    """Rows of services.csv to change, by service id or its beginning with *; key by key the last
    fitting holds."""
    legs_set: dict[str, dict[int, LegChange]] = Field(default={})
    """Rows of legs.csv to change, by service id and number of the leg, from 1."""
    sailings: dict[str, SailingKeys] = Field(default={})
    """Terms of bookings on dated services, by service id or its beginning with *; the last fitting
    holds."""
    wagon_sets: dict[str, WagonSetKeys] = Field(default={})
    """Sets of wagons that train services run with, by a name of their own."""
    yard_tiers: dict[str, list[TierKeys]] = Field(default={})
    """What a box without an owner pays for days in a yard before its departure, by node and in
    steps, instead of its type's free time and rate."""
    calendars: CalendarKeys = CalendarKeys()
    """Holidays that calendars keep, and slow days."""
    background: BackgroundChange = BackgroundChange()
    """Others' traffic."""
    box_stocks: dict[str, dict[str, Annotated[int, Field(ge=0, le=1_000_000)]]] = Field(default={})
    """Opening stock by node and box type, instead of box_stocks.csv."""
    box_owners: BoxOwners | None = None
    """Owners of boxes, of the types that they name; the zone's pools have those of others."""
    facilities: dict[str, dict[str, Amount]] = Field(default={})
    """What a function of a node costs to keep open, CNY a day, by node and function."""
    sharing: dict[str, dict[str, Literal["apart", "together"]]] = Field(default={})
    """Goods that may not share a box, or may all the same, by property and other property as in
    sharing.csv, e.g. `odour:gives: {odour:takes: together}`."""
    subsidies: list[Subsidy] = Field(default=[])
    """Money for boxes on services, with a budget and an end."""
    block_space: list[BlockSpace] = Field(default=[])
    """Space bought ahead on departures; it lies within their allotment."""
    stock: WarehouseKeys | None = None
    """Warehouses that sell, with their market."""
    stations: dict[str, StationKeys] = Field(default={})
    """Consolidation stations by name: rounds, a dock and trunk trucks that feed a hub."""
    hubs: dict[str, HubKeys] = Field(default={})
    """Sorters, yards and rooms of nodes, by node; without it they have no limit."""
    planning: Planning = Planning()
    """What every policy plans by."""
    faults: list[FaultKeys] = Field(default=[])
    """Equipment trouble."""
    disposal: Disposal | None = None
    """What becomes of goods whose life is over at the door; left out: they are taken."""
    regimes: list[Regime] = Field(default=[])
    """States of nodes other than base."""
    events: list[EventKeys] = Field(default=[])
    """What changes for some days: closures, frequency, capacity, prices, staff, traffic."""
    trade_modes: dict[str, ModeChange] = Field(default={})
    """Rows of trade_modes.csv to change, by trade mode."""
    documents: Documents = Documents()
    """How the papers of declarations are made and matched; left out: they take no time."""
    parcel_lists: ParcelListKeys | None = None
    """How lists of parcels are released; left out: a list is held or released as a whole."""
    cash: Cash = Cash()
    """When VAT rebates and payments come; left out: at the door."""
    supervision: SupervisionKeys | None = None
    """Customs: whom they select, what they look into where; left out: one kind of inspection by
    credit grade."""
    rules: Annotated[list[str], Field(max_length=20)] = Field(default=[])
    """Rule packs of data/rules that goods are held against; breaches are listed and counted."""
    gates: dict[str, GateKeys] = Field(default={})
    """Border posts by node: slots of their yards, and several ways over the border."""
    start_with: Annotated[str, Field(min_length=1)] | None = None
    """CSV file of goods that are there at hour 0: on the floor of a stuffing node, in boxes at
    terminals, or aboard; relative to this file and inside its folder."""
    figures: Annotated[list[str], Field(max_length=200)] = Field(default=[])
    """Figures asked for besides those that are always made, e.g. wait_h[GX_YYG:border],
    queue_most[GX_YYG:border], trains_run[RHZ01], boxes_per_train[RHZ01], and
    border_to_border_h[SERVICE:FROM:TO]; in kpis.csv with intervals."""
    data: str | None = None
    """Folder of CSV files instead of data/, relative to this file and inside its folder."""


class WrittenFile(ScenarioFile):
    """A scenario as written: with its parent and its named overrides."""

    extends: str | None = None
    """One file whose keys hold where this one says nothing."""
    overrides: dict[str, dict[str, Any]] = Field(default={})
    """Named sets of keys that `--override NAME` lays on top; they compose."""
