"""A made-up run of each zone, written once for all tests of charts and pages."""

import pytest

from report.basemap import Basemap
from report.names import Names
from report.run_tables import read_run
from tests.report.sample_run import write_sample_run


def names_of(run, lang):
    tables = [run.table(f"network_{what}") for what in ("nodes", "legs", "products")]
    return Names.of(tables[0], tables[1], lang, tables[2])


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory):
    return write_sample_run(tmp_path_factory.mktemp("runs") / "sample", "hezhou", consignments=60)


@pytest.fixture(scope="session")
def sample(sample_folder):
    return read_run(sample_folder)


@pytest.fixture(scope="session")
def rail_sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "rail"
    return read_run(write_sample_run(folder, "taiyuan", consignments=60))


@pytest.fixture(scope="session")
def water():
    """A basemap without land: drawing land is tested in test_basemap."""
    return Basemap(())


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture
def names(sample, lang):
    return names_of(sample, lang)
