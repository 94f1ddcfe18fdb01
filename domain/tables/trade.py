"""Input table about trade modes: where goods are declared, with which papers, tax and terms."""

from domain.tables.places import NOTE
from domain.tables.registry import Table, count, number, provenance, text

TRADE_MODES = Table(
    "trade_modes",
    "贸易方式",
    "Trade modes",
    "Customs supervision codes: where goods may be declared, what is matched, tax and terms.",
    (
        text("trade_mode", "贸易方式", "Trade mode", "Customs supervision code, or our word."),
        text(
            "direction",
            "方向",
            "Direction",
            "Seen from China.",
            choices=("export", "import", "domestic"),
        ),
        text("name_en", "英文名", "English name", "Name in English."),
        text("name_zh", "中文名", "Chinese name", "Name in Chinese."),
        text(
            "places",
            "申报场所",
            "Places",
            "Functions of nodes, ; joined: one of them is needed where goods are declared; "
            "empty: anywhere.",
            optional=True,
        ),
        count(
            "away",
            "1",
            "异地申报",
            "Away",
            "1: may be declared at the customs of another city while the goods stand at a place "
            "without.",
            maximum=1.0,
        ),
        text(
            "unit",
            "申报单元",
            "Declaration unit",
            "What one declaration covers.",
            choices=("parcel_list", "consignment", "box", "dispatch", "none"),
        ),
        text("documents", "单证", "Documents", "Papers needed, ; joined.", optional=True),
        text(
            "matched",
            "比对单证",
            "Matched",
            "Those that are held against each other before a declaration is taken, ; joined.",
            optional=True,
        ),
        text(
            "papers_from",
            "制单开始",
            "Papers from",
            "When they can be made: known, with the order; ready, when goods are packed.",
            choices=("known", "ready"),
        ),
        number(
            "paper_effort",
            "1",
            "制单工作量",
            "Paper effort",
            "Work on the papers of a declaration, in parts of that of general trade.",
        ),
        text(
            "held_by",
            "查验扣留单元",
            "Held by",
            "What an inspection holds.",
            choices=("parcel", "box", "none"),
        ),
        text(
            "inspected_at",
            "查验地点",
            "Inspected at",
            "Where.",
            choices=("origin", "entry", "mail_office", "none"),
        ),
        text(
            "tax",
            "税收",
            "Tax",
            "rebate: VAT is paid back after export; comprehensive: reduced tax at the sale, as "
            "for retail imports; levy: duty and VAT at entry.",
            choices=("rebate", "exempt", "levy", "comprehensive", "bonded", "none"),
        ),
        text(
            "rebate_from",
            "退税起算",
            "Rebate from",
            "What starts the rebate days: departure, when its box is stuffed for export; delivery; "
            "sale.",
            optional=True,
            choices=("departure", "delivery", "sale"),
        ),
        number("rebate_days", "d", "退税天数", "Rebate days", "Until the rebate comes."),
        text(
            "settled_from",
            "结汇起算",
            "Settled from",
            "What starts the settlement days.",
            choices=("delivery", "sale"),
        ),
        number("sale_days", "d", "售出天数", "Sale days", "From delivery to the sale."),
        number("settlement_days", "d", "结汇天数", "Settlement days", "Until the goods are paid."),
        *provenance(),
        NOTE,
    ),
    ("trade_mode", "direction"),
)

TRADE_TABLES = (TRADE_MODES,)
