"""Phrases of `calibrate`: what was observed against what the model says.

Pairs (Chinese, English) by key; `words.py` takes them in.
"""

# A phrase stays on its line.
# ruff: noqa: E501

from __future__ import annotations

CALIBRATION_PHRASES: dict[str, tuple[str, str]] = {
    "calibration.title": ("模型与实际对照", "Model against observed"),
    "calibration.observed": ("实际", "observed"),
    "calibration.model": ("模型（原参数）", "model as it was"),
    "calibration.calibrated": ("模型（校准后）", "model as calibrated"),
    "calibration.used": (
        "清单 {rows} 行，采用 {used} 箱，{services} 条班线；未采用 {left} 处，见下表。",
        "{rows} rows of the list, {used} boxes used on {services} services; {left} rows or cells left out, listed below.",
    ),
    "calibration.not_fitted": (
        "候班时间从不拟合：它由模型得出，是检验模型的地方。",
        "Waits for departures are never fitted: they come out of the model, and are where it is tested.",
    ),
    "calibration.ambiguous": (
        "日期先后有歧义（如 03/04/2026），按日在前读取；可用 --dates 指定。",
        "Dates such as 03/04/2026 can be read two ways; the day was taken first. Say which with --dates.",
    ),
    "calibration.dates_only": (
        "{n} 个时间只写了日期，按零点计。",
        "{n} times give the day alone and were read as midnight.",
    ),
    "calibration.overlay": (
        "校准结果已写入 {path}，可直接运行：",
        "The overlay is {path}; run it with:",
    ),
    "calibration.service": ("班线", "Service"),
    "calibration.span": ("时段", "Span"),
    "calibration.n": ("样本", "n"),
    "calibration.mean": ("均值", "Mean"),
    "calibration.p90": ("90% 分位", "90%"),
    "calibration.fitted": ("已拟合", "fitted"),
    "calibration.compared": ("仅对照", "compared"),
    "calibration.per_week": ("每周列数", "Trains a week"),
    "calibration.boxes": ("每列箱数", "Boxes a train"),
    "calibration.spans": ("各时段用时", "How long each span takes"),
    "calibration.frequency": ("班次与装载", "Trains and what they carry"),
    "calibration.rows": ("未采用的行", "Rows left out"),
    "calibration.notes": ("未能拟合的部分", "What could not be fitted"),
    "calibration.sheet": ("工作表", "Sheet"),
    "calibration.row": ("行", "Row"),
    "calibration.column": ("列", "Column"),
    "calibration.found": ("内容", "Found"),
    "calibration.reason": ("原因", "Reason"),
    "calibration.more": (
        "另有 {n} 处，见 tables/rows_left_out.parquet",
        "and {n} more in tables/rows_left_out.parquet",
    ),
    "calibration.all_used": ("全部采用。", "All were used."),
    "calibration.gap": (
        "{service} {span}：实际平均 {observed}，原模型 {model}，校准后 {calibrated}。",
        "{service}, {span}: {observed} observed on average, {model} in the model as it was, {calibrated} as calibrated.",
    ),
    "calibration.share": ("累计占比（%）", "Share, %"),
    "calibration.hours_up_to": ("不超过（{unit}）", "up to, {unit}"),
    "span.wait": ("进站至发车", "gate-in to departure"),
    "span.to_border": ("发车至口岸", "departure to border"),
    "span.at_border": ("口岸停留", "at the border"),
    "span.from_border": ("口岸至到达", "border to arrival"),
    "span.onward": ("到口岸至到达", "border and on to arrival"),
    "span.way": ("全程运行", "departure to arrival"),
    "span.late": ("晚点", "lateness"),
    "calibration.note.too_few": (
        "{service}：只有 {value} 列可用，至少 5 列才拟合。",
        "{service}: {value} trains to fit a span on, fewer than 5; left as it was.",
    ),
    "calibration.note.no_frequency": (
        "{service}：{value} 列，不足以定班次频率。",
        "{service}: {value} trains, too few to tell how often it runs.",
    ),
    "calibration.note.shared": (
        "{service}：清单中每周出现的班次与场景为 {value}；他人也用此班线，没有本区箱的班次看不到，未减少。",
        "{service}: {value} a week seen in the list and in the scenario; others use it too, and departures without boxes of the list are not seen, so none were taken out.",
    ),
    "calibration.note.more_than_twice": (
        "{service}：实际与场景每周 {value}；只能加到一倍，请在时刻表中补充。",
        "{service}: {value} a week observed and in the scenario; only twice as many can be said, add the rest to the timetable.",
    ),
    "calibration.note.shorter_than_the_rest": (
        "{service}：{value} 次短于其余区段的均值之和，最长区段取表列值的十分之一。",
        "{service}: {value} observations are shorter than the means of the other legs; the longest leg took a tenth of its tabulated time there.",
    ),
    "calibration.note.no_border_row": (
        "{service}：processes.csv 中 {value} 没有自己的一行，口岸停留未拟合。",
        "{service}: {value} has no row of its own in processes.csv; its dwell was not fitted.",
    ),
}
