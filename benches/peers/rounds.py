"""Runs krav and the others in turn: rounds.py KRAV DATA ROWS ROUNDS BENCHES HOME [NAME…] (see compare.sh)."""
import csv, json, os, random, statistics, subprocess, sys, tempfile

krav, data, rows, rounds, benches, home = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), *sys.argv[5:7]
asked = tuple(sys.argv[7:])
peers = os.path.join(benches, "peers")
compiled = os.path.join(home, "peers", "release")
tables = [f"--table={name}={data}/{name}.csv" for name in ("tiltak", "virksomhet", "kontroll")]
check = [krav, "check", os.path.join(benches, "tiltak20.krav"), *tables, "--as-of", "2026-01-01"]
from_parquet = [f"--table=tiltak={data}/tiltak.parquet" if table.startswith("--table=tiltak") else table for table in check]
counts = ["bash", os.path.join(benches, "counts.sh"), krav, data]
by_hand = [os.path.join(compiled, "by_hand"), data]
commands = {
    "krav": [*check, "--format", "ledger", "--threads", "2"],
    "krav, one thread": [*check, "--format", "ledger", "--threads", "1"],
    "krav, a list of every finding": [*check, "--format", "csv", "--threads", "2"],
    "krav, JSON lines": [*check, "--format", "ndjson", "--threads", "2"],
    "krav, from Parquet": [*from_parquet, "--format", "ledger", "--threads", "2"],
    "by hand": [*by_hand, "2", "counts"],
    "by hand, one thread": [*by_hand, "1", "counts"],
    "by hand, every violation": [*by_hand, "2", "violations"],
    "by hand, borders alone": [*by_hand, "2", "borders"],
    "DuckDB": [sys.executable, os.path.join(peers, "duck.py"), data, "csv", "2", "code"],
    "DuckDB, every violation": [sys.executable, os.path.join(peers, "duck.py"), data, "csv", "2", "viol"],
    "Polars, streaming": [sys.executable, os.path.join(peers, "pol.py"), data, "csv"],
    "Polars, in memory": [sys.executable, os.path.join(peers, "pol.py"), data, "csv", "eager"],
    "DuckDB, from Parquet": [sys.executable, os.path.join(peers, "duck.py"), data, "parquet", "2", "two"],
    "Polars, from Parquet, streaming": [sys.executable, os.path.join(peers, "pol.py"), data, "parquet", "streaming"],
    "Polars, from Parquet, in memory": [sys.executable, os.path.join(peers, "pol.py"), data, "parquet", "eager"],
}
# What answers with something else than four counts of each rule.
otherwise = {name for name in commands if "every" in name or "JSON" in name or "borders" in name}
# What leaves out the rules of several rows.
partly = set()
if rows <= 100_000:
    commands["plain Python"] = [sys.executable, os.path.join(peers, "oracle.py"), data]
if rows <= 10_000:
    beside, ndjson = os.path.join(data, "beside.json"), os.path.join(data, "tiltak.ndjson")
    read = lambda name: csv.DictReader(open(os.path.join(data, f"{name}.csv"), encoding="utf-8"), delimiter=";")
    agencies, totals = read("virksomhet"), read("kontroll")
    with open(beside, "w") as file:
        json.dump({"virksomhet": {row["orgnr"]: True for row in agencies},
                   "kontroll": {row["nokkel"]: int(row["antall"]) for row in totals}}, file)
    rego = [os.path.join(compiled, "rego"), os.path.join(peers, "rules.rego"), beside, ndjson]
    commands["regorus, as one document"] = [*rego, "whole"]
    commands["regorus, row by row"] = [*rego, "rows"]
    partly.add("regorus, row by row")
    # Python 3.12 or later, for OPA.
    for python in ("python3.14", "python3.13", "python3.12", "python3"):
        new = "import sys; sys.exit(sys.version_info < (3, 12))"
        try:
            found = subprocess.run([python, "-c", new], stderr=subprocess.DEVNULL).returncode == 0
        except FileNotFoundError:
            found = False
        if found and os.path.isdir(os.path.join(home, "opa", "opa_bindings")):
            commands["OPA"] = [python, os.path.join(peers, "opa.py"), data, os.path.join(home, "opa")]
            break
    else:
        print("OPA is left out: it needs Python 3.12 or later, on Linux and x86-64", file=sys.stderr)
