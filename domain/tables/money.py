"""Input tables of prices that belong to no service or box, and of emissions."""

from domain.tables.places import NOTE
from domain.tables.registry import Table, number, provenance, text

TARIFFS = Table(
    "tariffs",
    "费率",
    "Tariffs",
    "Prices, rates and shares that a scenario may set.",
    (
        text("item", "项目", "Item", "Name that scenarios use."),
        number("value", "", "数值", "Value", "In the unit of the row."),
        text("unit", "单位", "Unit", "Unit of the value."),
        text("payer", "付款方", "Payer", "Who pays.", optional=True),
        text("payee", "收款方", "Payee", "Who receives.", optional=True),
        *provenance(),
        NOTE,
    ),
    ("item",),
)

EMISSIONS = Table(
    "emissions",
    "排放因子",
    "Emission factors",
    "Greenhouse gas per tonne and kilometre by mode, region and temperature class.",
    (
        text(
            "mode",
            "方式",
            "Mode",
            "What moves.",
            choices=("road", "rail", "sea", "barge", "post", "air", "hub", "reefer"),
        ),
        text("region", "区域", "Region", "Lane or region; * where there is no finer row."),
        text(
            "temp_class", "温区", "Temperature class", "dry or reefer.", choices=("dry", "reefer")
        ),
        number(
            "g_per_tkm",
            "g/(t km)",
            "排放强度",
            "Intensity",
            "CO2e per tonne of goods and km.",
            optional=True,
        ),
        number(
            "value",
            "",
            "其他数值",
            "Other value",
            "Where the intensity is not per tonne-km.",
            optional=True,
        ),
        text("unit", "单位", "Unit", "Unit of `value`.", optional=True),
        text("basis", "口径", "Basis", "WTW or narrower, and how it was turned into g/tkm."),
        *provenance(),
    ),
    ("mode", "region", "temp_class"),
)

GRID = Table(
    "grid",
    "电网因子",
    "Grid factors",
    "CO2 of electricity.",
    (
        text(
            "country_or_region",
            "国家或地区",
            "Country or region",
            "ISO code, or a Chinese province.",
        ),
        number("kgco2e_per_kwh", "kg/kWh", "排放因子", "Factor", "Generation only."),
        *provenance(),
        NOTE,
    ),
    ("country_or_region",),
)

MONEY_TABLES = (TARIFFS, EMISSIONS, GRID)
