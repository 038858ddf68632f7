"""Registries of other shapes, run in turn: shapes.py KRAV [ROWS] [ROUNDS] [SHAPE…]. Needs nothing but Python.

Makes the registries of packs.py (in KRAV_BENCH, otherwise a folder of the temporary directory), and measures counts over
each beside the plain one: 17 rules over 6 columns of as many rows; many small ones in one sweep. Ratios are medians of the ratios of one round, by
the clock and by the time of processors, which says more where other work runs.
"""
import os, statistics, subprocess, sys, tempfile, time

krav = sys.argv[1]
rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
here = os.path.dirname(os.path.abspath(__file__))
home = os.path.join(os.environ.get("KRAV_BENCH") or os.path.join(tempfile.gettempdir(), "krav-bench"), "shapes")
# Shape, rows, threads, the run that it is held against, and what is written of a sweep.
few = max(1, rows // 10)
runs = {
    "17 rules": ("one", rows, 2, "17 rules"),
    "17 rules, one thread": ("one", rows, 1, "17 rules"),
    "500 rules": ("rules", rows, 2, "17 rules"),
    "every cell quoted": ("quoted", rows, 2, "17 rules"),
    "references and aggregates, both ways": ("cross", rows, 2, "17 rules"),
    "five aggregates by a key a row": ("keys", rows, 2, "17 rules"),
    "the same, a list of every finding": ("keys", rows, 2, "17 rules", "csv"),
    "17 rules, a tenth of the rows": ("one", few, 2, "17 rules, a tenth of the rows"),
    "300 columns, 5 read": ("wide", few, 2, "17 rules, a tenth of the rows"),
    "long cells": ("long", few, 2, "17 rules, a tenth of the rows"),
    "2 000 registries of 400 rows": ("many", 400, 2, "2 000 registries of 400 rows"),
    "the same, one thread": ("many", 400, 1, "2 000 registries of 400 rows"),
    "the same, every finding as a list": ("many", 400, 2, "2 000 registries of 400 rows", "csv"),
    "the same, every finding as JSON lines": ("many", 400, 2, "2 000 registries of 400 rows", "ndjson"),
    "the same, a page for people": ("many", 400, 2, "2 000 registries of 400 rows", "human"),
}
wanted = sys.argv[4:]
if wanted:
    held = {run[3] for run in runs.values() if run[0] in wanted}
    runs = {name: run for name, run in runs.items() if run[0] in wanted or name in held}


def made(shape, rows):
    folder = os.path.join(home, f"{shape}-{rows}")
    if not os.path.exists(os.path.join(folder, "rules.krav")):
        subprocess.run([sys.executable, os.path.join(here, "packs.py"), shape, folder, str(rows)], check=True)
    return folder


def command(shape, rows, threads, _, output=None):
    folder = made(shape, rows)
    tables = sorted(name for name in os.listdir(folder) if name.endswith(".csv"))
    size = sum(os.path.getsize(os.path.join(folder, name)) for name in tables)
    if shape == "many":
        written = [f"--output={output}={os.devnull}"] if output else []
        sweep = [krav, "sweep", folder, "--rules", os.path.join(folder, "rules.krav"), "--as-of", "2026-01-01"]
        return [*sweep, "--threads", str(threads), *written], size
    bound = [f"--table={name[:-4]}={os.path.join(folder, name)}" for name in tables]
    check = [krav, "check", os.path.join(folder, "rules.krav"), *bound, "--as-of", "2026-01-01"]
    return [*check, "--format", output or "ledger", "--threads", str(threads)], size


def run(arguments):
    """Seconds, seconds of processor time, and peak memory in MiB."""
    began = time.perf_counter()
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    problems = child.stderr.read().decode()
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{' '.join(arguments)}: {problems}")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


commands = {name: command(*run) for name, run in runs.items()}
found = {name: [] for name in runs}
for turn in range(rounds + 1):
    for name, (arguments, _) in commands.items():
        result = run(arguments)
        if turn:
            found[name].append(result)
print(f"{rows} rows, {rounds} rounds\n")
print(f"{'':38}{'MB':>8}{'seconds':>10}{'processor':>11}{'MiB':>8}{'ratio':>8}{'of proc.':>10}  to")
for name, results in found.items():
    other = runs[name][3]
    pairs = list(zip(results, found[other]))
    clock, work = (statistics.median(mine[place] / theirs[place] for mine, theirs in pairs) for place in (0, 1))
    seconds, processor, memory = (statistics.median(column) for column in zip(*results))
    size = commands[name][1] / 1e6
    print(f"{name:38}{size:8.0f}{seconds:10.3f}{processor:11.3f}{memory:8.0f}{clock:8.2f}{work:10.2f}  {'' if other == name else other}")
