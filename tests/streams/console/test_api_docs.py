"""What README says of the API: its examples are run as they stand, its table is complete."""

import asyncio
import re
import shutil
from pathlib import Path

import orjson
import pytest

from streams.console.api import Api
from streams.console.refusals import STATUS
from tests.streams.console.conftest import Desk, serving

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
SHOWN = [block for block in re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL) if "/api/" in block]


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples call curl")
async def test_the_calls_that_are_shown_give_a_verdict_and_count_it(tmp_path: Path) -> None:
    (block,) = SHOWN
    (tmp_path / "token").write_text("sesame\n")
    desk = Desk()
    async with serving(Api(str(tmp_path / "token"), desk.give, desk.count)) as call:
        for shown, used in {
            "127.0.0.1:6066": f"127.0.0.1:{call.port}",
            "/run/secrets/api-token": str(tmp_path / "token"),
        }.items():
            assert shown in block
            block = block.replace(shown, used)
        done = await asyncio.create_subprocess_shell(
            block.replace("curl ", "curl -sSf "), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, errors = await done.communicate()
    assert done.returncode == 0, errors
    assert [(given.by, given.reason) for given in desk.given] == [("ana", "a football match")]
    assert b'"false_alarms":1' in out
    assert orjson.loads(out.partition(b"}")[0] + b"}")["verdict"] == "false-alarm"


def test_every_status_that_is_answered_is_told() -> None:
    sources = (Path(__file__).parents[3] / "streams" / "console").glob("*.py")
    refused = {int(status) for source in sources for status in re.findall(r"Refusal\((\d{3}),", source.read_text())}
    told = {int(status) for status in re.findall(r"^\| (\d{3}) \|", README, re.MULTILINE)}
    assert told == refused | set(STATUS.values()) | {405}
