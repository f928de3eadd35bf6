//! Bindings made by a build script, from specs of other edges.
//!
//! That this compiles, without a warning, shows that what is generated stands
//! on the runtime alone. The crate names no other dependency.

macro_rules! bindings {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        pub mod $name {
            include!(concat!(env!("OUT_DIR"), "/", stringify!($name), "/mod.rs"));
        }
    )*};
}

bindings! {
    /// A list of nodes in pages.
    edge,
    /// Every form of type.
    every_type,
    /// What changed from version to version.
    history,
    /// Names that Rust has other plans for.
    names,
    /// One node at a time.
    node,
    /// Our own contract, with a made-up v27.0 opened in it.
    opened,
    /// What operations share.
    reuse,
    /// What answers are wrapped in.
    wrapped,
}
