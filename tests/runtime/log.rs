//! What a thread logs.

use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::util::SubscriberInitExt;

/// All that a thread logs, with `log` or with `tracing`.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Logs all levels of this thread until the guard is dropped.
    pub fn start() -> (Self, impl Drop) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .without_time()
            .with_writer(move || writer.clone())
            .finish();
        keep_events_on();
        (log, subscriber.set_default())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// With a single subscriber, an event that another test reaches first in its own thread, where
/// nothing is logged, would be off for all threads.
fn keep_events_on() {
    #[cfg(feature = "tracing")]
    {
        use tracing::{Dispatch, subscriber::NoSubscriber};
        static SECOND: std::sync::OnceLock<Dispatch> = std::sync::OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(NoSubscriber::new()));
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
