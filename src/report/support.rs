//! A report made by hand, for the tests of the outputs: twelve measures, a contact list, a handful of rules.

use super::format::{FORMATS, Page, View};
use super::*;
use crate::base::{FileId, Sources, Window};
use crate::syntax::tree::SourceKind;

impl Findings for Vec<Finding> {
    fn each(&self, per_rule: Option<usize>, sink: &mut dyn FnMut(&Finding) -> io::Result<()>) -> io::Result<()> {
        let mut order: Vec<&Finding> = self.iter().collect();
        match per_rule {
            Some(_) => order.sort_by_key(|finding| finding.rule),
            None => order.sort_by_key(|finding| (finding.subject.row.unwrap_or(u64::MAX), finding.rule)),
        }
        let mut shown = (usize::MAX, 0);
        for finding in order {
            if shown.0 != finding.rule {
                shown = (finding.rule, 0);
            }
            shown.1 += 1;
            if per_rule.is_none_or(|most| shown.1 <= most) {
                sink(finding)?;
            }
        }
        Ok(())
    }

    fn judged(&self, sink: &mut dyn FnMut(&Judged) -> io::Result<()>) -> io::Result<()> {
        self.iter().try_for_each(|finding| {
            sink(&Judged { rule: finding.rule, subject: finding.subject.clone(), verdict: finding.verdict })
        })
    }
}

pub struct Sample {
    pub report: Report,
    pub findings: Vec<Finding>,
    pub sources: Sources,
}

impl Sample {
    pub fn page(&self, view: View) -> Page<'_> {
        Page { report: &self.report, findings: &self.findings, sources: &self.sources, view }
    }

    /// What a format writes.
    pub fn written(&self, format: &str, view: View) -> String {
        let format = FORMATS.iter().find(|one| one.name == format).expect("a format of this name");
        let mut out = Vec::new();
        (format.write)(&self.page(view), &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("outputs are UTF-8")
    }
}

pub const RULES: &str = "\
språk nb

regel ks-drøfting «Tiltak som berører kommunal sektor skal drøftes med KS»
  kilde     rundskriv «H-7/17» punkt «Drøft tiltak med KS»
  for hvert tiltak
  når       berører_kommunal_sektor
  skal      drøftet_med_ks
  råd       «Meld tiltaket til KS, og registrer møtedato og referanse.»

regel ks-tidlig «Drøftingen skal skje på et tidlig tidspunkt»
  kilde     rundskriv «H-7/17» punkt «Drøft tiltak med KS»
  tolkning  «tidlig» betyr «før planlagt oppstart»
  for hvert tiltak
  når       berører_kommunal_sektor og drøftet_med_ks
  skal      minste(kontakt.dato der kontakt.tiltak = denne
              og kontakt.type = drøftet) < oppstart

regel departement-andel «Minst ni av ti berørte tiltak i hvert departement er drøftet med KS»
  bør       andel(der berører_kommunal_sektor: drøftet_med_ks) >= 90 %

regel felleskomponent «Tjenester som krever innlogging skal bruke ID-porten»
  skal      komponenter har «id-porten»
  eller forklar begrunnelse, når lengde(begrunnelse) >= 40

regel e-faktura «Virksomheter skal ta imot e-faktura»
  skal      e_faktura

tabell tiltak
  id                tekst, nøkkel
  navn              tekst, påkrevd
  oppstart          dato
";

