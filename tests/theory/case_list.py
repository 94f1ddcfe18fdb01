"""All cases that are judged by intervals, in the order of the page."""

from tests.theory.cases_fresh import FRESH
from tests.theory.cases_queues import QUEUES
from tests.theory.cases_stock import STOCK
from tests.theory.cases_trains import TRAINS

ALL = (*QUEUES, *TRAINS, *STOCK, *FRESH)
BY_ID = {case.case_id: case for case in ALL}
