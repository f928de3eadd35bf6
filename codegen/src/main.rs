//! `cargo codegen`: see [`page_conversations_codegen::cli`].

use std::process::ExitCode;

/// Syntax trees are many small allocations, made and freed on many threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    page_conversations_codegen::cli::main()
}
