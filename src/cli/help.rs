//! The words of the command line, in one table: what each command and each option is, in both languages.

mod change;
mod shared;

use crate::base::{Lang, Text};
use crate::data::read::limits::LIMITS;
use clap::Command;

/// A command or an option, and what it does. `id` is `check` for the command, `check.as_of` for its option, and
/// `.lang` for an option of every command.
struct Words {
    id: &'static str,
    nb: &'static str,
    en: &'static str,
}

const fn words(id: &'static str, nb: &'static str, en: &'static str) -> Words {
    Words { id, nb, en }
}

static WORDS: &[Words] = &[
    words("", "Prøver registre mot regler.", "Checks registries against rules."),
    words(
        ".lang",
        "Språk for alt krav skriver: nb eller en [ellers: det omgivelsene sier]",
        "Language of all that krav writes: nb or en [otherwise: what the environment says]",
    ),
    words(
        ".color",
        "Farger: auto, always eller never [ellers: auto]",
        "Colours: auto, always or never [otherwise: auto]",
    ),
    words(".help", "Vis denne hjelpen", "Print this help"),
    words(".version", "Vis versjonen", "Print the version"),
    words(
        "check",
        "Prøv et register mot regler, og si hva som ikke holder",
        "Check a registry against rules, and tell what does not hold",
    ),
    words(
        "check.format",
        "Form på resultatet: {formats} [ellers: human]",
        "Form of the result: {formats} [otherwise: human]",
    ),
    words(
        "check.by",
        "Tell også etter et felt, som virksomhet.departement (markdown, html, xlsx)",
        "Count by a field as well, such as virksomhet.departement (markdown, html, xlsx)",
    ),
    words(
        "check.all",
        "Vis alle funn, ikke bare de første for hver regel",
        "Show every finding, not the first of each rule only",
    ),
    words(
        "check.per_rule",
        "Så mange funn vises for hver regel [ellers: 5]",
        "So many findings are shown a rule [otherwise: 5]",
    ),
    words(
        "check.statistics",
        "Vis bare antall funn for hver regel, de fleste først",
        "Show only the number of findings of each rule, most first",
    ),
    words(
        "check.watch",
        "Prøv på nytt hver gang en av filene endres, til du stanser det",
        "Check again whenever one of the files changes, until you stop it",
    ),
    words(
        "check.baseline",
        "En tidligere rapport (json eller ndjson): bare det som er nytt siden den, feller",
        "An earlier report (json or ndjson): only what is new since then fails the run",
    ),
    words(
        "check.against",
        "Registeret slik det var (fil, mappe eller navn=fil): bare det som endringen bringer, feller",
        "The registry as it was (file, folder or name=file): only what the change brings fails the run",
    ),
    words(
        "check.evidence",
        "Vis hva svaret hviler på: versjoner, utgaver, filenes sha256 og valgene",
        "Show what the answer rests on: versions, editions, the files' sha256 and the options",
    ),
    words("show", "Vis hva krav leser i en fil", "Show what krav reads in a file"),
    words(
        "show.paths",
        "Filer, mapper med tabeller, mønstre som «data/*.csv»; - er standard inn (med --from)",
        "Files, folders of tables, patterns such as \"data/*.csv\"; - is standard input (with --from)",
    ),
    words("show.rows", "Så mange rader [ellers: 20; json: alle]", "So many rows [otherwise: 20; json: all]"),
    words("show.all", "Alle rader", "Every row"),
    words(
        "show.stats",
        "Vis i stedet hva hver kolonne inneholder: antall, manglende, ulike verdier, spenn, de vanligste",
        "Show instead what each column holds: counts, missing, distinct values, range, the most frequent",
    ),
    words("rules", "List opp reglene", "List the rules"),
    words(
        "rules.paths",
        "Regelfiler (.krav), mapper med regler, og mapper med krav.toml [ellers: denne mappen]",
        "Rule files (.krav), folders of rules, and folders with a krav.toml [otherwise: this folder]",
    ),
    words("test", "Kjør prøvene ved reglene, og .spec.md-filer", "Run the tests beside rules, and .spec.md files"),
    words(
        "test.paths",
        "Regelfiler (.krav), .spec.md-filer og mapper [ellers: denne mappen]",
        "Rule files (.krav), .spec.md files and folders [otherwise: this folder]",
    ),
    words(
        "test.as_of",
        "Måledato for prøver uten egen, åååå-mm-dd [ellers: regelens første dag i kraft]",
        "Measuring date of tests without one, yyyy-mm-dd [otherwise: the rule's first day in force]",
    ),
    words(
        "test.format",
        "Form: human, json eller junit [ellers: human]",
        "Form: human, json or junit [otherwise: human]",
    ),
    words(
        "lint",
        "Se etter det som er riktig skrevet i reglene, men neppe ment slik",
        "Look for what is rightly written in the rules, and yet hardly meant so",
    ),
    words(
        "lint.paths",
        "Regelfiler (.krav), mapper med regler, og mapper med krav.toml [ellers: denne mappen, eller reglene til --with]",
        "Rule files (.krav), folders of rules, and folders with a krav.toml [otherwise: this folder, or the rules of --with]",
    ),
    words(
        "lint.with",
        "Et register (mappe eller tabeller) å prøve reglene på, for å finne dem som ikke gjelder noe",
        "A registry (folder or tables) to try the rules on, to find those that apply to nothing",
    ),
    words("lint.as_of", "Måledato for --with [ellers: i dag]", "Measuring date for --with [otherwise: today]"),
    words(
        "lint.fix",
        "Rett det som kan rettes uten at noe svar endres",
        "Mend what can be mended without changing any verdict",
    ),
    words(
        "lint.allow",
        "Se bort fra en sjekk, som vague-word eller K0601; kan gis flere ganger",
        "Leave a lint out, such as vague-word or K0601; may be given several times",
    ),
    words(
        "lint.format",
        "Form på resultatet: {formats} [ellers: human]",
        "Form of the result: {formats} [otherwise: human]",
    ),
    words("fmt", "Sett opp regelfiler på fast måte", "Lay out rule files in the one way"),
    words(
        "fmt.paths",
        "Regelfiler og mapper med regelfiler; - er standard inn [ellers: denne mappen]",
        "Rule files and folders of rule files; - is standard input [otherwise: this folder]",
    ),
    words(
        "fmt.check",
        "Skriv ingenting; vis hva som ville blitt endret, og avslutt med 1 om noe ville det",
        "Write nothing; show what would change, and exit with 1 if anything would",
    ),
    words(
        "fmt.language",
        "Skriv filene om til ordsettet nb, nn eller en; navn, tekster og kommentarer står [ellers: filens eget]",
        "Write the files anew in the keywords nb, nn or en; names, texts and comments stay [otherwise: the file's own]",
    ),
    words(
        "fmt.stdin",
        "Les fra standard inn, og skriv til standard ut",
        "Read standard input, write to standard output",
    ),
    words("init", "Skriv en krav.toml for det som er i en mappe", "Write a krav.toml for what is in a folder"),
    words("init.folder", "Mappen [ellers: denne]", "The folder [otherwise: this one]"),
    words(
        "init.schema",
        "Skriv også krav.schema.json, som redigeringsprogrammer fullfører og prøver krav.toml etter",
        "Write krav.schema.json as well, by which editors complete and check krav.toml",
    ),
    words(
        "new",
        "Begynn på noe nytt: en regel, en pakke, eller en tabell slik en fil er",
        "Begin something new: a rule, a pack, or a table as a file is",
    ),
    words(
        "new rule",
        "Skriv ut en regel med prøve, å legge bak de andre: krav new rule ID tabell.krav >> regler.krav",
        "Print a rule with a test, to put behind the others: krav new rule ID table.krav >> rules.krav",
    ),
    words("new rule.id", "Regelens id, som drøftet-tidlig", "The rule's id, such as discussed-early"),
    words(
        "new rule.paths",
        "Reglene og tabellene som finnes [ellers: denne mappen]",
        "The rules and tables that exist [otherwise: this folder]",
    ),
    words(
        "new rule.table",
        "Tabellen regelen er for [ellers: den som flest regler er for]",
        "The table that the rule is for [otherwise: the one that most rules are for]",
    ),
    words(
        "new rule.language",
        "Ordene i regelen: nb, nn eller en [ellers: de andre reglenes]",
        "The words of the rule: nb, nn or en [otherwise: those of the other rules]",
    ),
    words(
        "new pack",
        "Lag en mappe med regelfil, krav.toml og README, klar til bruk",
        "Make a folder with a rule file, a krav.toml and a README, ready to use",
    ),
    words("new pack.folder", "Mappen, som ikke finnes ennå", "The folder, which does not exist yet"),
    words(
        "new pack.from",
        "En fil å lage en tabell av; kan gis flere ganger [ellers: en liten eksempeltabell]",
        "A file to make a table from; may be given several times [otherwise: a small example table]",
    ),
    words(
        "new pack.language",
        "Ordene i reglene: nb, nn eller en [ellers: språket til krav]",
        "The words of the rules: nb, nn or en [otherwise: the language of krav]",
    ),
    words(
        "new table",
        "Skriv ut tabeller slik filer er: typer, koder, nøkler og referanser gjettet, og hvert gjett forklart",
        "Print tables as files are: types, codes, keys and references guessed, and every guess explained",
    ),
    words("new table.files", "Filene, én tabell hver", "The files, one table each"),
    words(
        "new table.language",
        "Ordene i tabellen: nb, nn eller en [ellers: språket til krav]",
        "The words of the table: nb, nn or en [otherwise: the language of krav]",
    ),
    words(
        "completions",
        "Skriv ut fullføring for et skall, som bash: krav completions bash > ~/.local/share/bash-completion/completions/krav",
        "Print completions for a shell, such as bash: krav completions bash > ~/.local/share/bash-completion/completions/krav",
    ),
    words(
        "completions.shell",
        "Skallet: bash, elvish, fish, powershell eller zsh",
        "The shell: bash, elvish, fish, powershell or zsh",
    ),
    words(
        "man",
        "Skriv ut en manualside: krav man check > krav-check.1",
        "Print a manual page: krav man check > krav-check.1",
    ),
    words(
        "man.command",
        "Kommandoen siden er om [ellers: krav selv]",
        "The command that the page is about [otherwise: krav itself]",
    ),
    words(
        "explain",
        "Forklar en kode i en melding, som K0201, eller en sjekk, som vague-word",
        "Explain a code in a message, such as K0201, or a lint, such as vague-word",
    ),
    words(
        "explain.code",
        "Koden, eller navnet på sjekken; uten noe listes alle kodene",
        "The code, or the name of the lint; without one, every code is listed",
    ),
];

