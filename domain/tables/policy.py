"""Input table of the measures of the zones' plans."""

from domain.tables.registry import Table, count, provenance, text

LEVERS = Table(
    "levers",
    "政策杠杆",
    "Levers",
    "A measure of the plans of Hezhou and Taiyuan, and what it may do to logistics.",
    (
        text("key", "名称", "Key", "Name for `--lever`, begins with the zone."),
        count("no", "1", "序号", "Number", "Number in the reference pack.", minimum=1),
        text("zone", "试验区", "Zone", "Whose plan.", choices=("hezhou", "taiyuan")),
        text("clause_id", "条款", "Clause", "Where it stands in the plan."),
        text("clause_text_zh", "条款原文", "Clause in Chinese", "What the plan says."),
        text(
            "text_exact",
            "原文或缩写",
            "Exact or condensed",
            "Whether the text is that of the plan, or a shorter one.",
            choices=("exact", "condensed"),
        ),
        text("meaning_en", "含义", "Meaning", "What it means, in English."),
        text("system", "体系", "System", "Which part of the plan it belongs to."),
        text(
            "bears_on_logistics",
            "与物流关系",
            "Bears on logistics",
            "direct: a process of the model; indirect: by way of demand or money; no: not at all.",
            choices=("direct", "indirect", "no"),
        ),
        text("rep_type", "表示类型", "Kind", "What would represent it in a model."),
        text("representation", "模型表示", "Representation", "What must exist in a model."),
        text("kpi", "指标", "Figure", "What should move, in the pack's words.", optional=True),
        text("default_value", "默认值", "Default", "Value today, estimated.", optional=True),
        text("scenario_range", "情景范围", "Range", "Values to try, estimated.", optional=True),
        text("value_basis", "数值依据", "Basis", "Where value and range are from."),
        *provenance(),
    ),
    ("key",),
)

POLICY_TABLES = (LEVERS,)