pub const MEASURES: &str = "\
id,navn,virksomhet,berører,oppstart,kostnad
T-01,Nasjonal skoleportal,974760673,hele,2018-03-01,12.5
T-02,Elektronisk byggesøknad,974760673,kommuner,2018-05-01,4
T-03,Digital postkasse for fylkesveier,971032081,fylker,2017-11-15,
T-04,Felles personvernløsning,971032081,hele,2018-01-01,33.1
T-05,Kartlag for beredskap,874783242,kommuner,,8
T-06,Barnevernsregister,986128433,kommuner,2018-02-01,61
T-07,Nytt saksbehandlingssystem,986128433,vet ikke,2018-08-01,2.25
T-08,Innsynsløsning,986128433,,2019-01-01,1
T-09,Meldingsutveksling i helsesektoren,983544622,hele,1. kvartal,118
T-10,Fagsystem for tilskudd,983544622,ingen,2018-04-01,3
T-10,Rapporteringsportal,983544622,ingen,2018-06-01,7
T-12,Grunndata om bedrifter,974760673,hele,2018-09-01,15
";

pub const CONTACTS: &str = "tiltak,type,dato\nT-04,drøftet,2018-02-10\n";

/// A cell of a text file with commas, by its line and its column of cells, both from 1.
pub fn cell(path: &str, text: &str, line: u32, nth: usize, role: Role) -> Cell {
    let row = text.lines().nth(line as usize - 1).expect("the line exists");
    let field = text.lines().next().and_then(|head| head.split(',').nth(nth - 1)).expect("the column exists");
    let start: usize = row.split(',').take(nth - 1).map(|cell| cell.len() + 1).sum();
    let value = row.split(',').nth(nth - 1).expect("the cell exists");
    let column = row[..start].chars().count() as u32 + 1;
    let end_column = column + value.chars().count() as u32;
    let window = Some(Window { first_line: line, text: row.into(), start, end: start + value.len() });
    let heading = if field == "berører" { "Berører kommunal sektor" } else { field };
    let place =
        CellPlace { path: path.into(), line, column, end_line: line, end_column, window, ..CellPlace::default() };
    let missing = value.is_empty().then_some(Missing::NotStated);
    Cell {
        place,
        field: field.into(),
        heading: heading.into(),
        value: value.into(),
        element: None,
        missing,
        role,
        at: None,
    }
}

/// The span of the first occurrence of some words in the rules.
pub fn clause(words: &str) -> Span {
    let start = RULES.find(words).expect("the words stand in the rules");
    Span::new(FileId(0), start, start + words.len())
}

fn ledger(counts: [u64; 7]) -> Ledger {
    Ledger { population: counts.iter().sum(), counts, without_key: 0 }
}

fn rule(id: &str, nb: &str, en: &str, counts: [u64; 7]) -> RuleEntry {
    let circular = SourceRef {
        kind: SourceKind::Circular,
        work: "H-7/17".into(),
        section: Some("Drøft tiltak med KS".into()),
        url: None,
    };
    RuleEntry {
        id: format!("digitaliseringsrundskrivet.2017/{id}"),
        kind: RuleKind::Rule,
        modality: Modality::Must,
        title: Text::new(nb, en),
        sources: vec![circular],
        readings: Vec::new(),
        subject: SubjectKind::Rows { table: "tiltak".into() },
        in_force: Interval { from: Date::from_ymd(2017, 9, 8), to: Date::from_ymd(2018, 12, 18) },
        judged_at: None,
        span: clause(&format!("regel {id}")),
        ledger: ledger(counts),
    }
}

fn check(id: &str, nb: &str, en: &str, counts: [u64; 7]) -> RuleEntry {
    RuleEntry {
        id: id.into(),
        kind: RuleKind::Check,
        sources: Vec::new(),
        in_force: Interval::default(),
        span: clause("oppstart          dato"),
        ..rule("ks-drøfting", nb, en, counts)
    }
}

