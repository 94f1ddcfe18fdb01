"""Files are whole or not there; pipes and devices are written to, not replaced."""

import os
import threading

import pytest

from study.atomic import write_text, write_with


def test_a_failed_write_leaves_what_was_there(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "before")

    def fail(draft):
        draft.write_text("half")
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        write_with(path, fail)
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_text(pipe, "told")
    reader.join(timeout=10)
    assert read == ["told"]
    assert pipe.is_fifo()
