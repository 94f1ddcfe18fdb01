"""Input tables about movement: services, legs, dated departures, today's habits."""

from domain.tables.places import NOTE, VERIFIED_FIELDS
from domain.tables.registry import Column, Table, count, number, provenance, share, text

MODES = ("road", "rail", "sea", "barge", "post", "air")

SERVICES = Table(
    "services",
    "运输服务",
    "Services",
    "Ways to move: timetabled, on train paths that a plan may use, or trucks on demand.",
    (
        text("service_id", "服务编号", "Service", "Id of the service."),
        text("mode", "方式", "Mode", "What moves.", choices=MODES),
        text("origin_id", "起点", "Origin", "First call."),
        text("destination_id", "终点", "Destination", "Last call."),
        text(
            "dispatch",
            "开行方式",
            "Dispatch",
            "timetable: dated departures; path: dated train paths that run only where a plan says "
            "so; truck: leaves when loaded.",
            choices=("timetable", "path", "truck"),
        ),
        text(
            "status",
            "状态",
            "Status",
            "active: runs today; option: only where a layout opens it.",
            choices=("active", "option"),
        ),
        number(
            "departures_per_week",
            "1/week",
            "每周班次",
            "Departures a week",
            "Frequency; for trucks a ceiling.",
        ),
        text(
            "carries",
            "可承运",
            "Carries",
            "What may board: box, trailer, pallet, parcel, joined by ;.",
        ),
        number(
            "allotment_teu",
            "TEU",
            "可用舱位",
            "Allotment",
            "Part of each departure open to the zone.",
            optional=True,
        ),
        number(
            "capacity_t",
            "t",
            "载重",
            "Payload",
            "Weight limit of a departure or truck.",
            optional=True,
        ),
        number(
            "reefer_plugs", "1", "冷箱插座", "Reefer plugs", "Reefers that a departure can take."
        ),
        number(
            "price_cny_per_teu",
            "CNY/TEU",
            "20英尺箱价",
            "Price per TEU",
            "One 20-ft box.",
            optional=True,
        ),
        number(
            "price_cny_per_feu",
            "CNY/FEU",
            "40英尺箱价",
            "Price per FEU",
            "One 40-ft box, trailer or heavy 20-ft box.",
            optional=True,
        ),
        number(
            "price_cny_per_kg",
            "CNY/kg",
            "散货价",
            "Price per kg",
            "Loose goods and parcels.",
            optional=True,
        ),
        number(
            "reefer_factor",
            "1",
            "冷箱系数",
            "Reefer factor",
            "Price of a reefer over that of a dry box.",
            optional=True,
            minimum=1.0,
        ),
        number(
            "least_load_teu", "TEU", "最低开行量", "Least load", "Below it dead freight is due."
        ),
        share(
            "dead_freight_share",
            "亏舱费比例",
            "Dead freight",
            "Part of the price due on TEU missing to the least load.",
        ),
        number(
            "gate_in_cutoff_h",
            "h",
            "截港时限",
            "Gate-in cut-off",
            "Hours before departure at which the box must be in.",
        ),
        number(
            "documents_cutoff_h",
            "h",
            "截单时限",
            "Documents cut-off",
            "Hours before departure at which papers must be in.",
        ),
        number("late_mean_h", "h", "平均晚点", "Mean lateness", "Mean delay of a departure."),
        share("cancel_share", "停班率", "Cancelled", "Share of departures that do not run."),
        count(
            "truck_pool",
            "1",
            "车辆数",
            "Trucks",
            "Trucks of an on-demand service.",
            optional=True,
            minimum=1,
        ),
        count(
            "two_way",
            "1",
            "双向",
            "Both ways",
            "1: may be used from destination to origin too.",
            maximum=1,
        ),
        NOTE,
        *provenance(),
        VERIFIED_FIELDS,
    ),
    ("service_id",),
)

LEGS = Table(
    "legs",
    "区段",
    "Legs",
    "Stretches of a service between calls, in travel order.",
    (
        text("service_id", "服务编号", "Service", "Which service."),
        count("seq", "1", "序号", "Sequence", "From 1.", minimum=1),
        text("from_id", "起点", "From", "Where the leg begins."),
        text("to_id", "终点", "To", "Where it ends."),
        number("km", "km", "里程", "Length", "Length to plan with."),
        number(
            "hours",
            "h",
            "运行时间",
            "Running time",
            "Mean time under way, borders and terminals not included.",
        ),
        number("sd_h", "h", "标准差", "Standard deviation", "Of the running time."),
        text(
            "geometry",
            "线形",
            "Line",
            "Ids of lines in geo/ in travel order joined by >, or straight, or great_circle.",
        ),
        number(
            "distance_factor",
            "1",
            "里程系数",
            "Distance factor",
            "Turns km into the km of the emission factors.",
        ),
        *provenance(),
    ),
    ("service_id", "seq"),
)

TIMETABLE = Table(
    "timetable",
    "时刻表",
    "Timetable",
    "Dated departures of timetabled and path services, for the windows of the two base scenarios.",
    (
        text("service_id", "服务编号", "Service", "Which service."),
        Column(
            "departs_at",
            "datetime",
            "",
            "开行时刻",
            "Departs",
            "Local time at the origin, with offset.",
        ),
        text(
            "path_id",
            "运行线",
            "Train path",
            "The terminal's train path, e.g. TY_ZD-2026W23-2.",
            optional=True,
        ),
        text(
            "rule",
            "规则",
            "Rule",
            "Which rule of data/README.md made the row.",
            choices=("week", "interval", "path"),
        ),
        *provenance(),
    ),
    ("service_id", "departs_at"),
)

ROUTE_GUIDE = Table(
    "route_guide",
    "惯常线路",
    "Route guide",
    "What a forwarder does today, for the policy `habit`; edit it to match yours.",
    (
        text("product_id", "货物", "Product", "Which goods."),
        text("origin_id", "起点", "Origin", "Where they come from."),
        text("destination_id", "终点", "Destination", "Where they go."),
        count("preference", "1", "优先级", "Preference", "1 is tried first.", minimum=1),
        text("stuffing_id", "装箱点", "Stuffed at", "Where goods enter the box."),
        text("stripping_id", "拆箱点", "Stripped at", "Where they leave it."),
        text("route", "线路", "Route", "Services of the box journey joined by >."),
        *provenance(),
    ),
    ("product_id", "origin_id", "destination_id", "preference"),
)

TRANSPORT_TABLES = (SERVICES, LEGS, TIMETABLE, ROUTE_GUIDE)
