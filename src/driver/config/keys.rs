//! The keys of `krav.toml`: what each means, what it may be, and how it is read.

use super::{Config, FailOn, Reader};
use crate::base::Text;
use crate::report::format::FORMATS;
use toml::Spanned;
use toml::de::DeValue;

/// A key that `krav.toml` may have.
pub struct Key {
    pub name: &'static str,
    /// An example of its value.
    pub example: &'static str,
    pub shape: Shape,
    /// What it does, for editors.
    pub doc: fn() -> Text,
    pub(super) set: fn(&mut Reader, &mut Config, &Spanned<DeValue>),
}

/// What the value of a key may be.
#[derive(Clone, Copy)]
pub enum Shape {
    /// One of a few words.
    Words(fn() -> Vec<&'static str>),
    Date,
    Boolean,
    /// A list of files and folders.
    Files,
    /// Names with files, or with what is fixed about files.
    Tables,
    /// Counts by the names of [`THRESHOLDS`].
    Thresholds,
    /// Files by the names of formats.
    Outputs,
}

fn languages() -> Vec<&'static str> {
    vec!["nb", "en"]
}

fn formats() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

fn failures() -> Vec<&'static str> {
    FailOn::NAMES.to_vec()
}

/// The name of a count, and what it means.
type Count = (&'static str, fn() -> Text);

/// What may be counted before a run fails.
pub static THRESHOLDS: &[Count] = &[
    ("violations", || Text::new("Så mange brudd slipper gjennom.", "So many violations pass.")),
    ("undecided", || {
        Text::new("Så mange uavklarte skal-krav slipper gjennom.", "So many undecided must verdicts pass.")
    }),
    ("departures", || {
        Text::new(
            "Så mange avvik fra bør-krav slipper gjennom; flere feller, hva fail_on enn sier.",
            "So many departures from should pass; more of them fail the run, whatever fail_on says.",
        )
    }),
];

/// Every key.
pub static KEYS: &[Key] = &[
    Key {
        name: "language",
        example: "\"nb\"",
        shape: Shape::Words(languages),
        doc: || {
            Text::new(
                "Språket for alt krav skriver. --lang går foran.",
                "The language of all that krav writes. --lang goes before it.",
            )
        },
        set: |r, c, v| c.language = r.language(v),
    },
    Key {
        name: "as_of",
        example: "\"2018-10-01\"",
        shape: Shape::Date,
        doc: || {
            Text::new(
                "Måledatoen; ellers dagen i dag. --as-of går foran.",
                "The measuring date; otherwise today. --as-of goes before it.",
            )
        },
        set: |r, c, v| c.as_of = r.date(v),
    },
    Key {
        name: "packs",
        example: "[\"rules/\"]",
        shape: Shape::Files,
        doc: || {
            Text::new(
                "Regelfiler, og mapper med regelfiler, sett fra mappen med krav.toml; ellers regelfilene i den.",
                "Rule files and folders of them, as seen from the folder of krav.toml; otherwise the rule files in it.",
            )
        },
        set: |r, c, v| c.packs = r.files("packs", v),
    },
    Key {
        name: "waivers",
        example: "[\"unntak.krav\"]",
        shape: Shape::Files,
        doc: || Text::new("Regelfiler med unntak, ved siden av pakkene.", "Rule files with waivers, beside the packs."),
        set: |r, c, v| c.waivers = r.files("waivers", v).unwrap_or_default(),
    },
    Key {
        name: "allow_empty",
        example: "true",
        shape: Shape::Boolean,
        doc: || Text::new("Ingen rader eller ingen regler er ingen feil.", "No rows or no rules is no error."),
        set: |r, c, v| c.allow_empty = r.boolean("allow_empty", v),
    },
    Key {
        name: "allow_unknown",
        example: "true",
        shape: Shape::Boolean,
        doc: || Text::new("Uavklarte skal-krav feller ikke.", "Undecided must verdicts do not fail the run."),
        set: |r, c, v| c.allow_unknown = r.boolean("allow_unknown", v),
    },
    Key {
        name: "fail_on",
        example: "\"departure\"",
        shape: Shape::Words(failures),
        doc: || {
            Text::new(
                "Hva som feller: violation, eller departure for også avvik fra bør-krav.",
                "What fails the run: violation, or departure for departures from should as well.",
            )
        },
        set: |r, c, v| c.fail_on = r.fail_on(v),
    },
    Key {
        name: "thresholds",
        example: "{ violations = 10, undecided = 5 }",
        shape: Shape::Thresholds,
        doc: || {
            Text::new(
                "Hvor mange funn en kjøring kan ha og likevel slippe gjennom. De endrer utgangskoden, aldri konklusjonen.",
                "How many findings a run may have and yet pass. They change the exit code, never the conclusion.",
            )
        },
        set: |r, c, v| c.thresholds = r.thresholds(v),
    },
    Key {
        name: "format",
        example: "\"human\"",
        shape: Shape::Words(formats),
        doc: || {
            Text::new(
                "Formen på det som skrives til skjermen. --format går foran.",
                "The form of what is written to standard output. --format goes before it.",
            )
        },
        set: |r, c, v| c.format = r.format(v),
    },
    Key {
        name: "output",
        example: "{ sarif = \"report.sarif\" }",
        shape: Shape::Outputs,
        doc: || {
            Text::new(
                "Filer som resultatet også skrives til, etter form. --output går foran for samme form.",
                "Files that the result is written to as well, by form. --output goes before it for the same form.",
            )
        },
        set: |r, c, v| c.outputs = r.outputs(v),
    },
    Key {
        name: "tables",
        example: "{ tiltak = \"tiltak.csv\" }",
        shape: Shape::Tables,
        doc: || {
            Text::new(
                "Tabellene i reglene, hver med sin fil; ellers tabellene i mappen, etter navn.",
                "The tables of the rules, each with its file; otherwise the tables in the folder, by name.",
            )
        },
        set: |r, c, v| c.tables = r.tables(v),
    },
];
