"""Registries and rules of other shapes: packs.py SHAPE FOLDER [ROWS]. Needs nothing but Python.

  rules    500 rules of six shapes over one table     (one: the same table, 17 rules)
  wide     300 columns, of which 5 are read
  long     cells of some thousand characters
  cross    ROWS measures and a tenth as many contacts, each asking the other
  keys     five aggregates over one and a half times ROWS contacts, by the key of each of ROWS measures
  quoted   every cell quoted, with delimiters, quotes and line breaks inside
  many     2 000 registries of 400 rows

Then: krav check FOLDER/rules.krav --table NAME=FOLDER/NAME.csv … --format ledger
"""
import os, sys

shape, folder = sys.argv[1], sys.argv[2]
usual = {"many": 400}.get(shape, 1_000_000)
rows = int(sys.argv[3]) if len(sys.argv) > 3 else usual
os.makedirs(folder, exist_ok=True)
PHASES = ["ide", "konsept", "planlegging", "gjennomforing", "avslutning", "realisering"]


def dice(seed):
    """A cheap sequence, the same everywhere."""
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        yield seed >> 33


def day(n):
    return f"{2015 + n % 11}-{1 + n // 11 % 12:02}-{1 + n // 132 % 28:02}"


def rules(text):
    with open(f"{folder}/rules.krav", "w", encoding="utf-8") as file:
        file.write("language en\n" + text)


def rule(name, condition, when=None, table="tiltak"):
    guard = f"  when      {when}\n" if when else ""
    return f'\nrule {name} "Rule {name}"\n  source    internal "Bench"\n  for each {table}\n{guard}  must      {condition}\n'


def write(name, headings, lines):
    with open(f"{folder}/{name}.csv", "w", encoding="utf-8", newline="") as file:
        file.write(";".join(headings) + "\n")
        for line in lines:
            file.write(";".join(line) + "\n")


def plain(seed=7):
    r = dice(seed)
    for n in range(rows):
        cost = f"{next(r) % 90000 / 1000:.3f}".replace(".", ",")
        yield [f"T{n}", f"Et tiltak nummer {next(r) % 10**(1 + n % 9)}", PHASES[next(r) % 6], day(next(r)), cost,
               ["ja", "nei", ""][next(r) % 3]]


PLAIN = ["id", "navn", "fase", "oppstart", "kostnad", "godkjent"]
TABLE = "\ntable tiltak\n  id        text\n  navn      text\n  fase      text\n  oppstart  date\n" \
        "  kostnad   decimal\n  godkjent  text\n"


def shapes(count):
    """Six shapes, with constants of their own."""
    for n in range(count):
        year, month = 2015 + n % 11, 1 + n // 11 % 12
        yield [
            lambda: rule(f"r{n}", 'godkjent = "ja"', f"kostnad >= {n}.5"),
            lambda: rule(f"r{n}", f"length(navn) >= {n % 60}"),
            lambda: rule(f"r{n}", f"oppstart >= {year}-{month:02}-01"),
            lambda: rule(f"r{n}", f'kostnad < {n}', f'fase = "{PHASES[n % 6]}"'),
            lambda: rule(f"r{n}", f'fase in ["{PHASES[n % 6]}", "{PHASES[(n + 1 + n // 6 % 5) % 6]}"]'),
            lambda: rule(f"r{n}", f'oppstart < {year}-{month:02}-15 or godkjent = "ja"', f"kostnad >= {n % 90}"),
        ][n % 6]()


if shape in ("rules", "one"):
    write("tiltak", PLAIN, plain())
    rules(TABLE + "".join(shapes(500 if shape == "rules" else 17)))
elif shape == "wide":
    rows = int(sys.argv[3]) if len(sys.argv) > 3 else 100_000
    write("tiltak", PLAIN + [f"annet{n}" for n in range(294)], (line + [f"verdi {n}" for n in range(294)] for line in plain()))
    rules(TABLE.replace("  id        text\n", "") + "".join(shapes(17)))
elif shape == "long":
    rows = int(sys.argv[3]) if len(sys.argv) > 3 else 100_000
    text = "En lang begrunnelse på flere tusen tegn, med æ, ø og å. " * 60
    write("tiltak", PLAIN + ["begrunnelse"], (line + [text[: 100 + 37 * n % 3000]] for n, line in enumerate(plain())))
    rules(TABLE + "  begrunnelse  text\n" + "".join(shapes(17)) + rule("lang", "length(begrunnelse) >= 200"))
elif shape == "cross":
    r, contacts = dice(11), max(1, rows // 10)
    write("tiltak", ["id", "virksomhet", "oppstart"], ([f"T{n}", f"V{next(r) % contacts}", day(next(r))] for n in range(rows)))
    write("virksomhet", ["id", "godkjent", "dato"], ([f"V{n}", ["ja", "nei"][next(r) % 2], day(next(r))] for n in range(contacts)))
    rules("\ntable virksomhet\n  id        text, key\n  godkjent  boolean\n  dato      date\n"
          "\ntable tiltak\n  id          text, key\n  virksomhet  virksomhet\n  oppstart    date\n"
          + rule("godkjent", "virksomhet.godkjent") + rule("tidlig", "virksomhet.dato < oppstart")
          + rule("faa", "count(tiltak where tiltak.virksomhet = this) <= 12", table="virksomhet")
          + rule("noen", "exists(tiltak where tiltak.virksomhet = this and tiltak.oppstart >= 2016-01-01)", "godkjent", "virksomhet"))
elif shape == "keys":
    r, asked = dice(13), ["sum(kontakt.timer", "count(kontakt", "max(kontakt.dager", "min(kontakt.dager", "mean(kontakt.timer"]
    write("tiltak", ["id"], ([f"T{n}"] for n in range(rows)))
    write("kontakt", ["tiltak", "timer", "dager"],
          ([f"T{next(r) % rows}", str(n % 97), str(n % 31)] for n in range(rows * 3 // 2)))
    rules("\ntable tiltak\n  id      text, key\n\ntable kontakt\n  tiltak  tiltak\n  timer   integer\n  dager   integer\n"
          + "".join(rule(f"r{n}", f"{what} where kontakt.tiltak = this) >= {n + 2}") for n, what in enumerate(asked)))
elif shape == "quoted":
    lines = ([f'"{cell}"' for cell in [line[0], f'{line[1]}; med ""anførsel""\nog linjeskift', *line[2:]]] for line in plain())
    write("tiltak", PLAIN, lines)
    rules(TABLE + "".join(shapes(17)))
elif shape == "many":
    rules(TABLE + "".join(shapes(17)))
    for number in range(2000):
        write(f"register{number:04}", PLAIN, plain(number))
else:
    sys.exit(__doc__)
