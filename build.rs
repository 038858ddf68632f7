//! Hands `benches/layout.ld` to the linker, so that the functions of a small check lie together in the program: it then
//! takes 4 MiB less. Nothing depends on it. Where the linker is not the usual one of a Linux system, or does not take the
//! list, the program is laid out as any other. So it is where `KRAV_LAYOUT` is `off`.
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=benches/layout.ld");
    println!("cargo::rerun-if-env-changed=KRAV_LAYOUT");
    let layout = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo")).join("benches/layout.ld");
    if usual_linker() && taken(&layout) {
        println!("cargo::rustc-link-arg-bin=krav=-T{}", layout.display());
    }
}

/// Whether a release is built on Linux for the same system, with the linker that rustc finds by itself.
fn usual_linker() -> bool {
    let is = |name: &str, wanted: &str| env::var(name).is_ok_and(|value| value == wanted);
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    !is("KRAV_LAYOUT", "off")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("PROFILE", "release")
        && env::var("TARGET").ok() == env::var("HOST").ok()
        && env::var_os("RUSTC_LINKER").is_none()
        && !flags.contains("link")
}

/// Whether the linker takes the list: rustc links an empty program with it, with the flags and the linker of this build.
/// mold, for one, knows no such lists.
fn taken(layout: &Path) -> bool {
    let (Some(out), Some(rustc)) = (env::var_os("OUT_DIR"), env::var_os("RUSTC")) else { return false };
    let (out, flags) = (PathBuf::from(out), env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default());
    let empty = out.join("empty.rs");
    if fs::write(&empty, "fn main() {}\n").is_err() {
        return false;
    }
    Command::new(rustc)
        .arg(empty)
        .arg("-o")
        .arg(out.join("linked-with-layout"))
        .arg(format!("-Clink-arg=-T{}", layout.display()))
        .args(flags.split('\u{1f}').filter(|flag| !flag.is_empty()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
