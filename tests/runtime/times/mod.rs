//! Times: how they are read, written, computed with and converted.

mod conversions;

use std::panic::catch_unwind;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use page_conversations::v26_0::ListConversations;
use page_conversations::{Error, ParseTimestampError, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, from_value, json, to_value};

use crate::loopback::{answering, graph, page};

/// 2021-07-23T09:28:50Z.
const TIME: Timestamp = Timestamp::from_unix_seconds(1_627_032_530);

fn time(value: impl Into<Value>) -> Result<Timestamp, serde_json::Error> {
    from_value(value.into())
}

/// What a time is read back as after it was written.
fn again(time: &Timestamp) -> Timestamp {
    serde_json::from_str(&serde_json::to_string(time).unwrap()).unwrap()
}

/// Every time, and those that other types have too more often.
fn times() -> impl Strategy<Value = Timestamp> {
    let seconds = prop_oneof![
        any::<i64>(),
        Just(i64::MIN),
        Just(i64::MAX),
        -62_167_219_201..253_402_300_801_i64,
        -3..3_i64,
    ];
    let nanoseconds = prop_oneof![Just(0), Just(999_999_999), 0..1_000_000_000_u32];
    (seconds, nanoseconds).prop_map(|(seconds, nanoseconds)| {
        let whole = Timestamp::from_unix_seconds(seconds);
        whole + Duration::from_nanos(nanoseconds.into())
    })
}

fn durations() -> impl Strategy<Value = Duration> {
    let seconds = prop_oneof![any::<u64>(), Just(u64::MAX), 0..3_u64, 0..(1_u64 << 40)];
    let nanoseconds = prop_oneof![Just(0), Just(999_999_999), 0..1_000_000_000_u32];
    (seconds, nanoseconds).prop_map(|(seconds, nanoseconds)| Duration::new(seconds, nanoseconds))
}

/// The Unix time in nanoseconds, as a number that does not overflow.
fn nanoseconds(time: Timestamp) -> i128 {
    i128::from(time.unix_seconds()) * 1_000_000_000 + i128::from(time.subsec_nanos())
}

proptest! {
    #[test]
    fn a_time_that_is_written_is_read_again(time in times()) {
        prop_assert_eq!(time.to_string().parse(), Ok(time));
        prop_assert_eq!(again(&time), time);
    }

    #[test]
    fn no_text_makes_parsing_panic(text in ".{0,40}") {
        let _: Result<Timestamp, ParseTimestampError> = text.parse();
    }

    #[test]
    fn milliseconds_are_those_that_a_time_was_made_from(milliseconds in any::<i64>()) {
        let time = Timestamp::from_unix_milliseconds(milliseconds);
        prop_assert_eq!(time.unix_milliseconds(), i128::from(milliseconds));
        prop_assert_eq!(time.unix_seconds(), milliseconds.div_euclid(1_000));
    }

    #[test]
    fn milliseconds_are_rounded_down(time in times()) {
        let expected = nanoseconds(time).div_euclid(1_000_000);
        prop_assert_eq!(time.unix_milliseconds(), expected);
    }

    #[test]
    fn times_are_ordered_as_their_nanoseconds(one in times(), other in times()) {
        prop_assert_eq!(one.cmp(&other), nanoseconds(one).cmp(&nanoseconds(other)));
    }

    #[test]
    fn sums_and_differences_are_exact(time in times(), duration in durations()) {
        let (sum, difference) = (time.checked_add(duration), time.checked_sub(duration));
        let count = i128::try_from(duration.as_nanos()).unwrap();
        let expected = |count: i128| {
            let limits = nanoseconds(Timestamp::MIN)..=nanoseconds(Timestamp::MAX);
            limits.contains(&count).then_some(count)
        };
        prop_assert_eq!(sum.map(nanoseconds), expected(nanoseconds(time) + count));
        prop_assert_eq!(difference.map(nanoseconds), expected(nanoseconds(time) - count));
        prop_assert_eq!(time.saturating_add(duration), sum.unwrap_or(Timestamp::MAX));
        prop_assert_eq!(time.saturating_sub(duration), difference.unwrap_or(Timestamp::MIN));
        if let Some(sum) = sum {
            prop_assert_eq!(time + duration, sum);
            prop_assert_eq!(sum - duration, time);
            prop_assert_eq!(sum - time, duration);
            let mut changed = time;
            changed += duration;
            prop_assert_eq!(changed, sum);
            changed -= duration;
            prop_assert_eq!(changed, time);
        }
    }

    #[test]
    fn the_duration_between_times_is_exact(one in times(), other in times()) {
        let between = nanoseconds(one) - nanoseconds(other);
        let since = one.checked_duration_since(other);
        prop_assert_eq!(since.is_some(), between >= 0);
        if let Some(since) = since {
            prop_assert_eq!(i128::try_from(since.as_nanos()).unwrap(), between);
        }
        let difference = i128::try_from(one.abs_diff(other).as_nanos()).unwrap();
        prop_assert_eq!(difference, between.abs());
    }

    #[test]
    fn a_system_time_is_the_same_time(time in times()) {
        if let Ok(system) = SystemTime::try_from(time) {
            prop_assert_eq!(Timestamp::from(system), time);
        }
    }
}