fn all() -> impl Iterator<Item = &'static Words> {
    WORDS.iter().chain(change::WORDS)
}

/// What stands under the help of a command: its exit codes.
const EXIT_CODES: &[(&str, &str, &str)] = &[
    (
        "check",
        "Utgangskoder: 0 i samsvar, 1 brudd eller uavklart, 2 kunne ikke prøves.",
        "Exit codes: 0 compliant, 1 violations or undecided, 2 could not check.",
    ),
    (
        "diff",
        "Utgangskoder: 0 ingenting nytt, 1 nye brudd eller uavklarte, 2 en rapport kan ikke leses.",
        "Exit codes: 0 nothing new, 1 new violations or undecided ones, 2 a report cannot be read.",
    ),
    (
        "impact",
        "Utgangskoder: 0 ingen dom endres, 1 noen får en annen dom, 2 kunne ikke prøves.",
        "Exit codes: 0 no verdict flips, 1 verdicts flip, 2 could not check.",
    ),
    (
        "sweep",
        "Utgangskoder: 2 når et register ikke kunne prøves (de andres svar står), ellers 1 når ett feller, ellers 0.",
        "Exit codes: 2 where a registry could not be checked (the others' answers stand), else 1 where one fails, else 0.",
    ),
    (
        "why",
        "Utgangskoder: 0 forklart, 2 regelen eller nøkkelen finnes ikke, eller registeret kunne ikke prøves.",
        "Exit codes: 0 explained, 2 no such rule or key, or the registry could not be checked.",
    ),
    (
        "verify",
        "Utgangskoder: 0 de samme funnene av de samme filene, 1 noe er et annet, 2 kunne ikke kjøres.",
        "Exit codes: 0 the same findings from the same files, 1 something differs, 2 could not be run.",
    ),
    (
        "fmt",
        "Utgangskoder: 0 i orden, 1 noe ville blitt endret (--check), 2 en fil kan ikke leses.",
        "Exit codes: 0 in order, 1 something would change (--check), 2 a file cannot be read.",
    ),
    (
        "lint",
        "Utgangskoder: 0 ingen funn, 1 funn, 2 reglene kan ikke leses.",
        "Exit codes: 0 no findings, 1 findings, 2 the rules cannot be read.",
    ),
    (
        "new pack",
        "Utgangskoder: 0 skrevet, 2 mappen finnes fra før, eller en fil kan ikke leses.",
        "Exit codes: 0 written, 2 the folder exists already, or a file cannot be read.",
    ),
    (
        "test",
        "Utgangskoder: 0 alle prøver holder, 1 en prøve holder ikke, 2 ingen prøver, eller reglene kan ikke leses.",
        "Exit codes: 0 all tests hold, 1 a test fails, 2 no tests, or the rules cannot be read.",
    ),
];

