//! The cells of the measure registry, with the slips that a real export has.

use crate::base::{Day, csv, yes_no};
use crate::tiltak::{Agency, COMPONENTS, Contact, DEPARTMENTS, Measure, NOT_STATED, PURPOSE, Reach};

const SYNTHETIC: &str = "syntetisk";

pub fn agency_text(agencies: &[Agency]) -> String {
    let head = [
        "AnsvarligVirksomhet.Organisasjonsnummer",
        "AnsvarligVirksomhet.Navn",
        "AnsvarligDepartement.Kode",
        "Sender papirpost til innbyggere",
        "Digital postkasse tatt i bruk",
        "Datagrunnlag",
    ];
    let rows = agencies.iter().enumerate().map(|(at, agency)| {
        vec![
            agency.number.clone(),
            format!("Syntetisk virksomhet {:02}", at + 1),
            DEPARTMENTS[agency.department].0.to_owned(),
            yes_no(agency.paper).to_owned(),
            agency.mailbox.map(Day::text).unwrap_or_default(),
            SYNTHETIC.to_owned(),
        ]
    });
    csv(&head, rows)
}

pub fn component_text() -> String {
    csv(&["kode", "navn"], COMPONENTS.map(|(code, name)| vec![code.to_owned(), name.to_owned()]))
}

pub fn measure_text(agencies: &[Agency], measures: &[Measure]) -> String {
    let head = [
        "Tiltak.Nummer",
        "Tiltak.Kortnavn",
        "Tiltak.ErDeltiltak",
        "AnsvarligVirksomhet.Organisasjonsnummer",
        "AnsvarligDepartement.Navn",
        "Kontaktperson.EPostadresse",
        "Hensikt",
        "Fase",
        "Berører kommunal sektor",
        "Initiell.DatoForventetOppstart",
        "Oppstart.ForventetSluttdato",
        "Oppstart.Kostnadsestimat",
        "Prosjektmodell",
        "Felleskomponenter",
        "Brukerinvolvering",
        "Datagrunnlag",
    ];
    let rows = measures.iter().enumerate().map(|(at, measure)| {
        let mut cells = measure_cells(at, measure, &agencies[measure.agency]);
        plant_slips(at + 1, measure, &mut cells);
        cells
    });
    csv(&head, rows)
}

fn measure_cells(at: usize, measure: &Measure, agency: &Agency) -> Vec<String> {
    let (purpose, _, names) = PURPOSE[measure.purpose];
    let reach = match measure.reach {
        Reach::None => "Berører ikke kommunal sektor",
        Reach::Whole if at.is_multiple_of(7) => "begge deler",
        Reach::Whole => "Hele kommunal sektor",
        Reach::Municipalities => "Kun kommuner",
        Reach::Counties => "Kun fylkeskommuner",
        Reach::NotStated => ["ikke oppgitt", "", "vet ikke"][at * 3 / 412],
    };
    let cost = measure.cost.map_or(NOT_STATED.to_owned(), |t| format!("{},{}", t / 10, t % 10));
    vec![
        format!("{:03}", at + 1),
        format!("Syntetisk tiltak {:03}: {}", at + 1, names[at % names.len()]),
        yes_no(at % 5 == 3).to_owned(),
        agency.number.clone(),
        DEPARTMENTS[measure.department].1.to_owned(),
        format!("tiltak{:03}@virksomhet{:02}.example", at + 1, measure.agency + 1),
        purpose.to_owned(),
        measure.phase.to_owned(),
        reach.to_owned(),
        measure.start.text(),
        measure.end.text(),
        cost,
        measure.model.to_owned(),
        measure.components.join("|"),
        measure.involved.to_owned(),
        SYNTHETIC.to_owned(),
    ]
}

/// The deliberate slips, each of a kind that real exports have. The README lists them.
fn plant_slips(number: usize, measure: &Measure, cells: &mut [String]) {
    match number {
        44 | 121 | 260 | 391 => cells[10] = measure.start.plus(-31).text(),
        73 => cells[10] = "31.02.2019".to_owned(),
        88 => cells[5] = cells[5].replace('@', "(at)"),
        215 => cells[5] = "post@virksomhet".to_owned(),
        _ => {}
    }
    // These three stand on rows where no rule about KS or cost turns on the cell.
    let quiet = measure.reach == Reach::None && measure.cost.is_some_and(|c| c > 100);
    match number {
        SEASON => cells[9] = "høsten 2018".to_owned(),
        ABOUT => cells[11] = "ca. 12".to_owned(),
        DANGLING => cells[13] = "ID-port".to_owned(),
        _ => return,
    }
    assert!(quiet, "measure {number} is not a quiet row");
}

const SEASON: usize = 150;
const ABOUT: usize = 315;
const DANGLING: usize = 318;

pub fn contact_text(contacts: &[Contact]) -> String {
    let head = ["Kontakt.Nummer", "Tiltak.Nummer", "Kontakt.Type", "Kontakt.Dato", "Kontakt.Referanse", "Datagrunnlag"];
    let rows = contacts.iter().enumerate().map(|(at, contact)| {
        // One reference was entered twice.
        let reference = if at == 97 { 97 } else { at + 1 };
        vec![
            format!("K{:03}", at + 1),
            format!("{:03}", contact.measure + 1),
            contact.kind.to_owned(),
            contact.day.text(),
            format!("KS-{reference:04}"),
            SYNTHETIC.to_owned(),
        ]
    });
    csv(&head, rows)
}

/// The published figures themselves: the only rows here that are not synthetic.
pub fn published_text() -> String {
    let rows = [
        ("figur-n", 412, "figur", false, "Antall N=412"),
        ("figur-ingen", 263, "figur", true, "263 tiltak berører ikke kommunal sektor"),
        ("figur-hele", 95, "figur", true, "95 tiltak berører hele kommunal sektor"),
        ("figur-kommuner", 45, "figur", true, "45 tiltak berører kun kommunene"),
        ("figur-fylkeskommuner", 6, "figur", true, "6 tiltak berører kun fylkeskommunene"),
        ("figur-ikke-oppgitt", 3, "figur", true, "3 er ikke oppgitt"),
        ("tekst-berørt", 140, "tekst", false, "mange (140 av 412)"),
        ("tekst-hele", 90, "tekst", true, "hele kommunal sektor (90)"),
        ("tekst-kommuner", 45, "tekst", true, "kun kommuner (45)"),
        ("tekst-fylkeskommuner", 6, "tekst", true, "kun fylkeskommuner (6)"),
        ("tekst-drøftet", 61, "tekst", false, "61 tiltak har vært drøftet med KS"),
        ("notat-virksomheter", 87, "notat", false, "87 virksomheter"),
        ("hensikt-effektivisering", 126, "notat", true, ""),
        ("hensikt-sammenheng", 98, "notat", true, ""),
        ("hensikt-datadeling", 62, "notat", true, ""),
        ("hensikt-oppgaveløsning", 50, "notat", true, ""),
        ("hensikt-administrasjon", 26, "notat", true, ""),
        ("hensikt-fellesløsning", 23, "notat", true, ""),
        ("hensikt-sikkerhet", 15, "notat", true, ""),
        ("hensikt-ikke-oppgitt", 12, "notat", true, ""),
    ];
    let rows = rows.map(|(key, count, place, part, wording)| {
        vec![key.to_owned(), count.to_string(), place.to_owned(), yes_no(part).to_owned(), wording.to_owned()]
    });
    csv(&["Nøkkel", "Antall", "Kilde", "Inngår i sum", "Ordlyd"], rows)
}
