"""Runs krav and the peers in turn: rounds.py KRAV DATA ROWS ROUNDS BENCHES (see compare.sh)."""
import os, statistics, subprocess, sys, time

krav, data, rows, rounds, benches = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
peers = os.path.join(benches, "peers")
tables = [f"--table={name}={data}/{name}.csv" for name in ("tiltak", "virksomhet", "kontroll")]
check = [krav, "check", os.path.join(benches, "tiltak20.krav"), *tables, "--as-of", "2026-01-01"]
commands = {
    "krav": ["bash", os.path.join(benches, "counts.sh"), krav, data],
    "krav, one thread": ["bash", os.path.join(benches, "counts.sh"), krav, data, "--threads", "1"],
    "krav, every finding (ndjson)": [*check, "--format", "ndjson"],
    "DuckDB": [sys.executable, os.path.join(peers, "duck.py"), data, "csv", "2", "code"],
    "DuckDB, every violation": [sys.executable, os.path.join(peers, "duck.py"), data, "csv", "2", "viol"],
    "Polars, streaming": [sys.executable, os.path.join(peers, "pol.py"), data, "csv"],
    "Polars, in memory": [sys.executable, os.path.join(peers, "pol.py"), data, "csv", "eager"],
}
silent = {"krav, every finding (ndjson)", "DuckDB, every violation"}
if rows <= 100_000:
    commands["plain Python"] = [sys.executable, os.path.join(peers, "oracle.py"), data]


def run(name):
    """Seconds, peak memory in MiB, and what was answered."""
    begun = time.perf_counter()
    child = subprocess.Popen(commands[name], stdout=subprocess.DEVNULL if name in silent else subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    answer, problems = child.communicate()
    seconds = time.perf_counter() - begun
    if child.returncode not in (0, 1):
        sys.exit(f"{name}: {problems}")
    return seconds, None if name in silent else sorted(answer.split("\n"))


wanted = None
times = {name: [] for name in commands}
for turn in range(rounds + 1):
    for name in commands:
        seconds, answer = run(name)
        if answer is not None:
            wanted = wanted or answer
            if answer != wanted:
                sys.exit(f"{name} answers otherwise than {next(iter(commands))}:\n" + "\n".join(answer))
        if turn:
            times[name].append(seconds)
print(f"{rows} rows, {rounds} rounds; every answer is the same\n")
print(f"{'':32}{'seconds':>10}{'least':>9}{'most':>9}{'to krav':>10}")
for name, seconds in times.items():
    ratio = statistics.median(theirs / ours for theirs, ours in zip(seconds, times["krav"]))
    print(f"{name:32}{statistics.median(seconds):10.3f}{min(seconds):9.3f}{max(seconds):9.3f}{ratio:10.2f}")
