"""The run folder as read, the page and the workbook."""

import json
import re
import shutil

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from report import build_charts, build_report, build_workbook
from report.basemap import Basemap
from report.differences import Side
from report.first_screen import first_screen
from report.gallery import gallery
from report.run_tables import RunFolderError, TableMissingError, read_run
from report.words import say

EVIL = '<script>alert("x")</script>'


@pytest.fixture(scope="module", autouse=True)
def bare_ground():
    """Maps without land, which takes a second to project and is tested in test_basemap."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("report.build.shipped_basemap", lambda: Basemap(()))
        yield


@pytest.fixture(scope="module")
def evil_folder(sample_folder, tmp_path_factory):
    """The sample with a node named like a script, and ids that look like formulas."""
    folder = tmp_path_factory.mktemp("evil") / "run"
    shutil.copytree(sample_folder, folder, ignore=shutil.ignore_patterns("charts", "*.html"))
    nodes = pd.read_parquet(folder / "tables" / "network_nodes.parquet")
    nodes.loc[nodes["node_id"] == "HZ_HUB", ["name_zh", "name_en"]] = EVIL
    nodes.loc[nodes["node_id"] == "GX_QZP", ["name_zh", "name_en"]] = "=1+1"
    nodes.to_parquet(folder / "tables" / "network_nodes.parquet")
    return folder


@pytest.fixture(scope="module")
def evil_page(evil_folder):
    return build_report(evil_folder, "en").read_text(encoding="utf-8")


def test_missing_folder_and_files_are_named(tmp_path):
    with pytest.raises(RunFolderError, match="no such folder"):
        read_run(tmp_path / "nowhere")
    with pytest.raises(RunFolderError) as error:
        read_run(tmp_path)
    assert [("manifest.json" in f) or ("kpis.csv" in f) for f in error.value.findings] == [True] * 2


def test_missing_table_is_named_with_what_to_do(sample_folder, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(sample_folder, folder)
    (folder / "tables" / "boxes.parquet").unlink()
    with pytest.raises(TableMissingError, match=r"boxes\.parquet: not there; run again"):
        read_run(folder).table("boxes")
    frame = pd.read_parquet(folder / "tables" / "costs.parquet").drop(columns="payee")
    frame.to_parquet(folder / "tables" / "costs.parquet")
    with pytest.raises(RunFolderError, match="no column payee"):
        read_run(folder).table("costs")


def test_start_comes_from_the_scenario_where_the_manifest_has_none(sample_folder, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(sample_folder, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["start"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "scenario.yaml").write_text("start: 2026-03-01\n", encoding="utf-8")
    assert read_run(folder).start.isoformat() == "2026-03-01T00:00:00"


def test_page_escapes_names_from_files(evil_page):
    assert "<script" not in evil_page


def test_page_needs_no_network(evil_page):
    links = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""", evil_page)
    assert links
    assert all(link.startswith(("#", "data:")) for link in links)
    assert "@import" not in evil_page


def test_page_holds_headline_kpis_charts_and_its_font(evil_page):
    assert evil_page.index('id="headline"') < evil_page.index('id="kpis"')
    assert evil_page.count("<figure") >= 12
    assert "not attainable" in evil_page
    assert "font/woff2;base64" in evil_page
    assert len(evil_page) < 8_000_000


def test_first_screen_tells_the_trade_off_from_the_data(sample, lang):
    comparison, pair = sample.comparison.copy(), (Side("sample", "rule"), Side("sample", "plan"))
    mine = (comparison["a_policy"] == "rule") & (comparison["b_policy"] == "plan")
    at = mine & (comparison["kpi"] == "on_time_share")
    comparison.loc[at, ["mean_difference", "ci95_low", "ci95_high"]] = [-0.09, -0.10, -0.08]
    at = mine & (comparison["kpi"] == "cost_cny_per_t")
    comparison.loc[at, ["mean_difference", "ci95_low", "ci95_high"]] = [-47.0, -51.0, -44.0]
    found = first_screen(comparison, sample.kpis, *pair, lang)
    assert [tile.title for tile in found.tiles] == [
        say(lang, f"group.{group}") for group in ("money", "time", "life", "carbon")
    ]
    assert found.tiles[1].lines[0].verdict == "worse"
    assert found.sentences[0].startswith(say(lang, "page.trade_price", items="")[:4])
    assert say(lang, "kpi.on_time_share") in found.sentences[0]


