//! Conversions between times and those of other crates.

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

    use crate::times::*;

    proptest! {
        #[test]
        fn a_time_of_chrono_is_the_same_time(time in times()) {
            match DateTime::<Utc>::try_from(time) {
                Ok(theirs) => {
                    prop_assert_eq!(theirs.timestamp(), time.unix_seconds());
                    prop_assert_eq!(Timestamp::from(theirs), time);
                    let east = theirs.with_timezone(&FixedOffset::east_opt(3_600).unwrap());
                    prop_assert_eq!(Timestamp::from(east), time);
                }
                Err(error) => {
                    prop_assert!(DateTime::from_timestamp_secs(time.unix_seconds()).is_none());
                    prop_assert!(error.to_string().contains("`chrono::DateTime<Utc>`"));
                }
            }
        }
    }

    #[test]
    fn a_leap_second_of_chrono_is_the_second_after_it() {
        let day = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap();
        let leap = day
            .and_hms_nano_opt(23, 59, 59, 1_500_000_000)
            .unwrap()
            .and_utc();
        let expected = "2017-01-01T00:00:00.5Z".parse().unwrap();
        assert_eq!(Timestamp::from(leap), expected);
    }
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use crate::times::*;

    proptest! {
        #[test]
        fn a_time_of_jiff_is_the_same_time(time in times()) {
            match jiff::Timestamp::try_from(time) {
                Ok(theirs) => {
                    prop_assert_eq!(theirs.as_nanosecond(), nanoseconds(time));
                    prop_assert_eq!(Timestamp::from(theirs), time);
                    let zoned = theirs.to_zoned_datetime(jiff::tz::TimeZone::UTC);
                    prop_assert_eq!(Timestamp::from(&zoned), time);
                    prop_assert_eq!(Timestamp::from(zoned), time);
                }
                Err(error) => {
                    let theirs = jiff::Timestamp::from_nanosecond(nanoseconds(time));
                    prop_assert!(theirs.is_err());
                    prop_assert!(error.to_string().contains("`jiff::Timestamp`"));
                }
            }
        }
    }
}

#[cfg(feature = "time")]
mod with_time {
    use ::time::{OffsetDateTime, UtcDateTime};

    use crate::times::*;

    proptest! {
        #[test]
        fn a_time_of_the_crate_time_is_the_same_time(time in times()) {
            match OffsetDateTime::try_from(time) {
                Ok(theirs) => {
                    prop_assert_eq!(theirs.unix_timestamp_nanos(), nanoseconds(time));
                    prop_assert_eq!(Timestamp::from(theirs), time);
                    let theirs = UtcDateTime::try_from(time).unwrap();
                    prop_assert_eq!(theirs.unix_timestamp_nanos(), nanoseconds(time));
                    prop_assert_eq!(Timestamp::from(theirs), time);
                }
                Err(error) => {
                    let theirs = OffsetDateTime::from_unix_timestamp(time.unix_seconds());
                    prop_assert!(theirs.is_err());
                    prop_assert!(error.to_string().contains("`time::OffsetDateTime`"));
                }
            }
        }
    }
}
