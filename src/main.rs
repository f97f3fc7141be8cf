//! The command line; all of it is in `whosaid::cli`.

/// Records are many small allocations, which took about a tenth of a batch's time with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    whosaid::cli::main(std::env::args_os()).into()
}
