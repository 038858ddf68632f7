//! The words of the commands that tell what has changed, judge many registries, and explain.

use super::{Words, words};

pub static WORDS: &[Words] = &[
    words("diff", "Hold to rapporter mot hverandre", "Hold two reports against each other"),
    words("diff.before", "Den eldste rapporten (json eller ndjson)", "The older report (json or ndjson)"),
    words("diff.now", "Den nyeste rapporten (json eller ndjson)", "The newer report (json or ndjson)"),
    words(
        "diff.by",
        "Tell også etter et felt som funnene nevner, eller etter table, path eller verdict",
        "Count by a field that the findings name as well, or by table, path or verdict",
    ),
    words("diff.all", "Vis alle funn", "Show every finding"),
    words(
        "verify",
        "Kjør en rapport om igjen, og si om de samme funnene kommer ut",
        "Run a report again, and say whether the same findings come out",
    ),
    words("verify.report", "Rapporten (json)", "The report (json)"),
    words(
        "verify.paths",
        "Der regler og tabeller er nå [ellers: der rapporten sier]",
        "Where rules and tables are now [otherwise: where the report says]",
    ),
    words("verify.all", "Vis alle forskjeller", "Show every difference"),
    words(
        "impact",
        "Prøv ett register mot to sett regler, og si hvem som får en annen dom",
        "Check one registry against two sets of rules, and say whose verdict flips",
    ),
    words(
        "impact.paths",
        "Registeret: mapper og tabeller [ellers: denne mappen]",
        "The registry: folders and tables [otherwise: this folder]",
    ),
    words("impact.rules_from", "Reglene som var: filer og mapper", "The rules that were: files and folders"),
    words("impact.rules_to", "Reglene som blir: filer og mapper", "The rules to be: files and folders"),
    words("impact.all", "Vis alle som får en annen dom", "Show everyone whose verdict flips"),
    words(
        "sweep",
        "Prøv mange registre mot de samme reglene, og vis regel mot register",
        "Check many registries against the same rules, and show rule by registry",
    ),
    words(
        "sweep.paths",
        "Mapper med registre: en mappe med tabeller er ett, og en fil når reglene bare trenger én tabell",
        "Folders of registries: a folder with tables is one, and a file where the rules need one table only",
    ),
    words(
        "sweep.rules",
        "Regelfil eller mappe med regelfiler; kan gis flere ganger [ellers: mappens krav.toml eller regelfiler]",
        "Rule file or folder of rule files; may be given several times [otherwise: the folder's krav.toml or rule files]",
    ),
    words(
        "sweep.table",
        "Bind en fil til en tabell som alle registrene deler; kan gis flere ganger",
        "Bind a file to a table that all registries share; may be given several times",
    ),
    words(
        "sweep.output",
        "Skriv alle registrene som én rapport til en fil: {formats}; kan gis flere ganger",
        "Write all registries as one report to a file: {formats}; may be given several times",
    ),
    #[cfg(feature = "sqlite")]
    words(
        "sweep.save",
        "Legg resultatet bakerst i en SQLite-fil, for krav trend; filen lages når den mangler",
        "Put the result at the end of an SQLite file, for krav trend; it is made when there is none",
    ),
    words("sweep.all", "Vis alle regler og registre", "Show every rule and registry"),
    #[cfg(feature = "sqlite")]
    words(
        "trend",
        "Se hvordan regler og registre har utviklet seg fra sveip til sveip",
        "See how rules and registries went from sweep to sweep",
    ),
    #[cfg(feature = "sqlite")]
    words("trend.file", "SQLite-filen som krav sweep --save skrev", "The SQLite file that krav sweep --save wrote"),
    #[cfg(feature = "sqlite")]
    words("trend.rule", "Bare reglene med dette i navnet", "Only the rules with this in their name"),
    #[cfg(feature = "sqlite")]
    words("trend.registry", "Bare registrene med dette i navnet", "Only the registries with this in their name"),
    #[cfg(feature = "sqlite")]
    words("trend.all", "Vis alle regler, registre og sveip", "Show every rule, registry and sweep"),
    #[cfg(feature = "sqlite")]
    words(
        "why",
        "Forklar en dom: regelens ledd med hver verdi, og hva som ville gjort det riktig",
        "Explain a verdict: the rule's clauses with every value, and what would make it right",
    ),
    words("why.rule", "Regelen: pakke/regel, eller bare regel", "The rule: pack/rule, or the rule alone"),
    words(
        "why.key",
        "Radens eller gruppens nøkkel; #3 for den tredje raden, - for registeret som helhet",
        "The key of the row or the group; #3 for the third row, - for the registry as a whole",
    ),
    words(
        "why.no_repairs",
        "Let ikke etter hva som ville gjort det riktig",
        "Do not look for what would make it right",
    ),
];