/// Options of every command stand behind those of the command itself.
const COMMON_LAST: usize = 900;

/// The words of a command or an option.
pub fn text(id: &str) -> Option<Text> {
    let own = all().find(|words| words.id == id).map(|words| (words.nb, words.en));
    let (nb, en) = own.or_else(|| shared(id)).or_else(|| reading(id))?;
    let limits: Vec<&str> = LIMITS.iter().map(|about| about.name).collect();
    let fill = |words: &str| {
        words
            .replace("{formats}", &super::output::formats().join(", "))
            .replace("{readers}", &super::show::readers().join(", "))
            .replace("{limits}", &limits.join(", "))
    };
    Some(Text::new(fill(nb), fill(en)))
}

/// The words of an option that means the same whatever the command.
fn shared(id: &str) -> Option<(&'static str, &'static str)> {
    let (_, option) = id.split_once('.').filter(|(command, _)| !command.is_empty())?;
    shared::WORDS.iter().find(|(name, ..)| *name == option).map(|(_, nb, en)| (*nb, *en))
}

/// The words of an option that fixes how files are read, whatever the command.
fn reading(id: &str) -> Option<(&'static str, &'static str)> {
    let (_, option) = id.split_once('.')?;
    super::reading::WORDS.iter().find(|(name, ..)| *name == option).map(|(_, nb, en)| (*nb, *en))
}

