//! 412 synthetic measures of 87 synthetic agencies, whose totals are the published ones.

use crate::Sheet;
use crate::base::{Chance, Day, orgnumbers, yes_no};
use crate::tiltak_text as text;

pub const NOT_STATED: &str = "ikke oppgitt";
const SURVEY_ENDS: (i64, i64, i64) = (2018, 9, 28);

/// Code, name, agencies, and how readily (in per cent) its agencies talk with KS.
pub const DEPARTMENTS: [(&str, &str, usize, usize); 15] = [
    ("ASD", "Arbeids- og sosialdepartementet", 5, 55),
    ("BLD", "Barne- og likestillingsdepartementet", 5, 70),
    ("FD", "Forsvarsdepartementet", 3, 0),
    ("FIN", "Finansdepartementet", 6, 40),
    ("HOD", "Helse- og omsorgsdepartementet", 9, 65),
    ("JD", "Justis- og beredskapsdepartementet", 9, 25),
    ("KD", "Kunnskapsdepartementet", 10, 50),
    ("KLD", "Klima- og miljødepartementet", 6, 35),
    ("KMD", "Kommunal- og moderniseringsdepartementet", 7, 80),
    ("KUD", "Kulturdepartementet", 7, 20),
    ("LMD", "Landbruks- og matdepartementet", 5, 30),
    ("NFD", "Nærings- og fiskeridepartementet", 7, 25),
    ("OED", "Olje- og energidepartementet", 3, 20),
    ("SD", "Samferdselsdepartementet", 4, 30),
    ("UD", "Utenriksdepartementet", 1, 0),
];

