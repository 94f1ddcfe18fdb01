"""Input tables about work at nodes: processes, inspection, others' traffic, boxes in stock."""

from domain.tables.places import NOTE, VERIFIED_FIELDS
from domain.tables.registry import Table, count, number, provenance, share, text

STEPS = (
    "receive",
    "declare",
    "terminal_out",
    "terminal_in",
    "transfer_in",
    "border",
    "stuff",
    "strip",
    "inspect",
)

PROCESSES = Table(
    "processes",
    "作业",
    "Processes",
    "Steps at nodes. Rows of one node and step share one resource.",
    (
        text(
            "process_id", "作业编号", "Process", "B-number of the reference pack where it has one."
        ),
        text("node_id", "节点", "Node", "Where; * is anywhere without its own row."),
        text("step", "环节", "Step", "Which step of the journey.", choices=STEPS),
        text(
            "direction",
            "方向",
            "Direction",
            "Seen from China.",
            choices=("export", "import", "domestic", "any"),
        ),
        text(
            "cargo_class",
            "货类",
            "Cargo class",
            "Which goods.",
            choices=("dry", "fresh", "frozen", "parcel", "any"),
        ),
        text("trade_mode", "监管方式", "Trade mode", "Customs supervision code, or any."),
        text(
            "mode",
            "运输方式",
            "Mode",
            "The service before or after.",
            choices=("rail", "sea", "barge", "road", "air", "any"),
        ),
        number(
            "hours_mean",
            "h",
            "平均时长",
            "Mean",
            "Mean hours; at gates the observed dwell with its queue.",
        ),
        number(
            "hours_sd",
            "h",
            "标准差",
            "Standard deviation",
            "Of the hours; nearly always an estimate.",
        ),
        text(
            "distribution", "分布", "Distribution", "Shape.", choices=("lognormal", "deterministic")
        ),
        text("opening", "营业时间", "Opening", "Id of calendars.csv."),
        count(
            "servers",
            "1",
            "工位",
            "Servers",
            "How many at a time; empty: no one waits.",
            optional=True,
            minimum=1,
        ),
        number(
            "capacity_per_day",
            "unit/day",
            "日能力",
            "Capacity",
            "Units a day; empty: by servers and hours alone.",
            optional=True,
        ),
        text(
            "capacity_unit",
            "能力单位",
            "Capacity unit",
            "What capacity counts.",
            optional=True,
            choices=("train", "vehicle", "teu", "t", "parcel", "m3", "box", "consignment"),
        ),
        number(
            "slot_h",
            "h",
            "占用时间",
            "Slot",
            "Hours one unit holds a server: open hours a day x servers / capacity.",
            optional=True,
        ),
        number(
            "parallel_hours_mean",
            "h",
            "并行清关",
            "Clearance beside",
            "Runs beside the hours; the later ends the step.",
            optional=True,
        ),
        number(
            "unplugged_h",
            "h",
            "断电时间",
            "Unplugged",
            "Hours at its beginning without power for a reefer.",
        ),
        number("cost_cny", "CNY", "费用", "Cost", "Charge per cost_unit.", optional=True),
        text(
            "cost_unit",
            "计费单位",
            "Cost unit",
            "What the cost is for.",
            optional=True,
            choices=("teu", "box", "declaration", "t", "m3"),
        ),
        *provenance(),
        VERIFIED_FIELDS,
        NOTE,
    ),
    ("process_id",),
)

INSPECTION = Table(
    "inspection",
    "查验",
    "Inspection",
    "Selection for physical inspection by credit grade.",
    (
        text("credit_grade", "信用等级", "Credit grade", "Grade of the shipper."),
        share("share", "查验率", "Share", "Declarations inspected."),
        number("extra_h", "h", "查验时长", "Extra hours", "Mean hours that an inspection adds."),
        number(
            "cost_cny", "CNY", "查验费用", "Cost", "Moving, opening and closing, per declaration."
        ),
        *provenance(),
    ),
    ("credit_grade",),
)

LABORATORY = Table(
    "laboratory",
    "进口水果检测",
    "Laboratory",
    "Checks of imported fruit at its entry, by regime; read where a scenario sets `supervision`.",
    (
        text("process_id", "作业编号", "Process", "B-number of the reference pack."),
        text("node_id", "节点", "Node", "Where."),
        text(
            "regime",
            "检测制度",
            "Regime",
            "base: samples; shock_2025: all durian; mitigated_2025: all durian, fast laboratory.",
            choices=("base", "shock_2025", "mitigated_2025"),
        ),
        text("goods", "货物", "Goods", "Which goods.", choices=("fruit", "durian")),
        text("trade_mode", "监管方式", "Trade mode", "Customs supervision code."),
        share("tested_share", "检测比例", "Share tested", "Goods that go to the laboratory."),
        number("hours_mean", "h", "平均时长", "Mean", "Mean open hours until release."),
        number(
            "hours_sd",
            "h",
            "标准差",
            "Standard deviation",
            "Of the hours; nearly always an estimate.",
        ),
        number(
            "extra_h", "h", "检测加时", "Extra hours", "Mean hours more for goods that are tested."
        ),
        text("distribution", "分布", "Distribution", "Shape.", choices=("lognormal",)),
        text("opening", "营业时间", "Opening", "Id of calendars.csv: the hours that count."),
        *provenance(),
        VERIFIED_FIELDS,
        NOTE,
    ),
    ("process_id",),
)

BACKGROUND = Table(
    "background",
    "背景流量",
    "Background traffic",
    "Others' traffic at shared gates and yards.",
    (
        text("resource", "资源", "Resource", "node_id:step."),
        number("per_day", "unit/day", "日流量", "A day", "Units that arrive in a day."),
        text("unit", "单位", "Unit", "As capacity_unit.", choices=("train", "vehicle", "teu")),
        count("lump", "1", "每批", "Lump", "Units that arrive together.", minimum=1),
        text(
            "profile",
            "时段",
            "Profile",
            "flat: over the day; open: over the open hours.",
            choices=("flat", "open"),
        ),
        *provenance(),
        text("rule", "规则", "Rule", "How the number was made."),
    ),
    ("resource",),
)

BOX_STOCKS = Table(
    "box_stocks",
    "空箱库存",
    "Box stocks",
    "Empty boxes at hand when a scenario starts.",
    (
        text("node_id", "节点", "Node", "Where."),
        text("box_type", "箱型", "Box type", "Which boxes."),
        count("opening", "1", "期初数量", "Opening stock", "Boxes."),
        *provenance(),
    ),
    ("node_id", "box_type"),
)

WORK_TABLES = (PROCESSES, INSPECTION, LABORATORY, BACKGROUND, BOX_STOCKS)