/// The command line with its words in a language.
pub fn in_language(command: Command, lang: Lang) -> Command {
    inside(command, "", lang)
}

/// A command and those in it; `name` is its own with those around it, as in `new table`.
fn inside(command: Command, name: &str, lang: Lang) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_string()).collect();
    names.into_iter().fold(worded(command, name, lang), |command, inner| {
        let full = if name.is_empty() { inner.clone() } else { format!("{name} {inner}") };
        command.mut_subcommand(&inner, |inner| inside(inner, &full, lang))
    })
}

fn worded(command: Command, name: &str, lang: Lang) -> Command {
    let say = |id: &str| text(id).map(|text| text.in_lang(lang).to_string()).unwrap_or_default();
    let heading = |nb: &'static str, en: &'static str| match lang {
        Lang::Nb => nb,
        Lang::En => en,
    };
    let mut command = command
        .about(say(name))
        .help_template(template(name.is_empty(), lang))
        .subcommand_help_heading(heading("Kommandoer", "Commands"))
        .subcommand_value_name(heading("KOMMANDO", "COMMAND"));
    if let Some((_, nb, en)) = EXIT_CODES.iter().find(|(of, ..)| *of == name) {
        command = command.after_help(heading(nb, en));
    }
    command.mut_args(|argument| {
        let id = format!("{name}.{}", argument.get_id());
        let common = format!(".{}", argument.get_id());
        let found = text(&id).or_else(|| text(&common));
        let help = found.map(|text| text.in_lang(lang).to_string()).unwrap_or_default();
        let argument = match argument.get_action().takes_values() {
            true => argument.help(help).hide_default_value(true).hide_possible_values(true),
            false => argument.help(help),
        };
        let argument = if argument.is_global_set() { argument.display_order(COMMON_LAST) } else { argument };
        if argument.is_positional() {
            argument.help_heading(heading("Argumenter", "Arguments"))
        } else if reading(&id).is_some() {
            argument.help_heading(heading("Hvordan filer leses", "How files are read"))
        } else {
            argument.help_heading(heading("Valg", "Options"))
        }
    })
}

fn template(top: bool, lang: Lang) -> &'static str {
    match (top, lang) {
        (true, Lang::Nb) => "krav {version}: {about}\n\nBruk: {usage}\n\n{all-args}{after-help}",
        (true, Lang::En) => "krav {version}: {about}\n\nUsage: {usage}\n\n{all-args}{after-help}",
        (false, Lang::Nb) => "{about}\n\nBruk: {usage}\n\n{all-args}{after-help}",
        (false, Lang::En) => "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_command_and_option_has_its_words_and_every_word_its_option() {
        let command = super::super::arguments::Arguments::command();
        let mut ids = vec![String::new()];
        for argument in command.get_arguments() {
            ids.push(format!(".{}", argument.get_id()));
        }
        let mut open: Vec<(String, &Command)> =
            command.get_subcommands().map(|inner| (inner.get_name().to_string(), inner)).collect();
        while let Some((name, inner)) = open.pop() {
            ids.extend(inner.get_arguments().map(|argument| format!("{name}.{}", argument.get_id())));
            open.extend(inner.get_subcommands().map(|within| (format!("{name} {}", within.get_name()), within)));
            ids.push(name);
        }
        for id in &ids {
            assert!(text(id).is_some(), "{id} has no words");
        }
        for words in all() {
            assert!(ids.iter().any(|id| id == words.id), "{} is no option", words.id);
        }
        for (option, ..) in shared::WORDS {
            let own = |id: &&String| all().any(|words| words.id == **id);
            let commands = ids.iter().filter(|id| id.split_once('.').is_some_and(|(_, name)| name == *option));
            assert!(commands.filter(|id| !own(id)).count() > 1, "{option} is not shared");
        }
    }
}
