//! Conversions from and to the types of other crates, each behind a feature of the crate's
//! name.

use super::{Timestamp, TimestampRangeError};

/// Implements the conversion into a type that cannot represent all times.
macro_rules! try_into {
    ($target:ty, $name:literal, |$time:ident| $convert:expr) => {
        impl TryFrom<Timestamp> for $target {
            type Error = TimestampRangeError;

            /// # Errors
            ///
            /// Returns an error if the type cannot represent the time.
            fn try_from($time: Timestamp) -> Result<Self, Self::Error> {
                $convert.ok_or($time.out_of_range_of($name))
            }
        }
    };
}

#[cfg(feature = "chrono")]
mod of_chrono {
    use chrono::{DateTime, TimeZone, Utc};

    use super::{Timestamp, TimestampRangeError};

    impl<Z: TimeZone> From<DateTime<Z>> for Timestamp {
        /// A leap second becomes the second after it, as in Unix times.
        fn from(time: DateTime<Z>) -> Self {
            Self::from_chrono(&time)
        }
    }

    try_into!(DateTime<Utc>, "chrono::DateTime<Utc>", |time| time
        .to_chrono());
}

#[cfg(feature = "jiff")]
mod of_jiff {
    use jiff::ZonedDateTime;

    use super::{Timestamp, TimestampRangeError};
    use crate::types::timestamp::NANOSECONDS_PER_SECOND;

    impl From<jiff::Timestamp> for Timestamp {
        fn from(time: jiff::Timestamp) -> Self {
            // Negative before 1970, as the seconds are.
            let nanoseconds = i64::from(time.subsec_nanosecond());
            let second = i64::from(NANOSECONDS_PER_SECOND);
            Self {
                seconds: time.as_second() + nanoseconds.div_euclid(second),
                // Below 1,000,000,000.
                nanoseconds: nanoseconds.rem_euclid(second) as u32,
            }
        }
    }

    impl From<ZonedDateTime> for Timestamp {
        fn from(time: ZonedDateTime) -> Self {
            time.timestamp().into()
        }
    }

    impl From<&ZonedDateTime> for Timestamp {
        fn from(time: &ZonedDateTime) -> Self {
            time.timestamp().into()
        }
    }

    try_into!(jiff::Timestamp, "jiff::Timestamp", |time| {
        let second = i128::from(NANOSECONDS_PER_SECOND);
        let nanoseconds = i128::from(time.seconds) * second + i128::from(time.nanoseconds);
        jiff::Timestamp::from_nanosecond(nanoseconds).ok()
    });
}

#[cfg(feature = "time")]
mod of_time {
    use time::{OffsetDateTime, UtcDateTime};

    use super::{Timestamp, TimestampRangeError};

    impl From<OffsetDateTime> for Timestamp {
        fn from(time: OffsetDateTime) -> Self {
            Self {
                seconds: time.unix_timestamp(),
                nanoseconds: time.nanosecond(),
            }
        }
    }

    impl From<UtcDateTime> for Timestamp {
        fn from(time: UtcDateTime) -> Self {
            Self {
                seconds: time.unix_timestamp(),
                nanoseconds: time.nanosecond(),
            }
        }
    }

    try_into!(UtcDateTime, "time::UtcDateTime", |time| {
        let whole = UtcDateTime::from_unix_timestamp(time.seconds).ok();
        whole.and_then(|whole| whole.replace_nanosecond(time.nanoseconds).ok())
    });

    try_into!(OffsetDateTime, "time::OffsetDateTime", |time| {
        let time = UtcDateTime::try_from(time).ok();
        time.map(|time| time.to_offset(time::UtcOffset::UTC))
    });
}
