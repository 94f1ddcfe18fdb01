"""What messages about hubs say, in English and Chinese."""

from typing import Final

HUB_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "restuffing_no_stuffing": (
        (
            "goods cannot change boxes at {node}: it does not stuff any. Give it the function "
            "stuffing under functions, or restuff elsewhere"
        ),
        "货物无法在 {node} 换箱：该处不装箱。请在 functions 中为其加上 stuffing，或改在别处换箱",
    ),
    "restuffing_papers": (
        ("goods cannot change boxes where papers take time: leave documents out, or restuffing"),
        "单证需要时间时货物不能换箱：请去掉 documents 或 restuffing",
    ),
}
