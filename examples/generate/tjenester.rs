//! 19 synthetic services in 261 synthetic municipalities, with the audit's shares.

use crate::Sheet;
use crate::base::{Chance, csv, yes_no};

const MUNICIPALITIES: usize = 261;
const SMALL: usize = 128;
const DIGITAL: usize = 1339;
const SMALL_WITHOUT: usize = 29;
const LARGE_WITHOUT: usize = 8;
const SYNTHETIC: &str = "syntetisk";

struct Service {
    id: &'static str,
    name: &'static str,
    area: &'static str,
    /// How readily it is digitised, against the others.
    weight: usize,
    login: bool,
    person: bool,
    property: bool,
    notifies: bool,
}

const fn service(id: &'static str, name: &'static str, area: &'static str, weight: usize, traits: &str) -> Service {
    let traits = traits.as_bytes();
    Service {
        id,
        name,
        area,
        weight,
        login: traits[0] == b'i',
        person: traits[1] == b'p',
        property: traits[2] == b'e',
        notifies: traits[3] == b'v',
    }
}

/// Realistic services, but not the audit's list, which has not been read. The letters:
/// innlogging, persondata, eiendomsdata, varsler innbyggeren.
const SERVICES: [Service; 19] = [
    service("barnehageplass", "Søknad om barnehageplass", "oppvekst", 30, "ip-v"),
    service("sfo-plass", "Søknad om plass i skolefritidsordning", "oppvekst", 22, "ip-v"),
    service("skoleinnmelding", "Innmelding i grunnskolen", "oppvekst", 14, "ip--"),
    service("kulturskole", "Søknad om plass i kulturskolen", "oppvekst", 20, "ip-v"),
    service("foreldrebetaling", "Redusert foreldrebetaling", "oppvekst", 9, "ip--"),
    service("skoleskyss", "Søknad om skoleskyss", "oppvekst", 7, "ip--"),
    service("voksenopplæring", "Søknad om voksenopplæring", "oppvekst", 5, "ip--"),
    service("permisjon", "Søknad om permisjon fra skolen", "oppvekst", 10, "ip--"),
    service("hjemmetjenester", "Søknad om hjemmetjenester", "helse", 5, "ip-v"),
    service("sykehjemsplass", "Søknad om plass på sykehjem", "helse", 3, "ip--"),
    service("støttekontakt", "Søknad om støttekontakt", "helse", 3, "ip--"),
    service("trygghetsalarm", "Søknad om trygghetsalarm", "helse", 4, "ip--"),
    service("sosialhjelp", "Søknad om økonomisk sosialhjelp", "helse", 2, "ip-v"),
    service("parkering", "Parkering for forflytningshemmede", "helse", 6, "ip--"),
    service("byggesøknad", "Søknad om tillatelse til tiltak", "plan", 26, "i-ev"),
    service("nabovarsel", "Nabovarsel", "plan", 12, "i-ev"),
    service("situasjonskart", "Bestilling av situasjonskart", "plan", 24, "--e-"),
    service("eiendomsinformasjon", "Bestilling av opplysninger om eiendom", "plan", 18, "--e-"),
    service("planinnspill", "Innspill til reguleringsplan", "plan", 15, "----"),
];

const COMPONENTS: [(&str, &str); 7] = [
    ("folkeregisteret", "Folkeregisteret"),
    ("enhetsregisteret", "Enhetsregisteret"),
    ("matrikkelen", "Matrikkelen"),
    ("altinn", "Altinn"),
    ("id-porten", "ID-porten"),
    ("krr", "Kontakt- og reservasjonsregisteret"),
    ("digital-postkasse", "Digital postkasse til innbyggere"),
];

const LONG_REASONS: [&str; 4] = [
    "Leverandøren leverer komponenten i neste versjon, som er bestilt til høsten.",
    "Tjenesten deles med nabokommunen, som bytter løsning ved neste anskaffelse.",
    "Avtalen om fagsystemet løper ut neste år, og kravet står i konkurransegrunnlaget.",
    "Kostnaden er vurdert som for høy for antallet søknader; vurderingen er arkivert.",
];

