"""The CSV files of data/, by the name of the file."""

from domain.tables.goods import GOODS_TABLES
from domain.tables.money import MONEY_TABLES
from domain.tables.places import PLACE_TABLES
from domain.tables.policy import POLICY_TABLES
from domain.tables.registry import declare
from domain.tables.supervision import SUPERVISION_TABLES
from domain.tables.trade import TRADE_TABLES
from domain.tables.transport import TRANSPORT_TABLES
from domain.tables.warehouses import WAREHOUSE_TABLES
from domain.tables.work import WORK_TABLES

INPUT_TABLES = declare(
    *PLACE_TABLES,
    *TRANSPORT_TABLES,
    *WORK_TABLES,
    *GOODS_TABLES,
    *MONEY_TABLES,
    *POLICY_TABLES,
    *TRADE_TABLES,
    *SUPERVISION_TABLES,
    *WAREHOUSE_TABLES,
)
