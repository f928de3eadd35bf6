//! Clocks, as `machine`, a time, `fixed:TIME` and `stepped:TIME/STEP`.

use page_conversations::Timestamp;
use page_conversations::simulator::Clock;

/// Reads a clock.
pub fn parse(text: &str) -> Result<Clock, String> {
    let clock = match text.split_once(':') {
        _ if text == "machine" => Some(Clock::Machine),
        Some(("fixed", start)) => time(start).map(Clock::Fixed),
        Some(("stepped", rest)) => rest.split_once('/').and_then(|(start, step)| {
            Some(Clock::Stepped {
                start: time(start)?,
                step: humantime::parse_duration(step).ok()?,
            })
        }),
        _ => time(text).map(Clock::StartingAt),
    };
    clock.ok_or_else(|| {
        "expected `machine`, a time at which it starts, such as 2026-11-27T09:00:00Z, or a \
         clock that stands, `fixed:TIME`, or moves with each call, `stepped:TIME/1s`"
            .to_owned()
    })
}

fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}
