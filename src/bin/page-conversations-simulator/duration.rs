//! Durations, as `250ms`, `2s`, `5m` and `1h`.

use std::time::Duration;

/// Units, the longest name first where one ends with another.
const UNITS: [(&str, f64); 4] = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];

/// Reads a duration.
pub fn parse(text: &str) -> Result<Duration, String> {
    let unit = UNITS.iter().find_map(|(name, seconds)| {
        let number = text.strip_suffix(name)?.parse::<f64>().ok()?;
        Duration::try_from_secs_f64(number * seconds).ok()
    });
    unit.ok_or_else(|| "expected a number with a unit, such as 250ms, 2s, 5m or 1h".to_owned())
}
