//! What a command takes: peak FILE COMMAND… writes its seconds, its seconds of processor time and its peak memory in MiB
//! into the file, and ends as the command does.
//!
//! The system counts what a process holds before it becomes the command; in a script that is the script's own memory, here
//! it is 2 MiB.
use std::process::{Command, exit};
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(file), Some(command)) = (arguments.next(), arguments.next()) else { panic!("peak FILE COMMAND…") };
    let began = Instant::now();
    let child = Command::new(command).args(arguments).spawn().expect("a command");
    let (mut status, mut usage) = (0, std::mem::MaybeUninit::<libc::rusage>::zeroed());
    // SAFETY: the child is ours, nobody else waits for it, and a zeroed `rusage` is one.
    let usage = unsafe {
        libc::wait4(child.id() as libc::pid_t, &mut status, 0, usage.as_mut_ptr());
        usage.assume_init()
    };
    let seconds = began.elapsed().as_secs_f64();
    let of = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    let (processor, mebibytes) = (of(usage.ru_utime) + of(usage.ru_stime), usage.ru_maxrss as f64 / 1024.0);
    std::fs::write(file, format!("{seconds}\t{processor}\t{mebibytes}\n")).expect("a file");
    exit(if libc::WIFEXITED(status) { libc::WEXITSTATUS(status) } else { 128 });
}
