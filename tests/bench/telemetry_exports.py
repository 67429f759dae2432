"""Hands ctx's exports to the tools whose formats they are in, and says what those think of them.

    python3 tests/bench/telemetry_exports.py FOLDER PROMTOOL

FOLDER holds export.otlp.jsonl, export.prom and export.csv, as `ctx telemetry export --format ...` printed them;
PROMTOOL is the program of the Debian package `prometheus`. Needs the package opentelemetry-proto.
OTLP: each line must be a LogsData by google.protobuf's own JSON parser, which refuses unknown fields and wrong types.
"""

import csv
import subprocess
import sys

from google.protobuf import json_format
from opentelemetry.proto.logs.v1 import logs_pb2


def main(folder: str, promtool: str) -> int:
    records = 0
    with open(f"{folder}/export.otlp.jsonl", encoding="utf-8") as lines:
        for line in lines:
            data = json_format.Parse(line, logs_pb2.LogsData())
            again = logs_pb2.LogsData.FromString(data.SerializeToString())
            records += sum(len(scope.log_records) for one in again.resource_logs for scope in one.scope_logs)
    print(f"otlp: {records} log records parsed")
    with open(f"{folder}/export.csv", newline="", encoding="utf-8") as text:
        rows = list(csv.reader(text, strict=True))
    widths = {len(row) for row in rows}
    print(f"csv: {len(rows) - 1} rows of {widths} columns")
    with open(f"{folder}/export.prom", "rb") as text:
        checked = subprocess.run([promtool, "check", "metrics"], stdin=text, capture_output=True, text=True)
    print(f"promtool: status {checked.returncode} {checked.stdout}{checked.stderr}".rstrip())
    return 0 if records == len(rows) - 1 and len(widths) == 1 and checked.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
