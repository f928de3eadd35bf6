//! What there is to read: Pages, conversations and messages.

pub(crate) mod extras;
pub(crate) mod message;
pub(crate) mod person;
pub(crate) mod seed;
pub(crate) mod thread;
pub(crate) mod threads;
pub(crate) mod world;
