//! `krav init`: a `krav.toml` for what a folder holds.

use super::Terminal;
use super::arguments::Init;
use crate::driver::starter::init;
use crate::driver::starter::save;
use crate::report::visible::visible;
use std::io;

pub fn run(terminal: &mut Terminal, command: &Init) -> io::Result<u8> {
    let draft = init::settings(terminal.world, &command.folder, terminal.lang);
    match draft.and_then(|draft| save(terminal.world, &draft).map(|()| draft).map_err(|problem| vec![problem])) {
        Ok(draft) => {
            writeln!(terminal.out, "{}", visible(&draft.path))?;
            Ok(0)
        }
        Err(problems) => Ok(terminal.refuse(&problems)),
    }
}