const SHORT_REASONS: [&str; 3] = ["Ikke aktuelt", "For dyrt", "Se tidligere svar"];

struct Row {
    municipality: usize,
    service: usize,
    digital: bool,
    components: Vec<&'static str>,
    reason: &'static str,
}

pub fn sheets() -> Vec<Sheet> {
    let mut chance = Chance::new(4959);
    let people = people(&mut chance);
    let digital = digital(&mut chance, &people);
    let mut rows = Vec::new();
    for (municipality, chosen) in digital.iter().enumerate() {
        for (service, &digital) in chosen.iter().enumerate() {
            rows.push(row(&mut chance, municipality, service, digital));
        }
    }
    plant_slips(&mut rows);
    assert_totals(&people, &rows);
    vec![
        Sheet { path: "tjenester/kommune.csv", text: municipality_text(&people) },
        Sheet { path: "tjenester/tjeneste.csv", text: service_text() },
        Sheet { path: "tjenester/felleskomponent.csv", text: component_text() },
        Sheet { path: "tjenester/kartlegging.csv", text: survey_text(&rows) },
    ]
}

/// Inhabitants of each municipality: 128 have fewer than 5,000.
fn people(chance: &mut Chance) -> Vec<i64> {
    let small = chance.deal(&[(true, SMALL), (false, MUNICIPALITIES - SMALL)]);
    let mut people: Vec<i64> = small
        .into_iter()
        .map(|small| match (small, chance.below(8)) {
            (true, _) => chance.between(380, 4990),
            (false, 0) => chance.between(30_000, 190_000),
            (false, _) => chance.between(5_010, 29_000),
        })
        .collect();
    // The two sides of the limit, so that a rule with the wrong sign is found out.
    for (limit, side) in [(4999, true), (5000, false)] {
        if let Some(first) = people.iter_mut().find(|count| (**count < 5000) == side) {
            *first = limit;
        }
    }
    people
}

/// Which services each municipality offers as digital first choice: 1,339 in all, none in
/// 37 municipalities, at least one in each of the others.
fn digital(chance: &mut Chance, people: &[i64]) -> Vec<[bool; 19]> {
    let mut order: Vec<usize> = (0..people.len()).collect();
    chance.shuffle(&mut order);
    let (small, large): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|&at| people[at] < 5000);
    let (small, large) = (&small[SMALL_WITHOUT..], &large[LARGE_WITHOUT..]);
    let mut chosen = vec![[false; 19]; people.len()];
    let mut total = 0;
    for &at in small.iter().chain(large) {
        total += usize::from(offer(chance, &mut chosen[at]));
    }
    while total < DIGITAL {
        // Larger municipalities have come further.
        let from = if chance.percent(72) { large } else { small };
        let at = chance.pick(from);
        total += usize::from(offer(chance, &mut chosen[at]));
    }
    chosen
}

/// Digitises one more service, chosen by weight; no when the chosen one already was.
fn offer(chance: &mut Chance, chosen: &mut [bool; 19]) -> bool {
    let mut ticket = chance.below(SERVICES.iter().map(|s| s.weight).sum());
    for (at, service) in SERVICES.iter().enumerate() {
        if ticket < service.weight {
            return !std::mem::replace(&mut chosen[at], true);
        }
        ticket -= service.weight;
    }
    false
}

fn row(chance: &mut Chance, municipality: usize, at: usize, digital: bool) -> Row {
    let service = &SERVICES[at];
    let mut components = Vec::new();
    let mut lacks = false;
    if digital {
        let wanted = [
            ("folkeregisteret", service.person, 78),
            ("matrikkelen", service.property, 84),
            ("id-porten", service.login, 86),
            ("krr", service.notifies, 70),
        ];
        for (component, needed, chance_of) in wanted {
            if needed && chance.percent(chance_of) {
                components.push(component);
            } else {
                lacks |= needed;
            }
        }
        for (component, share) in [("altinn", 15), ("digital-postkasse", 12)] {
            if chance.percent(share) {
                components.push(component);
            }
        }
    }
    let reason = match chance.below(10) {
        0..=4 if lacks => chance.pick(&LONG_REASONS),
        5..=6 if lacks => chance.pick(&SHORT_REASONS),
        _ => "",
    };
    Row { municipality, service: at, digital, components, reason }
}