#[test]
fn a_time_reads_in_the_forms_that_graph_writes() {
    let texts = [
        "2021-07-23T09:28:50+0000",
        "2021-07-23T09:28:50+00:00",
        "2021-07-23T09:28:50Z",
        "2021-07-23T11:28:50+0200",
        "2021-07-23T04:58:50-0430",
        "1627032530",
    ];
    for text in texts {
        assert_eq!(time(text).unwrap(), TIME, "{text}");
        assert_eq!(text.parse(), Ok(TIME), "{text}");
    }
    assert_eq!(time(1_627_032_530).unwrap(), TIME);
    // A leap second is the second after it, as in Unix times.
    let leap = time("2016-12-31T23:59:60+0000").unwrap();
    assert_eq!(leap, time("2017-01-01T00:00:00+0000").unwrap());
}

#[test]
fn a_time_keeps_its_fraction() {
    let cases = [
        ("2021-07-23T09:28:50.999+0000", 999_000_000),
        ("2021-07-23T09:28:50.123456Z", 123_456_000),
        ("2021-07-23T09:28:50.000000001Z", 1),
        ("1627032530123", 123_000_000),
    ];
    for (text, nanoseconds) in cases {
        let expected = TIME + Duration::from_nanos(nanoseconds);
        assert_eq!(time(text).unwrap(), expected, "{text}");
        assert_eq!(text.parse(), Ok(expected), "{text}");
        assert_eq!(expected.unix_seconds(), TIME.unix_seconds());
        assert_eq!(u64::from(expected.subsec_nanos()), nanoseconds);
    }
    let milliseconds = time(1_627_032_530_123_i64).unwrap();
    assert_eq!(milliseconds.to_string(), "2021-07-23T09:28:50.123Z");
}

#[test]
fn a_time_before_1970_reads_and_its_seconds_are_rounded_down() {
    assert_eq!(time(-1).unwrap().unix_seconds(), -1);
    assert_eq!(time("-1").unwrap().unix_seconds(), -1);
    let time = time("1969-12-31T23:59:58.5+0000").unwrap();
    assert_eq!(time.unix_seconds(), -2);
    assert_eq!(time.unix_milliseconds(), -1_500);
    let time = Timestamp::UNIX_EPOCH - Duration::from_nanos(1);
    assert_eq!((time.unix_seconds(), time.unix_milliseconds()), (-1, -1));
}

#[test]
fn what_is_not_a_time_is_refused() {
    let texts = [
        "",
        "yesterday",
        "2021-07-23",
        "09:28:50+0000",
        "2021-07-23T09:28:50",
        "2021-07-23T09:28:50+0000 x",
        "2021-13-23T09:28:50+0000",
        "2021-02-30T09:28:50+0000",
        "2021-07-23T25:28:50+0000",
        "1627032530.5",
        "99999999999999999999",
        "1627032530000000",
        "@",
        "@-",
        "@.5",
        "@1.",
        "@1.-5",
        "@--1",
        "@+1",
        "@1.0000000001",
        "@9223372036854775808",
        "@-9223372036854775808.5",
    ];
    for text in texts {
        assert!(time(text).is_err(), "{text:?}");
        let error = text.parse::<Timestamp>().unwrap_err();
        let expected = "invalid timestamp; expected a form such as `2021-07-23T09:28:50+0000`";
        assert_eq!(error.to_string(), expected);
    }
    for value in [
        json!(1.5),
        json!(true),
        json!(null),
        json!([]),
        json!(u64::MAX),
        json!(1_627_032_530_000_000_i64),
    ] {
        assert!(time(value.clone()).is_err(), "{value}");
    }
}

#[test]
fn a_time_is_written_as_rfc_3339_in_utc() {
    let time = time("2021-07-23T11:28:50+0200").unwrap();
    assert_eq!(time.to_string(), "2021-07-23T09:28:50Z");
    assert_eq!(to_value(time).unwrap(), "2021-07-23T09:28:50Z");
    let epoch = Timestamp::from_unix_seconds(0);
    assert_eq!(epoch.to_string(), "1970-01-01T00:00:00Z");
}

