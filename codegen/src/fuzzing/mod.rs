//! What has to hold for any input. The targets in `fuzz/` look for inputs for which it does
//! not, and a test repeats those in `fuzz/corpus`.

mod diff;
mod edit;
mod editor;
mod input;
mod spec;
#[cfg(test)]
mod tests;
mod tree;
mod upstream;

pub use self::diff::diff;
pub use self::editor::editor;
pub use self::spec::{generator, spec};
pub use self::upstream::upstream;
