//! The command line; all of it is in `cli`.

mod cli;

/// Records are many small allocations; this allocator makes whole batches a tenth faster than the system's (`benches/`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
