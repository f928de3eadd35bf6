#![no_main]

mod lines;

use tokio::runtime::{Builder, Runtime};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    page_conversations::fuzzing::simulator(input, paused);
});
libfuzzer_sys::fuzz_mutator!(|input: &mut [u8], size: usize, max: usize, seed: u32| {
    lines::mutate(input, size, max, seed)
});

/// Returns a runtime whose clock stands still.
fn paused() -> Runtime {
    let mut runtime = Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true);
    runtime.build().expect("a runtime")
}