/// The rules, by their places: 0–4 checks, 5–9 rules.
fn rules() -> Vec<RuleEntry> {
    let mut early = rule(
        "ks-tidlig",
        "Drøftingen skal skje på et tidlig tidspunkt",
        "The discussion shall take place early",
        [0, 1, 0, 0, 0, 11, 0],
    );
    early.readings.push(Reading { word: "tidlig".into(), meaning: "før planlagt oppstart".into() });
    let mut share = rule(
        "departement-andel",
        "Minst ni av ti berørte tiltak i hvert departement er drøftet med KS",
        "At least nine in ten affected measures of each ministry are discussed with KS",
        [3, 1, 0, 0, 0, 0, 0],
    );
    share.modality = Modality::Should;
    share.subject = SubjectKind::Groups { table: "tiltak".into(), path: "virksomhet.departement".into() };
    share.ledger.without_key = 2;
    let mut component = rule(
        "felleskomponent",
        "Tjenester som krever innlogging skal bruke ID-porten",
        "Services with a login shall use ID-porten",
        [4, 0, 2, 0, 0, 1, 0],
    );
    component.sources[0].url = Some("https://www.regjeringen.no/H-7-17".into());
    vec![
        check("tiltak.id/required", "id er oppgitt", "id is stated", [12, 0, 0, 0, 0, 0, 0]),
        check("tiltak.id/unique", "id er unik", "id is unique", [10, 2, 0, 0, 0, 0, 0]),
        check("tiltak.navn/required", "navn er oppgitt", "navn is stated", [12, 0, 0, 0, 0, 0, 0]),
        check("tiltak.oppstart/date", "oppstart er en dato", "oppstart is a date", [10, 1, 0, 0, 0, 1, 0]),
        check("kontakt.dato/date", "dato er en dato", "dato is a date", [0, 0, 0, 0, 0, 0, 0]),
        rule(
            "ks-drøfting",
            "Tiltak som berører kommunal sektor skal drøftes med KS",
            "Measures that affect municipalities shall be discussed with KS",
            [1, 7, 0, 0, 2, 2, 0],
        ),
        early,
        share,
        component,
        rule(
            "e-faktura",
            "Virksomheter skal ta imot e-faktura",
            "Agencies shall take electronic invoices",
            [0, 0, 0, 0, 0, 0, 12],
        ),
    ]
}

pub fn finding(rule: usize, verdict: Verdict, key: &str, row: u64, message: &str, clause: Span) -> Finding {
    Finding {
        rule,
        verdict,
        subject: Subject { table: "tiltak".into(), key: key.into(), row: Some(row) },
        message: message.into(),
        advice: None,
        group: None,
        cells: Vec::new(),
        values: Vec::new(),
        clause,
        fingerprint: format!("{:016x}", (rule as u64 + 1) * 7919 + row * 104_729),
        record: String::new(),
        known: false,
    }
}

fn undiscussed(row: u64, lang: Lang) -> Finding {
    let line = row as u32 + 1;
    let values: Vec<&str> = MEASURES.lines().nth(row as usize).expect("the row exists").split(',').collect();
    let open = values[3].is_empty() || values[3] == "vet ikke";
    let message = match (lang, open) {
        (Lang::Nb, true) => format!("{} kan ikke avgjøres.", values[1]),
        (Lang::En, true) => format!("{} cannot be decided.", values[1]),
        (Lang::Nb, false) => {
            format!("{} berører kommunal sektor ({}), men er ikke drøftet med KS.", values[1], values[3])
        }
        (Lang::En, false) => {
            format!("{} affects municipalities ({}) and was not discussed with KS.", values[1], values[3])
        }
    };
    let verdict = if open { Verdict::Unknown } else { Verdict::Violated };
    let mut found = finding(5, verdict, values[0], row, &message, clause("skal      drøftet_med_ks"));
    let mut decides = cell("data/tiltak.csv", MEASURES, line, 4, if open { Role::Decides } else { Role::Guard });
    if open {
        decides.missing = Some(Missing::NotStated);
    }
    found.cells.push(decides);
    found.advice = Some(match lang {
        Lang::Nb => "Meld tiltaket til KS, og registrer møtedato og referanse.".into(),
        Lang::En => "Report the measure to KS, and record the date and the reference.".into(),
    });
    found
}

