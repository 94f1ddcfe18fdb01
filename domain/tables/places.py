"""Input tables about places: nodes, what they may do, hours of work, holidays, climate."""

from domain.tables.registry import Column, Table, count, number, provenance, text

FUNCTIONS = (
    "stuffing",
    "stripping",
    "customs",
    "cold_store",
    "terminal",
    "port",
    "border",
    "warehouse",
    "market",
    "box_depot",
    "designated_fruit",
    "designated_meat",
    "designated_seafood",
    "designated_timber",
    "inspection",
    "bonded",
    "mail_exchange",
)

NOTE = text("note", "备注", "Note", "What a planner should know about the row.", optional=True)
VERIFIED_FIELDS = text(
    "verified_fields",
    "已核实字段",
    "Verified fields",
    "Fields found in the source, also where the row as a whole is an estimate.",
    optional=True,
)


def _date(
    name: str, title_zh: str, title_en: str, meaning: str, *, optional: bool = False
) -> Column:
    return Column(name, "date", "", title_zh, title_en, meaning, optional)


NODES = Table(
    "nodes",
    "节点",
    "Nodes",
    "Places that the base scenarios use; WGS84.",
    (
        text("node_id", "节点编号", "Node", "Id of the place."),
        text("name_en", "英文名", "English name", "Name in English."),
        text("name_zh", "中文名", "Chinese name", "Name in Chinese."),
        text("kind", "类型", "Kind", "What kind of place, e.g. hub, seaport, border_port, market."),
        text(
            "country",
            "国家或地区",
            "Country or region",
            "ISO 3166 code; CN is inside China's customs border.",
        ),
        text("tz", "时区", "Time zone", "IANA time zone of its clocks."),
        number("lon", "deg", "经度", "Longitude", "Degrees east.", minimum=-180.0, maximum=180.0),
        number("lat", "deg", "纬度", "Latitude", "Degrees north.", minimum=-90.0, maximum=90.0),
        text("climate_node", "气候点", "Climate place", "Nearest place of climate.csv."),
        NOTE,
        *provenance(),
    ),
    ("node_id",),
)

FUNCTIONS_TABLE = Table(
    "functions",
    "节点功能",
    "Functions",
    "What may be done at a node, from when to when. A planned facility is a function that begins.",
    (
        text("node_id", "节点编号", "Node", "Where."),
        text("function", "功能", "Function", "What may be done there.", choices=FUNCTIONS),
        _date("begins", "开始日期", "Begins", "First day; empty: always.", optional=True),
        _date("ends", "结束日期", "Ends", "First day without it; empty: never.", optional=True),
        NOTE,
        *provenance(),
    ),
    ("node_id", "function"),
)

CALENDARS = Table(
    "calendars",
    "营业时间",
    "Working hours",
    "Hours [opens, closes) of resources, on the clock of the node that uses the calendar.",
    (
        text("calendar_id", "日历编号", "Calendar", "Id that processes name in `opening`."),
        text("opens", "开门", "Opens", "Local time HH:MM."),
        text("closes", "关门", "Closes", "Local time HH:MM; 24:00 is midnight."),
        text("days", "工作日", "Days", "daily, or days and ranges such as Mon-Fri or Mon-Wed,Sat."),
        text(
            "holidays",
            "节假日",
            "Holidays",
            "Country whose holidays close it and whose make-up days open it, or none.",
        ),
        text(
            "tz_of",
            "时钟",
            "Clock of",
            "node: the clock of the node where the process is.",
            choices=("node",),
        ),
        *provenance(),
    ),
    ("calendar_id",),
)

HOLIDAYS = Table(
    "holidays",
    "节假日与调休",
    "Holidays",
    "Days that differ from the week: closed, open (make-up workday), or slow.",
    (
        text("country", "国家或地区", "Country or region", "ISO 3166 code, or EU."),
        _date("date_from", "起", "From", "First day."),
        _date("date_to", "止", "To", "Last day, included."),
        text("name", "名称", "Name", "Which holiday."),
        text(
            "effect", "作用", "Effect", "closed, open or slow.", choices=("closed", "open", "slow")
        ),
        number(
            "open_share",
            "1",
            "开放份额",
            "Share of hours",
            "Part of its hours that a calendar keeps on a slow day (assumed: the first percentage "
            "of the note, whatever it is of there); empty: what the scenario says.",
            optional=True,
            maximum=1.0,
        ),
        NOTE,
        *provenance(),
    ),
    ("country", "date_from", "name"),
)

CLIMATE = Table(
    "climate",
    "气候",
    "Climate",
    "Monthly mean of air temperature and half of its daily range; hottest about 15:00.",
    (
        text("climate_node", "气候点", "Climate place", "Place of the station."),
        count("month", "1", "月", "Month", "1 to 12.", minimum=1, maximum=12),
        number(
            "mean_c",
            "degC",
            "月平均气温",
            "Mean",
            "Mean of the month.",
            minimum=-60.0,
            maximum=60.0,
        ),
        number(
            "daily_amplitude_c", "K", "日较差之半", "Daily amplitude", "Half of the daily range."
        ),
        NOTE,
        *provenance(),
    ),
    ("climate_node", "month"),
)

ACCESS = Table(
    "access",
    "准入",
    "Access",
    "What may be done with which goods where; rows remove paths before planning.",
    (
        text("product_id", "货物", "Goods", "A product, or temp_class:chilled and the like."),
        text("node_id", "节点", "Place", "A node, or country:XX."),
        text("step", "环节", "Step", "Which step, or any for the place as a whole."),
        count("allowed", "1", "允许", "Allowed", "1 allowed, 0 forbidden.", maximum=1),
        text("row_reason", "理由", "Reason", "What a message to the planner says."),
        *provenance(),
    ),
    ("product_id", "node_id", "step"),
)

PLACE_TABLES = (NODES, FUNCTIONS_TABLE, CALENDARS, HOLIDAYS, CLIMATE, ACCESS)
