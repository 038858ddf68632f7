"""Which functions a small check runs: layout.py KRAV > layout.ld. Needs Python with NumPy, and valgrind.

The system maps a program sixteen pages at a time around those that are used. Where the functions of a small check lie
among those of Parquet, SQLite and workbooks, seven of eleven MiB of the program are in memory; where they lie together,
three. `build.rs` hands the list to the linker. It holds names without the hashes of one build, so it lasts through
changes: a function that is gone matches nothing, and one that is new lies with the others until the list is made anew.

KRAV is a release build that kept its names and is laid out as any other program (valgrind knows no functions outside
of `.text`):

    KRAV_LAYOUT=off CARGO_PROFILE_RELEASE_STRIP=none cargo build --release
    python3 benches/layout.py target/release/krav > layout.ld && mv layout.ld benches/
"""
import collections, os, re, subprocess, sys, tempfile

krav = os.path.realpath(sys.argv[1])
here = os.path.dirname(os.path.abspath(__file__))
# What those who check a small registry ask for; languages have functions of their own.
formats = ["ledger", "csv", "ndjson", "human", "json", "github", "gitlab", "sarif", "junit", "markdown"]


def called(folder, arguments):
    """The names of the program's own functions that run, as the linker knows them."""
    out = os.path.join(folder, "callgrind.out")
    valgrind = ["valgrind", "--quiet", "--tool=callgrind", "--demangle=no", f"--callgrind-out-file={out}"]
    ended = subprocess.run([*valgrind, krav, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if ended.returncode not in (0, 1):
        sys.exit(f"krav {' '.join(arguments)}: {ended.stderr}")
    names, objects, functions, ours = set(), {}, {}, False
    for line in open(out):
        # Names are written once and have a number after that; `cob` and `cfn` name what is called.
        if record := re.match(r"(c?)(ob|fn)=\((\d+)\)(?: (.*))?$", line):
            callee, kind, number, name = record.groups()
            known = objects if kind == "ob" else functions
            if name:
                known[number] = name
            if kind == "ob" and not callee:
                ours = known[number] == krav
            if kind == "fn" and not callee and ours:
                names.add(known[number])
    return names


def lasting(name):
    """The name without what changes from build to build: hashes of instances, of crates and of units of code."""
    if name.startswith("_ZN"):
        return re.sub(r"17h[0-9a-f]{16}E.*$", "17h*", name)
    return re.sub(r"Cs[0-9A-Za-z]+_", "Cs*_", re.sub(r"\.llvm\.\d+$", "*", name))


times = collections.Counter()
with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.executable, os.path.join(here, "peers", "gen.py"), "412", folder], check=True, stdout=sys.stderr)
    tables = [f"--table={name}={os.path.join(folder, name)}.csv" for name in ("tiltak", "virksomhet", "kontroll")]
    pack = os.path.join(here, "tiltak20.krav")
    for format in formats:
        for language in ("nb", "en"):
            check = ["check", pack, *tables, "--as-of", "2026-01-01", "--lang", language, "--format", format]
            times.update({lasting(name) for name in called(folder, check) if re.fullmatch(r"[A-Za-z_][\w.$]*", name)})
if not any(name.startswith("_ZN4krav") for name in times):
    sys.exit("the program has no names; build it as this file says")

print("/* Made by benches/layout.py: the functions that a small check runs, those of every format first. */")
print("SECTIONS {\n  .text.first : {")
for name in sorted(times, key=lambda name: (-times[name], name)):
    print(f"    *(.text.{name} .text.unlikely.{name})")
print("  }\n} INSERT BEFORE .text;")
