"""The made-up places, services and ways of the sample run."""

# A place, a bend and a way stay on their lines.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass

# fmt: off
NODES = (
    ("HZ_HUB", "贺州市(八步城区)", "Hezhou city hub (Babu)", "hub", "CN", 111.567, 24.404),
    ("HZ_ZS", "钟山站货场", "Zhongshan station freight yard", "rail_terminal", "CN", 111.296, 24.52),
    ("PR_FC_ORANGE", "富川脐橙产区", "Fuchuan navel-orange growers", "producer", "CN", 111.27, 24.83),
    ("PR_HZ_STONE", "钟山石材产业", "Zhongshan stone", "producer", "CN", 111.31, 24.54),
    ("GX_QZE", "钦州港东站", "Qinzhou Port East rail station", "rail_terminal", "CN", 108.64, 21.735),
    ("GX_QZP", "钦州港", "Qinzhou port", "seaport", "CN", 108.62, 21.69),
    ("GX_NNG", "南宁", "Nanning hub", "hub", "CN", 108.366, 22.817),
    ("GX_YYG", "友谊关口岸(凭祥)", "Friendship Pass (Youyiguan)", "border_port", "CN", 106.711, 21.977),
    ("VN_HAN", "河内(安员)", "Hanoi market / Yen Vien rail", "market", "VN", 105.92, 21.08),
    ("SG_SIN", "新加坡", "Singapore port & market", "seaport", "SG", 103.83, 1.25),
    ("TH_LCH", "林查班港", "Laem Chabang port", "seaport", "TH", 100.89, 13.08),
    ("GD_NSA", "广州南沙港", "Guangzhou Nansha port", "seaport", "CN", 113.67, 22.64),
    ("GD_HK", "香港", "Hong Kong market", "market", "HK", 114.17, 22.32),
    ("TY_HUB", "太原市", "Taiyuan city hub", "hub", "CN", 112.549, 37.87),
    ("TY_ZD", "中鼎物流园", "Zhongding logistics park (rail port)", "rail_terminal", "CN", 112.66, 37.615),
    ("SX_LF", "临汾", "Linfen hub", "hub", "CN", 111.519, 36.088),
    ("BP_ERC", "二连浩特铁路口岸", "Erenhot railway port", "border_port", "CN", 111.98, 43.65),
    ("TR_ZMU", "扎门乌德", "Zamyn-Uud", "rail_terminal", "MN", 111.905, 43.715),
    ("TR_BRE", "布列斯特", "Brest", "rail_terminal", "BY", 23.68, 52.095),
    ("TR_MAL", "马拉舍维奇", "Malaszewicze", "rail_terminal", "PL", 23.53, 52.03),
    ("EU_DUI", "杜伊斯堡", "Duisburg DIT terminal", "rail_terminal", "DE", 6.73, 51.42),
    ("EU_HAM", "汉堡", "Hamburg rail/port", "rail_terminal", "DE", 9.96, 53.52),
    ("BP_ALA", "阿拉山口铁路口岸", "Alashankou railway port", "border_port", "CN", 82.573, 45.172),
    ("TR_DOS", "多斯特克", "Dostyk", "rail_terminal", "KZ", 82.482, 45.253),
    ("KZ_ALA", "阿拉木图", "Almaty", "rail_terminal", "KZ", 76.94, 43.34),
    ("PT_TAO", "青岛前湾港", "Qingdao Qianwan", "seaport", "CN", 120.21, 36.01),
    ("EU_RTMP", "鹿特丹港", "Rotterdam port", "seaport", "NL", 4.05, 51.955),
    ("US_LAXP", "洛杉矶港", "Los Angeles / Long Beach port", "seaport", "US", -118.25, 33.74),
)
PRODUCTS = [
    ("HZ_ORANGE", "富川脐橙(鲜)", "Navel orange, fresh", "chilled", 5.0, 3.0, 8.0),
    ("HZ_STONE", "石材", "Stone", "ambient", float("nan"), float("nan"), float("nan")),
    ("TY_APPLE", "苹果", "Apple", "chilled", 2.0, 0.0, 8.0),
]
BENDS = {
    ("HZ_ZS", "GX_QZE"): ((111.2, 23.5), (110.3, 22.7), (109.3, 22.9), (108.7, 22.1)),
    ("GX_QZP", "SG_SIN"): ((108.6, 20.3), (108.5, 18.4), (109.6, 13.9), (108.5, 9.9), (104.5, 1.3)),
    ("GX_QZP", "TH_LCH"): ((108.5, 19.5), (109.8, 12.1), (106.2, 9.2), (103.0, 10.3), (100.7, 12.6)),
    ("GD_NSA", "SG_SIN"): ((113.9, 22.0), (110.9, 15.6), (109.8, 12.1), (105.4, 3.4)),
    ("TY_ZD", "BP_ERC"): ((112.7, 39.4), (113.3, 40.1), (113.2, 41.3)),
    ("TR_ZMU", "TR_BRE"): ((107.5, 47.4), (104.1, 52.4), (94.7, 55.5), (64.1, 57.1), (37.6, 55.8)),
    ("TR_MAL", "EU_DUI"): ((17.8, 52.3), (10.0, 52.4)),
    ("TR_MAL", "EU_HAM"): ((17.8, 52.3), (13.6, 52.5)),
    ("TY_ZD", "BP_ALA"): ((106.4, 37.4), (102.1, 38.4), (95.5, 41.1), (88.3, 43.4), (82.9, 44.6)),
    ("TR_DOS", "TR_BRE"): ((73.0, 50.4), (69.1, 54.8), (55.2, 54.4), (44.6, 54.1), (37.6, 55.8)),
    ("TY_ZD", "PT_TAO"): ((114.8, 38.0), (117.9, 36.7)),
    ("PT_TAO", "EU_RTMP"): ((122.5, 32.0), (117.4, 21.9), (104.5, 1.3), (94.3, 6.2), (57.5, 11.9),
                            (43.3, 12.6), (32.3, 31.1), (5.3, 37.3), (-6.7, 37.3), (-6.7, 47.3)),
    ("PT_TAO", "US_LAXP"): ((150.0, 42.0), (180.0, 48.0), (215.0, 44.0)),
}
# fmt: on


