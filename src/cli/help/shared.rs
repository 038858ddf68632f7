//! The words of options that mean the same in several commands.

/// The option, and its words in bokmål and English. Where a command has words of its own, those go before.
pub static WORDS: &[(&str, &str, &str)] = &[
    ("allow_empty", "Ingen rader eller ingen regler er ingen feil", "No rows or no rules is no error"),
    ("allow_unknown", "Uavklarte skal-krav feller ikke", "Undecided must verdicts do not fail the run"),
    ("as_of", "Måledato, åååå-mm-dd [ellers: i dag]", "Measuring date, yyyy-mm-dd [otherwise: today]"),
    (
        "fail_on",
        "Hva som feller: violation, eller departure for også avvik fra bør-krav [ellers: violation]",
        "What fails the run: violation, or departure for departures from should as well [otherwise: violation]",
    ),
    ("format", "Form: human eller json [ellers: human]", "Form: human or json [otherwise: human]"),
    (
        "output",
        "Skriv også til en fil, i en av formene; kan gis flere ganger",
        "Write to a file as well, in one of the forms; may be given several times",
    ),
    (
        "paths",
        "Mapper (med krav.toml, eller med regler og tabeller), regelfiler (.krav) og tabeller [ellers: denne mappen]",
        "Folders (with a krav.toml, or with rules and tables), rule files (.krav) and tables [otherwise: this folder]",
    ),
    (
        "profile",
        "Vis på standard feil hvor tiden gikk, etter steg, kolonne og regel",
        "Show on standard error where the time went, by stage, column and rule",
    ),
    (
        "rules",
        "Regelfil eller mappe med regelfiler; kan gis flere ganger",
        "Rule file or folder of rule files; may be given several times",
    ),
    ("table", "Bind en fil til en tabell; kan gis flere ganger", "Bind a file to a table; may be given several times"),
    (
        "threads",
        "Antall tråder [ellers: så mange som maskinen har]",
        "Number of threads [otherwise: as many as the machine has]",
    ),
];