pub const COMPONENTS: [(&str, &str); 10] = [
    ("folkeregisteret", "Folkeregisteret"),
    ("enhetsregisteret", "Enhetsregisteret"),
    ("matrikkelen", "Matrikkelen"),
    ("altinn", "Altinn"),
    ("id-porten", "ID-porten"),
    ("krr", "Kontakt- og reservasjonsregisteret"),
    ("digital-postkasse", "Digital postkasse til innbyggere"),
    ("esignering", "eSignering"),
    ("eformidling", "eFormidling"),
    ("einnsyn", "eInnsyn"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    None,
    Whole,
    Municipalities,
    Counties,
    NotStated,
}

const REACH: [(Reach, usize); 5] =
    [(Reach::None, 263), (Reach::Whole, 95), (Reach::Municipalities, 45), (Reach::Counties, 6), (Reach::NotStated, 3)];

pub const PURPOSE: [(&str, usize, &[&str]); 8] = [
    ("Intern effektivisering", 126, &["nytt saksbehandlingssystem", "fornyelse av fagsystem"]),
    ("Sammenhengende tjenester", 98, &["felles søknadsdialog", "tjenestekjede for innbyggere"]),
    ("Deling av data", 62, &["datadeling mellom etater", "åpne grensesnitt for registerdata"]),
    ("Endret oppgaveløsning", 50, &["automatisert kontroll", "digitalt tilsyn"]),
    ("Intern administrasjon", 26, &["nytt økonomisystem", "digital arkivløsning"]),
    ("Fellesløsning", 23, &["felles meldingstjeneste", "felles innsynsløsning"]),
    ("Sikkerhet", 15, &["sikker tilgangsstyring", "overvåking av hendelser"]),
    (NOT_STATED, 12, &["utredning av nytt system"]),
];

pub struct Agency {
    pub number: String,
    pub department: usize,
    pub paper: bool,
    pub mailbox: Option<Day>,
}

pub struct Measure {
    pub agency: usize,
    pub department: usize,
    pub reach: Reach,
    pub purpose: usize,
    pub phase: &'static str,
    pub start: Day,
    pub end: Day,
    pub cost: Option<i64>,
    pub model: &'static str,
    pub components: Vec<&'static str>,
    pub involved: &'static str,
    pub discussed: bool,
}

impl Measure {
    fn affected(&self) -> bool {
        !matches!(self.reach, Reach::None | Reach::NotStated)
    }
}

pub struct Contact {
    pub measure: usize,
    pub kind: &'static str,
    pub day: Day,
}

pub fn sheets() -> Vec<Sheet> {
    let mut chance = Chance::new(412);
    let agencies = agencies(&mut chance);
    let mut measures = measures(&mut chance, &agencies);
    choose_models(&mut chance, &mut measures);
    choose_involvement(&mut chance, &mut measures);
    choose_discussed(&mut chance, &mut measures);
    let contacts = contacts(&mut chance, &measures);
    plant_departments(&mut measures);
    assert_totals(&agencies, &measures, &contacts);
    vec![
        Sheet { path: "tiltak/virksomhet.csv", text: text::agency_text(&agencies) },
        Sheet { path: "tiltak/felleskomponent.csv", text: text::component_text() },
        Sheet { path: "tiltak/tiltak.csv", text: text::measure_text(&agencies, &measures) },
        Sheet { path: "tiltak/kontakt.csv", text: text::contact_text(&contacts) },
        Sheet { path: "tiltak/publisert.csv", text: text::published_text() },
    ]
}

fn agencies(chance: &mut Chance) -> Vec<Agency> {
    let homes = DEPARTMENTS.iter().enumerate().flat_map(|(at, d)| std::iter::repeat_n(at, d.2));
    let mut paper = chance.deal(&[(true, 40), (false, 47)]).into_iter();
    let numbers = orgnumbers(chance, 87);
    let mut senders = 0;
    homes
        .zip(numbers)
        .map(|(department, number)| {
            let paper = paper.next().unwrap_or(false);
            senders += usize::from(paper);
            // Two senders of paper post have not adopted the digital mailbox.
            let adopted = paper && senders != 11 && senders != 29;
            let mailbox = adopted.then(|| Day::of(2015, 1, 5).plus(chance.between(0, 700)));
            Agency { number, department, paper, mailbox }
        })
        .collect()
}

fn measures(chance: &mut Chance, agencies: &[Agency]) -> Vec<Measure> {
    let mut owners: Vec<usize> = (0..agencies.len()).collect();
    while owners.len() < 412 {
        // The square makes a few agencies large and most of them small.
        let at = chance.below(87) * chance.below(87) / 87;
        owners.push((at * 31 + 7) % 87);
    }
    chance.shuffle(&mut owners);
    let reach = chance.deal(&REACH);
    let purposes: Vec<(usize, usize)> = PURPOSE.iter().enumerate().map(|(at, p)| (at, p.1)).collect();
    let purpose = chance.deal(&purposes);
    let phases = [("Idé", 60), ("Konsept", 82), ("Planlegging", 120), ("Gjennomføring", 150)];
    let phase = chance.deal(&phases);
    (0..412)
        .map(|at| {
            let (first, last) = match phase[at] {
                "Gjennomføring" => (8, 175),
                "Planlegging" => (91, 300),
                "Konsept" => (152, 330),
                _ => (213, 348),
            };
            let start = Day::of(2018, 1, 1).plus(chance.between(first, last));
            Measure {
                agency: owners[at],
                department: agencies[owners[at]].department,
                reach: reach[at],
                purpose: purpose[at],
                phase: phase[at],
                start,
                end: start.plus(chance.between(120, 1100)),
                cost: Some(cost(chance)),
                model: "",
                components: components(chance),
                involved: "",
                discussed: false,
            }
        })
        .collect()
}

/// Tenths of a million: most measures are small, a few are very large.
fn cost(chance: &mut Chance) -> i64 {
    match chance.below(10) {
        0..=3 => chance.between(2, 40),
        4..=6 => chance.between(41, 100),
        7..=8 => chance.between(101, 600),
        _ => chance.between(601, 4200),
    }
}

fn components(chance: &mut Chance) -> Vec<&'static str> {
    COMPONENTS.iter().filter(|_| chance.percent(18)).map(|c| c.0).collect()
}

/// Costs over ten million without a model, and a few of each kind that cannot be decided.
fn choose_models(chance: &mut Chance, measures: &mut [Measure]) {
    let mut order: Vec<usize> = (0..measures.len()).collect();
    chance.shuffle(&mut order);
    for &at in &order[..24] {
        measures[at].cost = None;
    }
    let (mut large, mut small, mut unknown) = (0, 0, 0);
    for &at in &order {
        let measure = &mut measures[at];
        let (seen, without, blank) = match measure.cost {
            None => (&mut unknown, 3, 3),
            Some(tenths) if tenths > 100 => (&mut large, 6, 10),
            Some(_) => (&mut small, 21, 30),
        };
        measure.model = if *seen < without {
            "Uten prosjektmodell"
        } else if *seen < blank {
            NOT_STATED
        } else if chance.percent(64) {
            "Prosjektveiviseren"
        } else {
            "Annen modell basert på god praksis"
        };
        *seen += 1;
    }
}

fn choose_involvement(chance: &mut Chance, measures: &mut [Measure]) {
    let mut running = chance.deal(&[("ja", 127), ("nei", 18), (NOT_STATED, 5)]).into_iter();
    for measure in measures {
        measure.involved = match measure.phase {
            "Gjennomføring" => running.next().unwrap_or("ja"),
            "Planlegging" => yes_no(chance.percent(60)),
            _ => NOT_STATED,
        };
    }
}