/// The findings on single cells and single rows besides those of `ks-drøfting`.
fn others(lang: Lang) -> Vec<Finding> {
    let nb = lang == Lang::Nb;
    let path = "data/tiltak.csv";
    let mut all = Vec::new();
    for (row, twin) in [(10, 11), (11, 10)] {
        let message = if nb { "id «T-10» står på flere rader." } else { "id “T-10” stands in several rows." };
        let mut found = finding(1, Verdict::Violated, "T-10", row, message, clause("id                tekst, nøkkel"));
        found.cells.push(cell(path, MEASURES, row as u32 + 1, 1, Role::Decides));
        found.cells.push(cell(path, MEASURES, twin + 1, 1, Role::Twin));
        all.push(found);
    }
    let message =
        if nb { "oppstart «1. kvartal» er ikke en dato." } else { "oppstart “1. kvartal” is not a date." };
    let mut date = finding(3, Verdict::Violated, "T-09", 9, message, clause("oppstart          dato"));
    date.cells.push(cell(path, MEASURES, 10, 5, Role::Decides));
    date.cells[0].missing = Some(Missing::Unreadable);
    all.push(date);
    let message = if nb { "Felles personvernløsning ble drøftet for sent." } else { "Discussed too late." };
    let late =
        "skal      minste(kontakt.dato der kontakt.tiltak = denne\n              og kontakt.type = drøftet) < oppstart";
    let mut early = finding(6, Verdict::Violated, "T-04", 4, message, clause(late));
    early.cells.push(cell(path, MEASURES, 5, 5, Role::Decides));
    early.cells.push(cell("data/kontakt.csv", CONTACTS, 2, 3, Role::Through));
    early.cells.push(cell(path, MEASURES, 5, 4, Role::Guard));
    early.values.push(Computed {
        expression: "minste(kontakt.dato der kontakt.tiltak = denne\n              og kontakt.type = drøftet)".into(),
        value: "2018-02-10".into(),
    });
    all.push(early);
    let message = if nb { "Kunnskapsdepartementet har drøftet 0 av 2." } else { "0 of 2 discussed." };
    let mut share = finding(7, Verdict::Violated, "Kunnskapsdepartementet", 0, message, clause("bør       andel"));
    share.subject.row = None;
    share.values.push(Computed {
        expression: "andel(der berører_kommunal_sektor: drøftet_med_ks)".into(),
        value: "0 %".into(),
    });
    all.push(share);
    for row in [1, 2] {
        let message = if nb { "Forklaringen er godtatt." } else { "The explanation is accepted." };
        let mut explained =
            finding(8, Verdict::Explained, &format!("T-0{row}"), row, message, clause("skal      komponenter"));
        explained.cells.push(cell(path, MEASURES, row as u32 + 1, 2, Role::Explanation));
        all.push(explained);
    }
    all
}

pub fn sample(lang: Lang) -> Sample {
    let mut sources = Sources::default();
    sources.add("regler/ks.krav", RULES);
    let mut findings: Vec<Finding> = [1, 2, 3, 5, 6, 7, 8, 9, 12].map(|row| undiscussed(row, lang)).into();
    findings.extend(others(lang));
    let input = |table: &str, rows| Input {
        table: table.into(),
        path: format!("data/{table}.csv"),
        format: "csv".into(),
        rows,
        guesses: Vec::new(),
    };
    let report = Report {
        as_of: Date::from_ymd(2018, 10, 1).expect("a day of the calendar"),
        lang,
        inputs: vec![input("tiltak", 12), input("kontakt", 1)],
        packs: vec![PackEntry {
            id: "digitaliseringsrundskrivet.2017".into(),
            title: "Digitaliseringsrundskrivet 2017".into(),
            edition: "1.0.0".into(),
        }],
        rules: rules(),
        notes: Vec::new(),
        by: None,
        evidence: None,
        baseline: None,
    };
    Sample { report, findings, sources }
}