@dataclass(frozen=True)
class Line:
    """A made-up service: legs as (to, km, hours), hours at via nodes, departures."""

    service_id: str
    mode: str
    dispatch: str
    start: str
    legs: tuple[tuple[str, float, float], ...]
    every_h: float = 0.0
    capacity_teu: float = 0.0

    def chain(self) -> list[str]:
        return [self.start, *(to for to, _, _ in self.legs)]


ASIA = (
    Line("FM_FC", "road", "truck", "PR_FC_ORANGE", (("HZ_HUB", 65, 1.5),)),
    Line("FM_ST", "road", "truck", "PR_HZ_STONE", (("HZ_HUB", 40, 1.0),)),
    Line("LC_ZS", "road", "truck", "HZ_HUB", (("HZ_ZS", 39, 1.2),)),
    Line("RHZ01", "rail", "timetable", "HZ_ZS", (("GX_QZE", 683, 16.0),), 84.0, 30.0),
    Line("SHU01", "road", "truck", "GX_QZE", (("GX_QZP", 6, 0.5),)),
    Line("SBG02", "sea", "timetable", "GX_QZP", (("SG_SIN", 2497, 96.0),), 84.0, 40.0),
    Line("SBG03", "sea", "timetable", "GX_QZP", (("TH_LCH", 2497, 100.0),), 84.0, 30.0),
    Line("ROH01", "road", "truck", "HZ_HUB", (("GD_NSA", 351, 6.0),)),
    Line("SGD05", "sea", "timetable", "GD_NSA", (("SG_SIN", 2720, 102.0),), 56.0, 24.0),
    Line("XRR01", "road", "truck", "HZ_HUB",
         (("GX_NNG", 463, 7.0), ("GX_YYG", 211, 3.5), ("VN_HAN", 148, 4.0))),
    Line("ROH07", "road", "truck", "HZ_HUB", (("GD_HK", 380, 8.0),)),
)  # fmt: skip
EURO = (
    Line("FM_LF", "road", "truck", "SX_LF", (("TY_HUB", 220, 4.0),)),
    Line("LC_ZD", "road", "truck", "TY_HUB", (("TY_ZD", 37, 1.0),)),
    Line("RCE02", "rail", "path", "TY_ZD", (("BP_ERC", 826, 34.0), ("TR_ZMU", 9, 1.2),
         ("TR_BRE", 6995, 190.0), ("TR_MAL", 15, 2.4), ("EU_HAM", 1097, 43.0)), 84.0, 50.0),
    Line("RCE01", "rail", "path", "TY_ZD", (("BP_ALA", 3450, 100.0), ("TR_DOS", 12, 1.2),
         ("TR_BRE", 5430, 158.0), ("TR_MAL", 15, 2.4), ("EU_DUI", 1290, 52.0)), 56.0, 50.0),
    Line("RCA01", "rail", "timetable", "TY_ZD", (("BP_ALA", 3450, 100.0), ("TR_DOS", 12, 1.2),
         ("KZ_ALA", 900, 40.0)), 84.0, 30.0),
    Line("RSX01", "rail", "timetable", "TY_ZD", (("PT_TAO", 880, 30.0),), 48.0, 20.0),
    Line("SDS01", "sea", "timetable", "PT_TAO", (("EU_RTMP", 20073, 820.0),), 168.0, 40.0),
    Line("SNC01", "sea", "timetable", "PT_TAO", (("US_LAXP", 10730, 400.0),), 168.0, 30.0),
)  # fmt: skip
WAYS = {
    "hezhou": (
        ("HZ_ORANGE", "fresh", "PR_FC_ORANGE", ("FM_FC",), "HZ_HUB", ("LC_ZS", "RHZ01", "SHU01", "SBG02")),
        ("HZ_ORANGE", "fresh", "PR_FC_ORANGE", ("FM_FC",), "HZ_HUB", ("LC_ZS", "RHZ01", "SHU01", "SBG03")),
        ("HZ_ORANGE", "fresh", "PR_FC_ORANGE", ("FM_FC",), "HZ_HUB", ("XRR01",)),
        ("HZ_ORANGE", "fresh", "PR_FC_ORANGE", ("FM_FC",), "HZ_HUB", ("ROH07",)),
        ("HZ_STONE", "dry", "PR_HZ_STONE", ("FM_ST",), "HZ_HUB", ("LC_ZS", "RHZ01", "SHU01", "SBG02")),
        ("HZ_STONE", "dry", "PR_HZ_STONE", ("FM_ST",), "HZ_HUB", ("ROH01", "SGD05")),
    ),
    "taiyuan": (
        ("TY_APPLE", "fresh", "SX_LF", ("FM_LF",), "TY_HUB", ("LC_ZD", "RCA01")),
        ("TY_MACH", "dry", "SX_LF", ("FM_LF",), "TY_HUB", ("LC_ZD", "RCE01")),
        ("TY_MACH", "dry", "SX_LF", ("FM_LF",), "TY_HUB", ("LC_ZD", "RCE02")),
        ("TY_GLASS", "dry", "SX_LF", ("FM_LF",), "TY_HUB", ("LC_ZD", "RSX01", "SDS01")),
        ("TY_GLASS", "dry", "SX_LF", ("FM_LF",), "TY_HUB", ("LC_ZD", "RSX01", "SNC01")),
    ),
}  # fmt: skip