/// Two rows that no component rule applies to name a component that does not exist.
fn plant_slips(rows: &mut [Row]) {
    let idle = rows.iter_mut().filter(|row| !row.digital).step_by(1500).take(2);
    for row in idle {
        row.components = vec!["minside"];
    }
}

fn assert_totals(people: &[i64], rows: &[Row]) {
    let small = |at: usize| people[at] < 5000;
    let none = |at: usize| !rows.iter().any(|row| row.municipality == at && row.digital);
    let count = |fits: &dyn Fn(usize) -> bool| (0..people.len()).filter(|&at| fits(at)).count();
    assert_eq!((people.len(), SERVICES.len(), rows.len()), (261, 19, 4959));
    assert_eq!(count(&small), SMALL);
    assert_eq!(count(&none), 37);
    assert_eq!(count(&|at| none(at) && small(at)), SMALL_WITHOUT);
    assert_eq!(count(&|at| none(at) && !small(at)), LARGE_WITHOUT);
    assert_eq!(rows.iter().filter(|row| row.digital).count(), DIGITAL);
    // As printed in the audit: 27, 14 and 23 per cent.
    let rounded = |part: usize, whole: usize| (part * 200 + whole) / (2 * whole);
    assert_eq!(rounded(DIGITAL, rows.len()), 27);
    assert_eq!(rounded(37, people.len()), 14);
    assert_eq!(rounded(SMALL_WITHOUT, SMALL), 23);
    for reason in LONG_REASONS {
        assert!(reason.chars().count() >= 40, "too short to be accepted: {reason}");
    }
    for reason in SHORT_REASONS {
        assert!(reason.chars().count() < 40, "too long to be refused: {reason}");
    }
}

fn municipality_text(people: &[i64]) -> String {
    let rows = people.iter().enumerate().map(|(at, count)| {
        vec![format!("{:03}", at + 1), format!("Kommune {:03}", at + 1), count.to_string(), SYNTHETIC.to_owned()]
    });
    csv(&["kommune", "navn", "innbyggere", "datagrunnlag"], rows)
}

fn service_text() -> String {
    let rows = SERVICES.iter().map(|service| {
        let cells = [service.id, service.name, service.area, SYNTHETIC];
        cells.map(str::to_owned).to_vec()
    });
    csv(&["tjeneste", "navn", "område", "datagrunnlag"], rows)
}

fn component_text() -> String {
    csv(&["kode", "navn"], COMPONENTS.map(|(code, name)| vec![code.to_owned(), name.to_owned()]))
}

fn survey_text(rows: &[Row]) -> String {
    let head = [
        "id",
        "kommune",
        "tjeneste",
        "digitalt_forstevalg",
        "krever_innlogging",
        "persondata",
        "eiendomsdata",
        "varsler_innbygger",
        "komponenter",
        "begrunnelse",
        "datagrunnlag",
    ];
    let rows = rows.iter().map(|row| {
        let service = &SERVICES[row.service];
        vec![
            format!("{:03}-{:02}", row.municipality + 1, row.service + 1),
            format!("{:03}", row.municipality + 1),
            service.id.to_owned(),
            yes_no(row.digital).to_owned(),
            yes_no(service.login).to_owned(),
            yes_no(service.person).to_owned(),
            yes_no(service.property).to_owned(),
            yes_no(service.notifies).to_owned(),
            row.components.join("|"),
            row.reason.to_owned(),
            SYNTHETIC.to_owned(),
        ]
    });
    csv(&head, rows)
}
