#![no_main]

mod lines;

libfuzzer_sys::fuzz_target!(|input: &[u8]| page_conversations_codegen::fuzzing::generator(input));
libfuzzer_sys::fuzz_mutator!(|input: &mut [u8], size: usize, max: usize, seed: u32| {
    lines::mutate(input, size, max, seed)
});
