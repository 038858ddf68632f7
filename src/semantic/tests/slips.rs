//! What people write wrongly, and what is said of it.

/// A text, and the problems that it has: code, marked text, and words of the message or the remedy.
pub type Slip = (&'static str, &'static [(&'static str, &'static str, &'static str)]);

/// Lines of a rule for each measure.
pub const ON_MEASURES: &[Slip] = &[
    ("  skal berorer = hele", &[("K0201", "berorer", "Mente du `berører`?")]),
    ("  skal berører = helle", &[("K0204", "helle", "Mente du `hele`?")]),
    ("  skal helle = berører", &[("K0204", "helle", "Mente du `hele`?")]),
    ("  skal berører i [hele, komuner]", &[("K0204", "komuner", "Mente du `kommuner`?")]),
    (
        "  skal berører = «Hele kommunal sektor»",
        &[("K0203", "«Hele kommunal sektor»", "Skriv koden, uten anførselstegn: `hele`.")],
    ),
    ("  skal berører = «xx»", &[("K0203", "«xx»", "Skriv en av kodene, uten anførselstegn: ingen, hele, kommuner.")]),
    ("  skal berører = drøftet", &[("K0204", "drøftet", "`drøftet` er en kode i en annen liste, Kontakttype.")]),
    (
        "  skal oppstart > «2018-01-01»",
        &[("K0203", "«2018-01-01»", "Datoer skrives uten anførselstegn: `2018-01-01`.")],
    ),
    (
        "  skal oppstart > 2018",
        &[("K0203", "2018", "Skriv hele datoen, som `2018-01-01`, eller sammenlign året: `år(…)`.")],
    ),
    (
        "  skal oppstart = «01.02.2018»",
        &[("K0203", "«01.02.2018»", "Datoer skrives uten anførselstegn: `2018-02-01`.")],
    ),
    ("  skal kostnad > «10»", &[("K0203", "«10»", "Tall skrives uten anførselstegn: `10`.")]),
    (
        "  skal kostnad > navn",
        &[("K0203", "navn", "Sammenlign verdier av samme slag, eller rett typen til feltet i tabellen.")],
    ),
    ("  skal navn", &[("K0211", "navn", "Sammenlign med noe, som `… = …` eller `… >= …`, eller spør `… er oppgitt`.")]),
    ("  skal berører", &[("K0211", "berører", "Sammenlign med en kode, som `… = ingen`, eller spør `… er oppgitt`.")]),
    (
        "  skal kostnad",
        &[("K0211", "kostnad", "Sammenlign med noe, som `… = …` eller `… >= …`, eller spør `… er oppgitt`.")],
    ),
    ("  skal kommuner", &[("K0211", "kommuner", "Spør om noe står i listen: `… har …`.")]),
    ("  skal ferdig = «ja»", &[("K0203", "«ja»", "Skriv feltet alene, eller `= ja`, uten anførselstegn.")]),
    ("  skal ferdig = ja", &[]),
    (
        "  skal navn = Oslo",
        &[(
            "K0201",
            "Oslo",
            "Feltene i tiltak er: id, navn, virksomhet, berører, oppstart, kostnad, antall_brukere, ferdig, kommuner, årsak.",
        )],
    ),
    ("  skal navn = «»", &[("K0219", "«»", "Skriv `felt mangler`.")]),
    ("  skal årsak = «vet ikke»", &[]),
    ("  skal berører = «vet ikke»", &[("K0219", "«vet ikke»", "Skriv `felt mangler`.")]),
    ("  skal virksomhet = «974760673»", &[]),
    ("  skal virksomhet.navnn = «x»", &[("K0201", "navnn", "Mente du `navn`?")]),
    ("  skal virksomhet.departement.navn = «x»", &[("K0203", "navn", "Bare en henvisning til en tabell kan følges.")]),
    ("  skal navn.x = 3", &[("K0203", "x", "Bare en henvisning til en tabell kan følges.")]),
    (
        "  skal kommuner.navn = «x»",
        &[("K0203", "navn", "Spør etter rader som listen har: `finnes(kommune der … har kommune …)`.")],
    ),
    ("  skal kommuner har 301", &[]),
    ("  skal kommuner har «0301»", &[]),
    ("  skal kommuner har «Oslo»", &[("K0203", "«Oslo»", "Sammenlign verdier av samme slag")]),
    ("  skal kommuner = «301»", &[("K0203", "«301»", "Spør om noe står i listen: `liste har noe`.")]),
    ("  skal navn har «x»", &[("K0203", "navn", "Om en tekst inneholder en annen, spør `inneholder(tekst, del)`.")]),
    ("  skal navn i «x»", &[("K0203", "«x»", "Om en tekst inneholder en annen, spør `inneholder(tekst, del)`.")]),
    ("  skal berører < hele", &[("K0203", "berører < hele", "Bruk `=`, eller nevn dem som gjelder: `… i [a, b]`.")]),
    (
        "  skal 1 = 2",
        &[("K0220", "1 = 2", "Denne betingelsen er den samme for hver rad: den nevner ingenting fra registeret.")],
    ),
    (
        "  skal ja",
        &[("K0220", "ja", "Denne betingelsen er den samme for hver rad: den nevner ingenting fra registeret.")],
    ),
    (
        "  skal ferdig og 1 < 2",
        &[("K0220", "1 < 2", "Denne betingelsen er den samme for hver rad: den nevner ingenting fra registeret.")],
    ),
    ("  skal kostnad / 0 > 1", &[("K0219", "0", "Del på et annet tall enn null.")]),
    ("  skal navn + «x» = «y»", &[("K0203", "+", "Det regnes bare med tall og datoer.")]),
    ("  skal oppstart + 30 > måledato", &[]),
    ("  skal oppstart - måledato > 30", &[]),
    (
        "  skal oppstart * 2 > måledato",
        &[(
            "K0203",
            "*",
            "Til en dato legges dager (`dato + 30`) eller måneder (`pluss_måneder(dato, 3)`); dato minus dato er dager.",
        )],
    ),
    ("  skal lenge(navn) > 3", &[("K0207", "lenge", "Mente du `lengde`?")]),
    ("  skal lengd(navn) > 3", &[("K0207", "lengd", "Mente du `lengde`?")]),
    (
        "  skal HVIS(navn = «x», ja, nei)",
        &[("K0207", "HVIS", "Skriv hvem regelen gjelder på en linje for seg, `når …`")],
    ),
    (
        "  skal lengde(kostnad) > 3",
        &[("K0208", "kostnad", "`lengde` vil ha en tekst eller en liste her, men dette er et desimaltall.")],
    ),
    ("  skal lengde(navn, 3) > 3", &[("K0208", "lengde(navn, 3)", "`lengde` tar ett argument, men får 2.")]),
    (
        "  skal lengde > 3",
        &[(
            "K0201",
            "lengde",
            "Feltene i tiltak er: id, navn, virksomhet, berører, oppstart, kostnad, antall_brukere, ferdig, kommuner, årsak.",
        )],
    ),
    (
        "  skal gyldig_orgnr(virksomhet)",
        &[("K0208", "virksomhet", "`gyldig_orgnr` vil ha en tekst her, men dette er en henvisning til virksomhet.")],
    ),
    (
        "  skal passer(navn, /[a-/)",
        &[("K0108", "/[a-/", "Sett `\\` foran tegn som skal stå for seg selv: `\\. \\( \\) \\[ \\] \\+ \\* \\?`.")],
    ),
    (
        "  skal passer(navn, «x»)",
        &[("K0208", "«x»", "`passer` vil ha et regulært uttrykk, `/…/`, her, men dette er en tekst.")],
    ),
    ("  skal finnes(kontkt der kontakt.tiltak = denne)", &[("K0205", "kontkt", "Mente du `kontakt`?")]),
    (
        "  skal finnes(kontakt der kontakt.dato < oppstart)",
        &[("K0210", "finnes(kontakt der kontakt.dato < oppstart)", "Knytt dem sammen: `kontakt.tiltak = denne og …`.")],
    ),
    (
        "  skal finnes(kontakt der tiltak = denne)",
        &[("K0210", "finnes(kontakt der tiltak = denne)", "Knytt dem sammen: `kontakt.tiltak = denne og …`.")],
    ),
    ("  skal finnes(kontakt der type = drøftet)", &[("K0201", "type", "Nakne navn her gjelder tiltak.")]),
    ("  skal finnes(kontakt der kontakt.type = drøft)", &[("K0204", "drøft", "Kodene er: informert, drøftet.")]),
    (
        "  skal alle(kontakt der kontakt.tiltak = denne)",
        &[(
            "K0208",
            "alle(kontakt der kontakt.tiltak = denne)",
            "`alle` må si hva som skal gjelde for radene, etter kolon.",
        )],
    ),
    (
        "  skal antall(kontakt der kontakt.tiltak = denne: kontakt.tidlig) > 1",
        &[("K0208", "kontakt.tidlig", "`antall` tar ikke noe etter kolon.")],
    ),
    (
        "  skal sum(kontakt der kontakt.tiltak = denne) > 1",
        &[("K0208", "kontakt", "`sum` må si hvilket felt i kontakt den tar.")],
    ),
    ("  skal sum(kostnad) > 1", &[("K0205", "kostnad", "Skriv `sum(tabell.felt der …)`.")]),
    (
        "  skal sum(kontakt.dato der kontakt.tiltak = denne) > 1",
        &[("K0203", "dato", "Velg et annet felt, eller rett typen.")],
    ),
    (
        "  skal antall(kontakt.dato der kontakt.tiltak = denne) > 1",
        &[("K0208", "kontakt.dato", "`antall` går over rader, ikke over et felt.")],
    ),
    ("  skal antall(der ferdig) > 1", &[("K0205", "antall(der ferdig)", "Skriv `antall(tabell der …)`.")]),
    ("  skal andel(kontakt der kontakt.tiltak = denne: kontakt.tidlig) >= 90", &[("K0203", "90", "Skriv `90 %`.")]),
    (
        "  skal finnes(kontakt der kontakt.tiltak = denne og finnes(virksomhet der virksomhet.orgnr = navn))",
        &[(
            "K0221",
            "navn",
            "Gi den innerste samlingen et navn med `begrep … for kontakt er …`, og bruk begrepet her.",
        )],
    ),
    (
        "  skal finnes(kontakt der kontakt.tiltak = denne og drøftet_med_ks)",
        &[("K0221", "drøftet_med_ks", "Flytt det ut av parentesen og knytt det til med «og».")],
    ),
    (
        "  skal hele",
        &[(
            "K0201",
            "hele",
            "Feltene i tiltak er: id, navn, virksomhet, berører, oppstart, kostnad, antall_brukere, ferdig, kommuner, årsak.",
        )],
    ),
    (
        "  skal kontakt = denne",
        &[(
            "K0201",
            "kontakt",
            "Feltene i tiltak er: id, navn, virksomhet, berører, oppstart, kostnad, antall_brukere, ferdig, kommuner, årsak.",
        )],
    ),
    ("  skal berører = [hele]", &[("K0203", "[hele]", "Skriv `x i [a, b]`.")]),
    ("  skal berører i []", &[("K0220", "[]", "Ingenting er i en tom liste.")]),
    (
        "  skal ferdig\n  bør ferdig",
        &[(
            "K0213",
            "bør ferdig",
            "Del den i to regler med samme kilde og utvalg: `r` med `skal`, og `r-anbefalt` med `bør`.",
        )],
    ),
    ("  når ferdig", &[("K0212", "r", "Regelen r mangler en linje med `skal` eller `bør`.")]),
    (
        "  skal ferdig\n  melding «{nvn} og {navn»",
        &[
            ("K0218", "nvn", "Mente du `navn`?"),
            ("K0218", "{", "En klamme som skal stå i teksten, skrives dobbelt: `{{`."),
        ],
    ),
    (
        "  skal ferdig\n  melding «{navn} {{x}} {virksomhet.departement} {drøftet_med_ks} {antall(kontakt)} {}»",
        &[
            (
                "K0218",
                "antall(kontakt)",
                "Skal noe regnes ut, lager du et begrep, `begrep navn for tabell er …`, og skriver `{navn}`.",
            ),
            (
                "K0218",
                "",
                "Skal noe regnes ut, lager du et begrep, `begrep navn for tabell er …`, og skriver `{navn}`.",
            ),
        ],
    ),
    ("  skal ferdig\n  melding «a»\n  melding «b»", &[("K0214", "melding «b»", "Regelen kan bare ha én slik linje.")]),
    (
        "  skal ferdig\n  eller forklar kostnad, når lengde(årsak) > 10",
        &[("K0203", "kostnad", "Nevn feltet som forklaringen skrives i, ikke en kode eller et begrep.")],
    ),
    (
        "  skal ferdig\n  i kraft fra 2019-01-01 til 2018-01-01",
        &[(
            "K0217",
            "i kraft fra 2019-01-01 til 2018-01-01",
            "Perioden slutter 2018-01-01, før den begynner 2019-01-01.",
        )],
    ),
    ("  skal ferdig\n  for hver kontakt", &[("K0214", "for hver kontakt", "Regelen kan bare ha én slik linje.")]),
    ("  skal ferdig\n  vurderes per navn", &[("K0203", "navn", "Nevn et datofelt i raden.")]),
    ("  skall ferdig", &[("K0101", "skall", "Ukjent ord `skall` på begynnelsen av linjen")]),
    (
        "  skal kostnad > 10 mill. kr",
        &[("K0203", "10 mill. kr", "Skriv `enhet «mill. kr»` på feltet i tabellen, eller stryk enheten her.")],
    ),
];

/// Lines of a rule, its subject with them.
pub const IN_RULES: &[Slip] = &[
    (
        "  for hvert virksomhet.departement i tiltak\n  bør andel(der ferdig: drøftet_med_ks) >= 90 %\n  melding «{virksomhet.departement} {denne} {navn}»",
        &[("K0218", "navn", "Spør om radene i gruppen i en samling, som `antall(der navn …)`.")],
    ),
    (
        "  for hvert virksomhet.departement i tiltak\n  skal ferdig",
        &[("K0221", "ferdig", "Spør om radene i gruppen i en samling, som `antall(der ferdig …)`.")],
    ),
    ("  for hvert virksomhet.departement i tiltak\n  skal virksomhet.departement = «KMD» og denne = «KMD»", &[]),
    (
        "  for hvert virksomhet.departement i tiltak\n  skal sum(kostnad der ferdig) > 3 og største(tiltak.oppstart) > 2018-01-01",
        &[],
    ),
    (
        "  for hvert virksomhet.departement i tiltak\n  skal sum(virksomhet.x) > 3",
        &[("K0222", "virksomhet", "For tabellen: gi radene et navn, `(virksomhet.felt som x …)`.")],
    ),
    (
        "  for hvert virksomhet.departement i tiltak\n  skal antall(virksomhet der virksomhet.departement = denne) > 3",
        &[],
    ),
    (
        "  for hvert virksomhet.departement i tiltak\n  skal antall(virksomhet der departement = denne) > 3",
        &[("K0221", "departement", "Skriv `virksomhet.departement`.")],
    ),
    (
        "  for hvert virksomhet.departement i tiltak\n  skal antall(der finnes(kontakt der kontakt.tiltak = denne og kontakt.dato < oppstart)) > 3",
        &[],
    ),
    (
        "  for hvert virksomhet.departement i tiltak\n  skal antall(kontakt der antall(der ferdig) > 3) > 3",
        &[("K0221", "antall(der ferdig)", "Nevn tabellen, `antall(tabell der …)`, eller flytt den ut av parentesen.")],
    ),
    (
        "  for hvert virksomhet i tiltak\n  skal virksomhet.navn er oppgitt\n  melding «{virksomhet.navn} {denne.navn}»",
        &[],
    ),
    (
        "  for hvert kommuner i tiltak\n  skal antall(der ferdig) > 3",
        &[("K0203", "kommuner", "Velg et felt med én verdi.")],
    ),
    (
        "  for hvert virksomhet.departement\n  skal antall(der ferdig) > 3",
        &[(
            "K0205",
            "virksomhet.departement",
            "For grupper av rader, si hvilken tabell de står i: `for hver virksomhet.departement i tabell`.",
        )],
    ),
    ("  for hvert tiltk\n  skal feerdig", &[("K0205", "tiltk", "Mente du `tiltak`?")]),
    ("  for registeret\n  skal antall(tiltak) = 412\n  skal antall(tiltak der berører = hele) = 95", &[]),
    ("  for registeret\n  skal ferdig", &[("K0221", "ferdig", "Spør om rader i en samling, som `antall(tabell)`.")]),
    (
        "  for registeret\n  skal denne.ferdig",
        &[("K0221", "denne.ferdig", "Skal regelen gjelde hver rad, skriver du `for hver tabell` øverst i den.")],
    ),
    ("  for registeret\n  skal antall(tiltak der finnes(kontakt der kontakt.tiltak = denne)) = 95", &[]),
    (
        "  for registeret\n  skal antall(tiltak) = 412\n  melding «{antall}»",
        &[("K0218", "antall", "Spør om rader i en samling, som `antall(tabell)`.")],
    ),
    ("  for registeret\n  skal antall(tiltak der berører = helle) = 412", &[("K0204", "helle", "Mente du `hele`?")]),
    (
        "  for hvert tiltak\n  skal antall(tiltak som t der t.virksomhet = virksomhet og t.oppstart < oppstart) < 10",
        &[],
    ),
    ("  for hver kontakt\n  skal tiltak.drøftet_med_ks og tidlig", &[]),
    (
        "  for hver kontakt\n  skal finnes(tiltak der tiltak = denne.tiltak)",
        &[("K0222", "tiltak", "Skriv `denne.tiltak` for feltet, eller gi raden et annet navn: `(tiltak som x …)`.")],
    ),
    (
        "  for hver kontakt\n  skal finnes(tiltak der tiltak.id = tiltak)",
        &[("K0222", "tiltak", "Skriv `denne.tiltak` for feltet, eller gi raden et annet navn: `(tiltak som x …)`.")],
    ),
    (
        "  for hver kontakt\n  skal antall(kontakt som k der k = denne) = 1",
        &[("K0215", "denne", "Skriv `nøkkel` ved feltet som skiller radene, eller `nøkkel (a, b)` når det er flere.")],
    ),
    ("  for hver kontakt\n  skal type = utfall og type i [informert, utfall]", &[]),
    ("  for hver kommune\n  skal nr = «0301»", &[("K0203", "«0301»", "Tall skrives uten anførselstegn: `301`.")]),
    (
        "  for hvert tiltak\n  skal kommuner har 301 og finnes(kommune der kommuner har kommune)",
        &[(
            "K0210",
            "finnes(kommune der kommuner har kommune)",
            "Knytt dem med et felt som er likt i begge: `kommune.felt = felt og …`.",
        )],
    ),
    ("  skal ferdig", &[("K0212", "r", "Regelen r mangler hva den gjelder.")]),
    (
        "  for hvert tiltak\n  skal ferdig er oppgitt og 3 er oppgitt og berører i [hele, denne.berører]",
        &[(
            "K0220",
            "3 er oppgitt",
            "Denne betingelsen er den samme for hver rad: den nevner ingenting fra registeret.",
        )],
    ),
    (
        "  for hvert tiltak\n  skal første_oppgitte(berører, hele) = hele og første_oppgitte(kostnad, navn) = 3",
        &[("K0203", "navn", "Sammenlign verdier av samme slag, eller rett typen til feltet i tabellen.")],
    ),
    (
        "  for hvert tiltak\n  skal antall_brukere / 2 > 10 og -kostnad < -3 og -navn = 3",
        &[("K0203", "navn", "Stryk minustegnet, eller rett typen.")],
    ),
    (
        "  for hvert tiltak\n  skal alle(kontakt der kontakt.tiltak = denne: tidlig)",
        &[("K0201", "tidlig", "Nakne navn her gjelder tiltak.")],
    ),
];

/// Whole files.
pub const WHOLE: &[Slip] = &[
    (
        "tabell a\n  id tekst, nøkkel, nøkkel\n  b heltal\n  c d\n  e Kode\n  f liste av liste av tekst\nkoder Kode\n  x «X»\n  y «x»\n  x",
        &[
            ("K0214", "nøkkel", "Egenskapen står to ganger."),
            ("K0206", "heltal", "Mente du `heltall`?"),
            ("K0206", "d", "Mente du `a`?"),
            ("K0223", "liste av liste av tekst", "Denne versjonen av krav støtter ikke lister av lister."),
            ("K0202", "«x»", "Stryk den ved den ene (store og små bokstaver er like her)."),
            ("K0202", "x", "Stryk den ene, eller gi den et annet navn."),
        ],
    ),
    (
        "tabell a\n  id tekst\n  n tekst\ntabell b\n  a a\n  as liste av a\nregel r\n  for hver b\n  skal a.n = «x»",
        &[
            ("K0215", "a", "Skriv `nøkkel` ved feltet i a som skiller radene."),
            ("K0215", "liste av a", "Skriv `nøkkel` ved feltet i a som skiller radene."),
            ("K0212", "r", "Regelen r mangler kilde."),
        ],
    ),
    (
        "tabell a\n  id tekst, mønster /[/\n  n tekst, skilt med «;», blank betyr ingen, mellom 1 og 2\n  t heltall, mellom 5 og 1\n  u heltall, mellom 1.5 og 3\n  d dato, mellom 2018-01-01 og 2019-01-01, format «dd.mm.yyyy»\n  l liste av tekst, unik, format «x», skilt med «»\n  k heltall, bredde 4\n  m desimal, enhet «mill. kr»",
        &[
            ("K0108", "/[/", "Sett `\\` foran tegn som skal stå for seg selv: `\\. \\( \\) \\[ \\] \\+ \\* \\?`."),
            ("K0216", "skilt med «;»", "Egenskapen gjelder lister, men `n` er en tekst."),
            ("K0216", "blank betyr ingen", "Egenskapen gjelder lister, men `n` er en tekst."),
            ("K0216", "mellom 1 og 2", "Egenskapen gjelder tall og datoer, men `n` er en tekst."),
            ("K0217", "5 og 1", "Nedre grense er større enn øvre."),
            ("K0203", "1.5", "Tall skrives uten anførselstegn og enhet."),
            ("K0216", "«dd.mm.yyyy»", "Datomønsteret «dd.mm.yyyy» kan ikke leses."),
            ("K0216", "unik", "Egenskapen gjelder felt som kan skille rader, men `l` er en liste av tekster."),
            ("K0216", "format «x»", "Egenskapen gjelder datoer og tall, men `l` er en liste av tekster."),
            ("K0216", "«»", "Skilletegnet er tomt."),
            ("K0216", "bredde 4", "Egenskapen gjelder tekster, men `k` er et heltall."),
        ],
    ),
    (
        "tabell a\n  id tekst, nøkkel\n  n tekst, nøkkel\ntabell b\n  id tekst\n  n tekst\n  nøkkel (id, m)\ntabell c\n  l liste av tekst, nøkkel",
        &[
            ("K0214", "n", "Tabellen har to nøkler."),
            ("K0201", "m", "Mente du `n`?"),
            ("K0216", "l", "En nøkkel kan ikke være en liste av tekster."),
        ],
    ),
    (
        "tabell a\n  id tekst\n  n tekst\n  nøkkel (id, n)\ntabell b\n  a a",
        &[("K0215", "a", "men nøkkelen der er av flere felt")],
    ),
    (
        "koder K\ntabell K\n  id tekst\ntabell t\n  id tekst\n  id dato\ntabell t\n  x tekst\nregel r\n  kilde lov «x»\n  for hver t\n  skal x = «x»\nregel r\n  kilde lov «y»\n  for hver t\n  skal id = «x»",
        &[
            ("K0212", "K", "Kodelisten K har ingen koder."),
            ("K0202", "K", "Stryk den ene, eller gi den et annet navn."),
            ("K0202", "id", "Stryk den ene, eller gi den et annet navn."),
            ("K0202", "t", "Stryk den ene, eller gi den et annet navn."),
            ("K0202", "r", "Stryk den ene, eller gi den et annet navn."),
        ],
    ),
    (
        "tabell t\n  id tekst\nbegrep a for t er b og c\nbegrep b for t er c\nbegrep c for t er ikke a\nbegrep d for t er a\nbegrep e for t er e\nbegrep id for t er id = «x»\nbegrep f for tt er id = «x»\nregel r\n  kilde lov «x»\n  for hver t\n  skal f og d",
        &[
            ("K0209", "a", "Begrepene definerer hverandre i ring: a → b → c → a."),
            ("K0209", "e", "Begrepene definerer hverandre i ring: e → e."),
            ("K0202", "id", "Et begrep brukes som et felt, så begreper og felt i en tabell må hete forskjellig."),
            ("K0205", "tt", "Mente du `t`?"),
        ],
    ),
    (
        "pakke p\n  i kraft fra 2017-01-01 til 2018-01-01\ntabell t\n  id tekst\nregel r\n  kilde lov «x»\n  for hver t\n  skal id = «x»\n  i kraft fra 2019-01-01\nregel s\n  kilde lov «x»\n  for hver t\n  skal id = «x»\n  i kraft fra 2017-06-01\nprøve t\n  t { id: «x» } -> brudd\nprøve s\n  t { id: «x» } -> brudd",
        &[
            ("K0217", "i kraft fra 2019-01-01", "Regelen er aldri i kraft: perioden ligger utenfor pakkens."),
            ("K0201", "t", "Mente du `r`?"),
        ],
    ),
    (
        "tabell t\n  id tekst\n  !!\nkoder K\n  a\n  !!\nregel r\n  kilde lov «x»\n  for hver t\n  skal x = «x»",
        &[("K0101", "!", "Her kan det ikke stå `!`"), ("K0101", "!", "Her kan det ikke stå `!`")],
    ),
    (
        "tabell t\n  id tekst, ikke oppgitt «x» | «X», ikke relevant «y»\n  k K, ikke oppgitt «Aa»\nkoder K\n  aa\nunntak r\n  til 2018-01-01\n  fordi «x»\n  godkjent av «y»",
        &[
            ("K0216", "«X»", "«X» er nevnt før, og kan ikke bety to ting."),
            ("K0216", "«Aa»", "«Aa» er også en kode i listen, og kan ikke bety to ting."),
            ("K0101", "r", "Det mangler `for` foran `r`"),
        ],
    ),
    (
        "tabell fjor av t\ntabell t\n  id tekst\n  gyldig a til b\nregel r\n  kilde lov «x»\n  for hver t\n  skal finnes(fjor der fjor.id = id)",
        &[("K0201", "a", "Tabellen har ikke noe felt `a`."), ("K0201", "b", "Tabellen har ikke noe felt `b`.")],
    ),
];
