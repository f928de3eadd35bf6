//! Conversions from and to [`SystemTime`].

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Timestamp, TimestampRangeError};

impl Timestamp {
    pub(super) const fn out_of_range_of(self, target: &'static str) -> TimestampRangeError {
        TimestampRangeError { time: self, target }
    }
}

impl From<SystemTime> for Timestamp {
    /// Returns [`Timestamp::MIN`] or [`Timestamp::MAX`] for a time beyond them, which the
    /// system times of current platforms do not reach.
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => Self::UNIX_EPOCH.saturating_add(since),
            Err(before) => Self::UNIX_EPOCH.saturating_sub(before.duration()),
        }
    }
}

impl TryFrom<Timestamp> for SystemTime {
    type Error = TimestampRangeError;

    /// # Errors
    ///
    /// Returns an error if the platform cannot represent the time.
    fn try_from(time: Timestamp) -> Result<Self, Self::Error> {
        let seconds = Duration::from_secs(time.seconds.unsigned_abs());
        let whole = match time.seconds < 0 {
            true => UNIX_EPOCH.checked_sub(seconds),
            false => UNIX_EPOCH.checked_add(seconds),
        };
        let rest = Duration::from_nanos(time.nanoseconds.into());
        let time_of_system = whole.and_then(|whole| whole.checked_add(rest));
        time_of_system.ok_or(time.out_of_range_of("SystemTime"))
    }
}
