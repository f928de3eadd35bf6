//! Usage headers: how much of its quota a token has used.

use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderMap;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The quota used so far, from the headers of a response.
///
/// Graph omits a header until enough calls were made, so an absent value is unknown,
/// not zero. Malformed values are left out as well.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Usage {
    /// Usage of the app, from `X-App-Usage`.
    pub app: Option<Metrics>,
    /// Usage of the Page, from `X-Page-Usage`.
    pub page: Option<Metrics>,
    /// Usage of each Page, account or business, from `X-Business-Use-Case-Usage`.
    pub business: Vec<BusinessUsage>,
}

/// Used shares of a quota, in percent. Calls may be refused if one reaches 100.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Metrics {
    /// Share of the number of calls.
    pub call_count: Option<f64>,
    /// Share of the CPU time.
    pub total_cputime: Option<f64>,
    /// Share of the total time.
    pub total_time: Option<f64>,
}

/// Usage of the quota of a Page, an account or a business.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct BusinessUsage {
    /// Id of the Page, the account or the business.
    pub id: String,
    /// The use case, such as `messenger`.
    pub use_case: Option<String>,
    /// The shares.
    pub metrics: Metrics,
    /// Time until Graph accepts calls again; `None` if it accepts them now.
    pub regain_access: Option<Duration>,
    /// Access tier of the ads API.
    pub ads_api_access_tier: Option<String>,
    /// Whether calls of this crate count for the use case. Determined before texts are
    /// redacted.
    counts: bool,
}

/// The use cases for which reading conversations and messages counts.
const USE_CASES: [&str; 3] = ["messenger", "instagram", "pages"];

impl Usage {
    /// Reads the headers. `redact` is applied to the texts that are kept.
    pub(crate) fn read(headers: &HeaderMap, redact: impl Fn(&str) -> String) -> Self {
        // A server may send a header in several lines.
        let texts = |name| {
            let values = headers.get_all(name).into_iter();
            values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let business = texts("x-business-use-case-usage").filter_map(business);
        let mut business: Vec<_> = business.flatten().collect();
        for usage in &mut business {
            usage.redact(&redact);
        }
        Self {
            app: texts("x-app-usage").find_map(metrics),
            page: texts("x-page-usage").find_map(metrics),
            business,
        }
    }

    /// Returns the highest share, in percent, of all use cases.
    pub fn highest(&self) -> Option<f64> {
        let business = self.business.iter().map(|usage| usage.metrics);
        let all = self.app.into_iter().chain(self.page).chain(business);
        all.filter_map(|metrics| metrics.highest()).reduce(f64::max)
    }

    /// Returns the time until Graph accepts calls of this crate again, or `None` if it
    /// accepts them now.
    ///
    /// Entries with the use case `messenger`, `instagram` or `pages`, and entries without
    /// one, count. Other use cases, such as `ads_insights`, have separate limits, which
    /// are only listed in [`business`](Self::business).
    pub fn regain_access(&self) -> Option<Duration> {
        let cases = self.business.iter().filter(|usage| usage.counts);
        cases.filter_map(|usage| usage.regain_access).max()
    }
}

impl Metrics {
    fn of(value: &Value) -> Option<Self> {
        let usage = value.as_object()?;
        let share = |name| usage.get(name).and_then(share);
        Some(Self {
            call_count: share("call_count"),
            total_cputime: share("total_cputime"),
            total_time: share("total_time"),
        })
    }

    /// Returns the highest share, in percent.
    pub fn highest(&self) -> Option<f64> {
        let all = [self.call_count, self.total_cputime, self.total_time];
        all.into_iter().flatten().reduce(f64::max)
    }
}

impl BusinessUsage {
    fn of(id: &str, value: &Value) -> Option<Self> {
        let text = |name| Some(value.get(name)?.as_str()?.to_owned());
        let minutes = value.get("estimated_time_to_regain_access").and_then(share);
        let time = minutes.and_then(|minutes| Duration::try_from_secs_f64(minutes * 60.0).ok());
        let use_case = text("type");
        let ours = |case: &str| USE_CASES.iter().any(|own| own.eq_ignore_ascii_case(case));
        Some(Self {
            id: id.to_owned(),
            counts: use_case.as_deref().is_none_or(ours),
            use_case,
            metrics: Metrics::of(value)?,
            regain_access: time.filter(|time| !time.is_zero()),
            ads_api_access_tier: text("ads_api_access_tier"),
        })
    }

    fn redact(&mut self, redact: impl Fn(&str) -> String) {
        self.id = redact(&self.id);
        for text in [&mut self.use_case, &mut self.ads_api_access_tier] {
            *text = text.take().map(|text| redact(&text));
        }
    }
}

/// Reads a share of calls, or an object of shares.
fn metrics(text: String) -> Option<Metrics> {
    let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
    match share(&value) {
        None => Metrics::of(&value),
        call_count => Some(Metrics {
            call_count,
            ..Metrics::default()
        }),
    }
}

fn business(text: String) -> Option<Vec<BusinessUsage>> {
    let ById(usage) = serde_json::from_str(&text).ok()?;
    Some(usage)
}

/// Reads `17`, `"17"` or `"17%"`.
fn share(value: &Value) -> Option<f64> {
    let text = || {
        value
            .as_str()?
            .trim_end()
            .trim_end_matches('%')
            .trim()
            .parse()
            .ok()
    };
    let number = value.as_f64().or_else(text);
    number.filter(|number: &f64| number.is_finite())
}

/// `{"<id>": [{…}, …], …}`. Not a map, because Graph repeats ids.
struct ById(Vec<BusinessUsage>);

impl<'de> Deserialize<'de> for ById {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Ids;
        impl<'de> Visitor<'de> for Ids {
            type Value = ById;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of usage by id")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some((id, usage)) = map.next_entry::<String, Value>()? {
                    let usage = usage.as_array().into_iter().flatten();
                    all.extend(usage.filter_map(|usage| BusinessUsage::of(&id, usage)));
                }
                Ok(ById(all))
            }
        }
        deserializer.deserialize_map(Ids)
    }
}