#[test]
fn every_time_that_is_written_can_be_read_again() {
    // The first and the last second that RFC 3339 has a year for, those beside
    // them, and what milliseconds come to that were taken for seconds.
    let first = -62_167_219_200;
    let last = 253_402_300_799;
    let seconds = [
        i64::MIN,
        first - 1,
        first,
        0,
        last,
        last + 1,
        1_627_032_530_000,
        i64::MAX,
    ];
    for seconds in seconds {
        let time = Timestamp::from_unix_seconds(seconds);
        assert_eq!(again(&time), time, "{time}");
    }
    let text = |seconds| Timestamp::from_unix_seconds(seconds).to_string();
    assert_eq!(text(first), "0000-01-01T00:00:00Z");
    assert_eq!(text(last), "9999-12-31T23:59:59Z");
    assert_eq!(text(last + 1), "@253402300800");
    assert_eq!(text(i64::MAX), "@9223372036854775807");
    assert_eq!(Timestamp::MIN.to_string(), "@-9223372036854775808");
    let latest = "@9223372036854775807.999999999";
    assert_eq!(Timestamp::MAX.to_string(), latest);
    let half = Timestamp::from_unix_seconds(first) - Duration::from_millis(500);
    assert_eq!(half.to_string(), "@-62167219200.500000000");
}

#[test]
fn a_time_orders_and_becomes_a_system_time() {
    let earlier = Timestamp::from_unix_seconds(-3);
    assert!(earlier < TIME);
    assert_eq!(earlier.max(TIME), TIME);
    let since = UNIX_EPOCH + Duration::from_secs(1_627_032_530);
    assert_eq!(SystemTime::try_from(TIME), Ok(since));
    let before = UNIX_EPOCH - Duration::from_secs(3);
    assert_eq!(SystemTime::try_from(earlier), Ok(before));
    let now = SystemTime::now();
    assert!(Timestamp::from(now) <= Timestamp::now());
}

#[test]
fn operators_panic_where_the_checked_methods_return_none() {
    let nanosecond = Duration::from_nanos(1);
    assert!(catch_unwind(|| Timestamp::MAX + nanosecond).is_err());
    assert!(catch_unwind(|| Timestamp::MIN - nanosecond).is_err());
    assert!(catch_unwind(|| TIME - (TIME + nanosecond)).is_err());
}

#[tokio::test]
async fn filters_by_time_lose_nothing_to_rounding() {
    let server = answering([page(json!({ "data": [] })), page(json!({ "data": [] }))]).await;
    let graph = graph(&server);
    let between = TIME + Duration::from_nanos(1_500_001);
    let request = ListConversations::new("1")
        .updated_after_ms(between)
        .updated_before_ms(between);
    assert_eq!(request.get_updated_after_ms(), Some(between));
    assert_eq!(request.get_updated_before_ms(), Some(between));
    graph.page(&request).await.unwrap();
    let exact = SystemTime::try_from(TIME).unwrap();
    let request = ListConversations::new("1")
        .updated_after_ms(exact)
        .updated_before_ms(exact);
    graph.page(&request).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let queries: Vec<_> = requests
        .iter()
        .map(|one| one.url.query().unwrap())
        .collect();
    let expected = [
        "updated_after_ms=1627032530001&updated_before_ms=1627032530002",
        "updated_after_ms=1627032530000&updated_before_ms=1627032530000",
    ];
    assert_eq!(queries, expected);
}

#[tokio::test]
async fn a_time_that_graph_does_not_take_is_refused_without_a_call() {
    let server = answering([]).await;
    let graph = graph(&server);
    let nanosecond = Duration::from_nanos(1);
    let latest = Timestamp::from_unix_milliseconds(i64::MAX);
    let early = "before 1970; Graph takes Unix times of 0 and more";
    let late = "too late for a Unix time in milliseconds";
    for (time, why) in [
        (Timestamp::UNIX_EPOCH - nanosecond, early),
        (Timestamp::MIN, early),
        (latest + nanosecond, late),
        (Timestamp::MAX, late),
    ] {
        let request = ListConversations::new("1").updated_before_ms(time);
        let error = graph.page(&request).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        let expected = format!("`updated_before_ms` is {time}, which is {why}");
        assert!(error.to_string().contains(&expected), "{error}");
        let request = ListConversations::new("1").updated_after_ms(time);
        let error = graph.page(&request).await.unwrap_err();
        assert!(error.to_string().contains("`updated_after_ms`"), "{error}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}