def test_page_is_called_by_its_scenario(sample_folder, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(sample_folder, folder)
    text = "name: {en: 'Orange peak', zh: 橘子旺季}\n"
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    assert read_run(folder).title("zh") == "橘子旺季"
    assert read_run(sample_folder).title("en") == "sample"


def test_older_runs_without_products_are_drawn_with_ids(sample_folder, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(sample_folder, folder, ignore=shutil.ignore_patterns("charts", "*.html"))
    (folder / "tables" / "network_products.parquet").unlink()
    pieces = {piece.name: piece for piece in gallery(read_run(folder), Basemap(()), "en")}
    assert "HZ_" in pieces["cold_lot"].draw().get_title(loc="left")
    assert "HZ_" in pieces["quote"].read()


def test_ids_of_charts_do_not_meet(evil_page):
    ids = re.findall(r'\bid="([^"]+)"', evil_page)
    twice = {found for found in ids if ids.count(found) > 1}
    assert not twice


def test_charts_are_png_and_svg_and_nothing_is_left_beside(evil_folder, evil_page):
    files = sorted(path.name for path in (evil_folder / "charts").iterdir())
    assert {name.rsplit(".", 1)[1] for name in files} == {"png", "svg"}
    assert not [name for name in files if name.startswith(".")]


def test_chart_whose_table_is_missing_is_left_out_and_said(sample_folder, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(sample_folder, folder)
    for name in ("temperatures", "movements", "departures", "leg_flows", "boxes", "costs"):
        (folder / "tables" / f"{name}.parquet").unlink()
    page = build_report(folder, "zh").read_text(encoding="utf-8")
    assert "temperatures.parquet" in page
    assert "未能绘制" in page
    assert "优化计划" in page


def test_layouts_are_read_from_their_folders(sample_folder, tmp_path):
    top = tmp_path / "compared"
    top.mkdir()
    rows = read_run(sample_folder).kpis
    rule = rows[rows["policy"] == "rule"]
    both = [rule.assign(scenario=name) for name in ("one", "two")]
    pd.concat(both).to_csv(top / "kpis.csv", index=False)
    table = pd.read_csv(sample_folder / "comparison.csv")
    table = table[(table["a_policy"] == "rule") & (table["b_policy"] == "plan")]
    table.assign(a_scenario="one", b_scenario="two", b_policy="rule").to_csv(
        top / "comparison.csv", index=False
    )
    (top / "manifest.json").write_text('{"status": "done", "verb": "compare"}', encoding="utf-8")
    for name in ("one", "two"):
        shutil.copytree(sample_folder, top / f"layout_{name}")
    assert [layout.name for layout in read_run(top).layouts()] == ["one", "two"]
    names = {path.stem for path in build_charts(top, "en")}
    assert {"differences_one_two_en", "kpis_en", "money_en", "flow_map_two_en"} <= names


def test_workbook_has_agenda_units_and_two_header_rows(evil_folder):
    book = CalamineWorkbook.from_path(build_workbook(evil_folder))
    assert book.sheet_names[:2] == ["目录 Agenda", "单位 Units"]
    rows = book.get_sheet_by_name(book.sheet_names[2]).to_python()
    assert rows[0][0] == "方案"
    assert rows[1][0] == "scenario"
    costs = book.get_sheet_by_name("费用 costs").to_python()
    assert costs[0][2] == "时刻 (h)"
    assert costs[1][2] == "at (h)"
    assert len(costs) == 2 + len(pd.read_parquet(evil_folder / "tables" / "costs.parquet"))


def test_nothing_from_a_file_becomes_a_formula(evil_folder, tmp_path):
    from zipfile import ZipFile

    path = build_workbook(evil_folder)
    with ZipFile(path) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        text = "".join(archive.read(name).decode("utf-8") for name in sheets)
        styles = archive.read("xl/styles.xml").decode("utf-8")
    assert "<f>" not in text
    assert "=1+1" in text
    assert 'quotePrefix="1"' in styles
    assert 'type="list"' in text


def test_long_tables_are_cut_with_a_note(evil_folder, monkeypatch):
    from report import workbook

    monkeypatch.setattr(workbook, "MOST_ROWS", 10)
    book = CalamineWorkbook.from_path(build_workbook(evil_folder))
    rows = book.get_sheet_by_name("费用 costs").to_python()
    assert len(rows) == 2 + 10 + 1
    assert "tables/costs.parquet" in rows[-1][0]
