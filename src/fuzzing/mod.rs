//! What has to hold for any input. The targets in `fuzz/` look for inputs for which it does
//! not, and a test repeats those in `fuzz/corpus`.

mod answer;
mod decoding;
mod redaction;
mod secrets;
mod selection;
#[cfg(all(feature = "simulator", feature = "sync"))]
mod sync;
#[cfg(test)]
mod tests;

pub use self::answer::answer;
pub use self::decoding::decoding;
pub use self::redaction::redaction;
pub use self::selection::selection;
#[cfg(all(feature = "simulator", feature = "sync"))]
pub use self::sync::sync;
#[cfg(feature = "simulator-server")]
pub use crate::simulator::fuzzing::{simulator, world};
