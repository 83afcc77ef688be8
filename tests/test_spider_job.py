"""What a crawl process is asked for on its first line of standard input."""

import json

import pytest

from archive.errors import ConfigError, UsageError
from spiders.run import _config, read_job

GOOD = '[sources.paper]\nurl = "https://paper.example/"\n'


def test_it_goes_by_the_configuration_in_its_job_and_not_by_a_file_with_faults(tmp_path):
    (tmp_path / "backissue.toml").write_text("[sources.paper]\nurl = 7\n")
    asked = {"folder": str(tmp_path), "sources": ["paper"]}
    given = _config(read_job(json.dumps({**asked, "config": GOOD})))
    assert (given.folder, list(given.sources)) == (tmp_path, ["paper"])
    with pytest.raises(ConfigError, match=r"sources\.paper\.url"):
        _config(read_job(json.dumps(asked)))


def test_a_line_that_is_no_job_is_refused():
    with pytest.raises(UsageError, match="job line"):
        read_job("[]")
