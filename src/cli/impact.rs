//! `krav impact`: a registry under two sets of rules.

use super::Terminal;
use super::arguments::{Impact, Listing};
use crate::driver::Request;
use crate::driver::change::impact;
use crate::driver::request::{self, Arguments, Gathered, Refused};
use crate::report::format::View;
use crate::world::Stream;
use std::io;

pub fn run(terminal: &mut Terminal, command: &Impact) -> io::Result<u8> {
    let (as_of, reading) = match command.judged.date_and_reading() {
        Ok(both) => both,
        Err(problems) => return Ok(terminal.refuse(&problems)),
    };
    let said = Arguments { lang: terminal.named, as_of, ..Arguments::new(terminal.locale) };
    let here = vec![".".to_string()];
    let paths =
        if command.paths.is_empty() && command.judged.tables.table.is_empty() { here } else { command.paths.clone() };
    let registry = Arguments { paths, tables: command.judged.tables.table.clone(), reading, ..said.clone() };
    let rules = |rules: &[String]| Arguments { rules: rules.to_vec(), ..said.clone() };
    let gathered = [registry, rules(&command.rules_from), rules(&command.rules_to)]
        .map(|arguments| request::gather(terminal.world, &arguments));
    let [registry, from, to] = match gathered {
        [Ok(registry), Ok(from), Ok(to)] => [registry, from, to].map(|Gathered { request, .. }| request),
        refused => {
            let refused = refused.into_iter().filter_map(Result::err).collect::<Vec<Refused>>();
            terminal.lang = refused.first().map_or(terminal.lang, |refused| refused.lang);
            let problems: Vec<_> = refused.into_iter().flat_map(|refused| refused.problems).collect();
            return Ok(terminal.refuse(&problems));
        }
    };
    terminal.lang = registry.lang;
    let with = |rules: Vec<String>| Request { rules, findings: true, ..registry.clone() };
    let impacted = match impact::impact(terminal.world, &with(from.rules), &with(to.rules)) {
        Ok(impacted) => impacted,
        Err((sources, problems)) => {
            terminal.tell(&problems, &sources);
            return Ok(super::REFUSED);
        }
    };
    let view = terminal.view(Stream::Out);
    let view = View { per_rule: view.per_rule.filter(|_| !command.all), ..view };
    match command.format {
        Listing::Human => impacted.human(terminal.lang, &view, terminal.out)?,
        Listing::Json => impacted.json(terminal.out)?,
    }
    Ok(u8::from(!impacted.flips.is_empty()))
}
