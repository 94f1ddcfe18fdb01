"""What messages about consolidation stations say, in English and Chinese."""

from typing import Final

COLLECTION_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "station_trunk": (
        (
            "{found} cannot feed a hub from a station: that takes a service on demand with one leg "
            "(`dispatch` truck in services.csv)"
        ),
        "{found} 不能作集货站的干线：须为按需、单段的卡车服务（services.csv 中 dispatch 为 truck）",
    ),
    "station_twice": (
        "flow {found} goes over station {other} already; name it under one station",
        "货流 {found} 已由集货站 {other} 承接；请只归入一个集货站",
    ),
    "station_place": (
        "{found} has station {other} already; give it one station with more flows",
        "{found} 已有集货站 {other}；请合并为一个集货站",
    ),
    "station_no_hours": (
        "says no hour at which trucks leave: give leave_at, or before_waves_h",
        "未给出干线发车时刻：请填写 leave_at 或 before_waves_h",
    ),
    "station_no_waves": (
        "{found} has no sorting with waves under `hubs`; give leave_at instead",
        "hubs 中 {found} 没有带波次的分拣；请改填 leave_at",
    ),
    "station_no_way": (
        (
            "no way of flow {flow} from {origin} goes by {found} into its hub; take the flow out "
            "of the station, or name another trunk"
        ),
        "货流 {flow} 从 {origin} 出发没有经 {found} 进入枢纽的通路；请移出该货流，或改用其他干线",
    ),
    "station_heavy": (
        "one unit of flow {flow} has {kg} kg and {m3} m3, more than one vehicle takes",
        "货流 {flow} 的一个包装单元为 {kg} 千克、{m3} 立方米，超过一辆车的载量",
    ),
}
