# SPDX-License-Identifier: MIT
"""JUnit XML, one <testcase> for each guest test and one for the run itself. Layout: what Jenkins and GitLab read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as xml

from runner.ktap import Result
from runner.result import RunResult

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(result: RunResult, path: str) -> None:
    """A run that is bad beyond its tests (crash, distrust) has its reasons on the case `run.verdict`."""
    suite = xml.Element("testsuite", name=_suite(result), time=f"{result.duration_s:.3f}")
    for test in result.report.results():
        _test(suite, test)
    _run(suite, result)
    for kind, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(kind, str(sum(1 for _ in suite.iter(tag))))
    root = xml.Element("testsuites")
    root.append(suite)
    xml.indent(root)
    xml.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _suite(result: RunResult) -> str:
    config = result.config
    if config is None:
        return "qxl-test-guest"
    return f"qxl-test-guest.{config.machine}.{config.device}.{config.boot}.{config.wake}.{result.accel}"


def _case(suite: xml.Element, name: str, seconds: float | None = None) -> xml.Element:
    group, _, short = name.rpartition(".")
    case = xml.SubElement(suite, "testcase", classname=group or "run", name=short)
    if seconds is not None:
        case.set("time", f"{seconds:.6f}")
    return case


def _test(suite: xml.Element, test: Result) -> None:
    time_us = test.values().get("us", "")
    case = _case(suite, test.name, int(time_us) / 1e6 if time_us.isdigit() else None)
    text = _clean("\n".join(_lines(test, "")))
    if test.outcome == "not_ok":
        xml.SubElement(case, "failure", message=_clean(test.reason or "a check failed")).text = text
    elif test.outcome == "error":
        xml.SubElement(case, "error", message=_clean(test.reason or "error in test or set-up")).text = text
    elif test.outcome == "skip":
        xml.SubElement(case, "skipped", message=_clean(test.reason))
    elif test.outcome == "known":
        xml.SubElement(case, "skipped", message=_clean(f"known: {test.reason}"))


def _lines(test: Result, indent: str) -> list[str]:
    lines = [f"{indent}{detail}" for detail in test.details]
    for check in test.block.results if test.block else []:
        if check.outcome in ("not_ok", "error"):
            lines.append(f"{indent}{check.outcome} {check.name} {check.reason}".rstrip())
            lines += _lines(check, indent + "  ")
    return lines


def _run(suite: xml.Element, result: RunResult) -> None:
    case = _case(suite, "run.verdict", result.machine_s)
    verdict = result.verdict
    beyond = [reason for reason in verdict.reasons if not reason.test]
    if beyond:
        text = _clean("\n".join(line for reason in beyond for line in (reason.text, *reason.details)))
        xml.SubElement(case, "error", message=_clean(f"{verdict.outcome}: {beyond[0].text}")).text = text


def _clean(text: str) -> str:
    return _NO_XML.sub("?", text)
