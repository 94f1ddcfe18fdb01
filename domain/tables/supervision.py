"""Input tables about supervision by customs: crews, grades, lists of goods."""

from domain.supervision import LOOKS
from domain.tables.registry import Table, count, number, provenance, share, text

SUPERVISION = Table(
    "supervision",
    "查验作业",
    "Looks by customs",
    "What each kind of look takes, and the crews; read where a scenario sets `supervision`.",
    (
        text("crew_id", "编号", "Crew", "Id of the row."),
        text("node_id", "节点", "Node", "Where; * is anywhere without its own row."),
        text("kind", "方式", "Kind", "How goods are looked into.", choices=LOOKS),
        number("hours_mean", "h", "平均时长", "Mean", "Mean hours of one look."),
        number("hours_sd", "h", "标准差", "Standard deviation", "Of the hours."),
        text("opening", "营业时间", "Opening", "Id of calendars.csv."),
        count("servers", "1", "工位", "Servers", "At a time; empty: no one waits.", optional=True,
              minimum=1),
        number("unplugged_h", "h", "断电时间", "Unplugged", "Hours with doors open, off power."),
        number("cost_cny", "CNY", "费用", "Cost", "Of one look, per declaration."),
        *provenance(),
    ),
    ("crew_id",),
)  # fmt: skip

GRADES = Table(
    "supervision_grades",
    "信用等级风险",
    "Grades under supervision",
    "How the selected of a credit grade are looked into in three lanes, and how many break rules.",
    (
        text("credit_grade", "信用等级", "Credit grade", "Grade of the shipper."),
        share("violation_share", "违规率", "Violations", "Declarations with something wrong."),
        share("x_ray_share", "机检占比", "X-ray", "Of the selected: yellow lane, X-ray."),
        share("partial_share", "抽查占比", "Partial", "Of the selected: red lane, partial."),
        share("full_share", "彻查占比", "Full", "Of the selected: red lane, full."),
        *provenance(),
    ),
    ("credit_grade",),
)

LISTS = Table(
    "supervision_lists",
    "监管清单",
    "Lists of goods",
    "Goods that are always fully looked into, and goods of low risk.",
    (
        text("list", "清单", "List", "Which list.", choices=("negative", "low_risk")),
        text("goods", "货物", "Goods", "Product id, or hs: and the beginning of the HS code."),
        text("note", "说明", "Note", "Why.", optional=True),
        *provenance(),
    ),
    ("list", "goods"),
)

DESIGNATED = Table(
    "designated_goods",
    "指定监管货物",
    "Goods of designated sites",
    "Goods that may enter only at a site designated for them: a function of functions.csv.",
    (
        text("function", "功能", "Function", "Function that the place of entry needs."),
        text("goods", "货物", "Goods", "Product id, or hs: and the beginning of the HS code."),
        *provenance(),
    ),
    ("function", "goods"),
)

ACCESS = Table(
    "market_access",
    "准入",
    "Market access",
    "Which goods of which country may enter where. Goods with a row are admitted only as rows say.",
    (
        text("goods", "货物", "Goods", "Product id, or hs: and the beginning of the HS code."),
        text("origin_country", "原产国", "Origin", "Country of the goods."),
        text("entry_node", "入境口岸", "Entry", "Node of entry; * is every node without its own."),
        count("allowed", "1", "准入", "Allowed", "1 admitted, 0 not.", maximum=1),
        text("registration", "注册", "Registration", "Number or list of firms.", optional=True),
        number("certificate_valid_h", "h", "证书有效期", "Certificate",
               "Hours from readiness for which its certificate holds; empty: without end.",
               optional=True),
        text("note", "说明", "Note", "Why.", optional=True),
        *provenance(),
    ),
    ("goods", "origin_country", "entry_node"),
)  # fmt: skip

SUPERVISION_TABLES = (SUPERVISION, GRADES, LISTS, DESIGNATED, ACCESS)