/// The 61 measures discussed with KS, all of them among the affected ones.
fn choose_discussed(chance: &mut Chance, measures: &mut [Measure]) {
    let mut order: Vec<(usize, usize)> = (0..measures.len())
        .filter(|&at| measures[at].affected())
        .map(|at| (chance.below(60) + 100 - DEPARTMENTS[measures[at].department].3, at))
        .collect();
    order.sort_unstable();
    for &(_, at) in &order[..61] {
        measures[at].discussed = true;
    }
}

fn contacts(chance: &mut Chance, measures: &[Measure]) -> Vec<Contact> {
    let (year, month, day) = SURVEY_ENDS;
    let latest = Day::of(year, month, day);
    let mut contacts = Vec::new();
    let mut add = |measure, kind, day: Day| {
        contacts.push(Contact { measure, kind, day: day.min(latest) });
    };
    let mut late = [0, 14, 30, 45, 60].into_iter();
    let chosen = (0..measures.len()).filter(|&at| measures[at].discussed);
    for (nth, at) in chosen.enumerate() {
        let start = measures[at].start;
        let early = start.plus(-chance.between(30, 200));
        let too_late = nth % 4 == 0 && start < Day::of(2018, 6, 30);
        let first = match if too_late { late.next() } else { None } {
            Some(days) => start.plus(days),
            None => early,
        };
        add(at, "Drøftet", first);
        if nth % 2 == 0 && nth < 60 {
            add(at, "Informert", first.plus(-chance.between(20, 60)));
        }
        if nth % 4 == 1 && nth < 56 {
            add(at, "Drøftet", first.plus(chance.between(40, 90)));
        }
    }
    assert_eq!(late.next(), None, "five measures must be discussed too late");
    let informed_only = |reach: fn(&Measure) -> bool, count| {
        let fits = (0..measures.len()).filter(move |&at| reach(&measures[at]));
        fits.step_by(3).take(count)
    };
    let undiscussed = informed_only(|m| m.affected() && !m.discussed, 24)
        .chain(informed_only(|m| m.reach == Reach::NotStated, 1))
        .chain(informed_only(|m| m.reach == Reach::None, 2));
    for at in undiscussed {
        let before = chance.between(10, 150);
        add(at, "Informert", measures[at].start.plus(-before));
    }
    contacts.sort_by_key(|c| (c.day, c.measure, c.kind));
    contacts
}

/// Three measures are listed under another department than their agency's.
fn plant_departments(measures: &mut [Measure]) {
    for at in [57, 190, 333] {
        let home = measures[at].department;
        measures[at].department = (home + 4) % DEPARTMENTS.len();
    }
}

fn assert_totals(agencies: &[Agency], measures: &[Measure], contacts: &[Contact]) {
    assert_eq!((agencies.len(), measures.len()), (87, 412));
    for (reach, count) in REACH {
        assert_eq!(measures.iter().filter(|m| m.reach == reach).count(), count);
    }
    for (at, &(name, count, _)) in PURPOSE.iter().enumerate() {
        assert_eq!(measures.iter().filter(|m| m.purpose == at).count(), count, "{name}");
    }
    assert_eq!(measures.iter().filter(|m| m.affected()).count(), 146);
    let discussed = |at: usize| contacts.iter().any(|c| c.measure == at && c.kind == "Drøftet");
    let informed = |at: usize| contacts.iter().any(|c| c.measure == at && c.kind == "Informert");
    let count = |fits: &dyn Fn(usize) -> bool| (0..412).filter(|&at| fits(at)).count();
    assert_eq!(count(&discussed), 61);
    assert_eq!(count(&|at| discussed(at) && !measures[at].affected()), 0);
    assert_eq!(count(&|at| measures[at].affected() && !discussed(at)), 85);
    assert_eq!(count(&|at| measures[at].affected() && informed(at) && !discussed(at)), 24);
    let late = |at: usize| {
        let days = contacts.iter().filter(|c| c.measure == at && c.kind == "Drøftet");
        days.map(|c| c.day).min().is_some_and(|first| first >= measures[at].start)
    };
    assert_eq!(count(&late), 5);
    assert_eq!(contacts.len(), 132);
    assert_eq!(agencies.iter().filter(|a| a.paper && a.mailbox.is_none()).count(), 2);
    assert_eq!(count(&|at| !measures.iter().any(|m| m.agency == at) && at < 87), 0);
}