if asked:
    commands = {name: command for name, command in commands.items() if name == "krav" or name.startswith(asked)}


def warm():
    """Reads what is measured once, so that nobody pays for what the system forgot while others ran."""
    block = bytearray(1 << 20)
    for name in os.listdir(data):
        with open(os.path.join(data, name), "rb", buffering=0) as file:
            while file.readinto(block):
                pass


def run(name):
    """Seconds, seconds of processor time and peak memory in MiB."""
    warm()
    with tempfile.NamedTemporaryFile("r") as took:
        command = [os.path.join(compiled, "peak"), took.name, *commands[name]]
        child = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if child.returncode not in (0, 1):
            sys.exit(f"{name}: {child.stderr}")
        return [float(one) for one in took.read().split()]


def answer(name):
    more = {"krav": [], "krav, one thread": ["--threads", "1"], "krav, from Parquet": []}.get(name)
    command = commands[name] if more is None else [*counts, *more]
    environment = {**os.environ, "MEASURES": "tiltak.parquet" if "Parquet" in name else "tiltak.csv"}
    return sorted(subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment).stdout.splitlines())


wanted = answer("krav")
for name in commands.keys() - otherwise:
    given = answer(name)
    if given != wanted and not (name in partly and given and set(given) < set(wanted)):
        sys.exit(f"{name} answers otherwise than krav:\n" + "\n".join(given))
times = {name: [] for name in commands}
for turn in range(rounds + 1):
    # In another order each time (the same in every run): what stands behind a large program finds the machine cold.
    order = list(commands)
    random.Random(turn).shuffle(order)
    for name in order:
        took = run(name)
        if turn:
            times[name].append(took)
print(f"{rows} rows, {rounds} rounds; every answer is the same\n")
print(f"{'':32}{'seconds':>10}{'least':>9}{'most':>9}{'processor':>11}{'MiB':>8}{'to krav':>10}")
for name, took in times.items():
    seconds, processor, memory = zip(*took)
    ratio = statistics.median(theirs[0] / ours[0] for theirs, ours in zip(took, times["krav"]))
    middle = statistics.median
    print(f"{name:32}{middle(seconds):10.4f}{min(seconds):9.4f}{max(seconds):9.4f}{middle(processor):11.4f}"
          f"{middle(memory):8.1f}{ratio:10.2f}")


def seconds(name):
    return [took[0] for took in times[name]]


# What the project has goals for: the best of some names over the best of others, round by round; the goal, and the rows
# that it is for.
large = range(1_000_000, 10**9)
goals = [
    (["krav"], ["by hand"], "at most 1.5", large),
    (["krav"], ["DuckDB"], "at most 0.15", large),
    (["krav"], ["Polars, streaming", "Polars, in memory"], "at most 0.25", large),
    (["krav, a list of every finding"], ["DuckDB, every violation"], "at most 0.12", large),
    (["krav, a list of every finding"], ["krav"], "at most 1.25", large),
    (["by hand, every violation"], ["by hand"], "for comparison", large),
    (["krav"], ["by hand, borders alone"], "at most 6", large),
    (["krav, one thread"], ["krav"], "at least 1.85", range(5_000_000, 10**9)),
    (["krav, from Parquet"], ["Polars, from Parquet, streaming", "Polars, from Parquet, in memory"], "at most 0.5", large),
    (["krav, JSON lines"], ["DuckDB, every violation"], "at most 0.04", range(413)),
    (["krav, JSON lines"], ["regorus, as one document", "regorus, row by row"], "at most 0.08", range(413)),
    (["regorus, as one document", "regorus, row by row"], ["krav"], "at least 300", range(10_000, 10_001)),
    (["OPA"], ["krav"], "at least 700", range(10_000, 10_001)),
]
print()
for over, under, goal, at in goals:
    if rows in at and all(name in times for name in over + under):
        best = lambda names: [min(all) for all in zip(*map(seconds, names))]
        ratio = statistics.median(a / b for a, b in zip(best(over), best(under)))
        print(f"{' or '.join(over)} / {' or '.join(under)}: {ratio:.3g} ({goal})")
