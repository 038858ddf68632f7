//! The `krav` program: a door to `krav::cli`.

fn main() -> std::process::ExitCode {
    krav::cli::main()
}
