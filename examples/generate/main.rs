//! Writes the synthetic registries of `examples/tiltak` and `examples/tjenester`.
//!
//! `cargo run --example generate` rewrites the files; with `--check` it compares them
//! with what it would write, and exits 1 if they differ. The same bytes come out every
//! time. Nothing here is data about a real agency, municipality or service.

mod base;
mod tiltak;
mod tiltak_text;
mod tjenester;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// One file to write, with its path below `examples/`.
pub struct Sheet {
    pub path: &'static str,
    pub text: String,
}

fn main() -> ExitCode {
    let check = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(other) => {
            eprintln!("unknown argument {other}; write --check, or nothing");
            return ExitCode::from(2);
        }
    };
    let root = Path::new(option_env!("CARGO_MANIFEST_DIR").unwrap_or(".")).join("examples");
    let mut stale = 0;
    for sheet in tiltak::sheets().into_iter().chain(tjenester::sheets()) {
        let path = root.join(sheet.path);
        if std::fs::read(&path).is_ok_and(|bytes| bytes == sheet.text.as_bytes()) {
            continue;
        }
        stale += 1;
        if let Err(problem) = settle(check, path, &sheet.text) {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
    }
    if check && stale > 0 {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Reports a file that differs, or writes it.
fn settle(check: bool, path: PathBuf, text: &str) -> Result<(), String> {
    if check {
        eprintln!("differs: {}", path.display());
        return Ok(());
    }
    std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    println!("wrote {}", path.display());
    Ok(())
}
