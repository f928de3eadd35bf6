#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| page_conversations::fuzzing::answer(input));
