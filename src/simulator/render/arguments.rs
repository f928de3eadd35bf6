//! The parameters of an edge, checked against the contract.

use crate::simulator::call;
use crate::simulator::contract::{Operation, VersionContract};
use crate::simulator::error_response::ErrorResponse;

/// Parameters of time-based pagination, which no edge of the contract has.
const TIME_PAGING: [&str; 4] = ["since", "until", "__paging_token", "__previous"];

/// The parameters that an operation has, with checked values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments(Vec<(String, String)>);

impl Arguments {
    /// Checks parameters against an operation of a version. It ignores those that
    /// the operation does not have, and empty ones.
    pub(crate) fn new(
        operation: &Operation,
        contract: &VersionContract,
        params: &[(String, String)],
    ) -> Result<Self, ErrorResponse> {
        refuse_time_paging(params)?;
        let mut arguments = Vec::new();
        for param in &operation.params {
            let value = call::last(params, &param.name);
            let Some(value) = value.filter(|value| !value.is_empty()) else {
                continue;
            };
            let value = checked(&param.name, &param.ty, value, contract)?;
            arguments.push((param.name.clone(), value.to_owned()));
        }
        Ok(Self(arguments))
    }

    /// Returns the value of a parameter. That of an enum is spelled as in the
    /// contract.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        call::last(&self.0, name)
    }

    /// Returns the value of a parameter that is a number.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.parse().ok()
    }
}

/// Returns a value as the contract spells it, if it is one of its type.
fn checked<'a>(
    name: &str,
    ty: &str,
    value: &'a str,
    contract: &'a VersionContract,
) -> Result<&'a str, ErrorResponse> {
    if let Some(mut values) = contract.enum_values(ty) {
        let same = values.find(|one| one.eq_ignore_ascii_case(value));
        let message = || format!("Param {name} has an invalid value");
        return same.ok_or_else(|| ErrorResponse::parameter(&message()));
    }
    if ["timestamp_ms", "unsigned int"].contains(&ty)
        && !value.parse().is_ok_and(|number: i64| number >= 0)
    {
        let message = format!("Param {name} must be a non-negative integer");
        return Err(ErrorResponse::parameter(&message));
    }
    Ok(value)
}

/// Refuses parameters of time-based pagination.
pub(crate) fn refuse_time_paging(params: &[(String, String)]) -> Result<(), ErrorResponse> {
    let mut names = params.iter().map(|(name, _)| name.as_str());
    match names.find(|name| TIME_PAGING.contains(name)) {
        Some(name) => Err(ErrorResponse::parameter(&format!(
            "Param {name}: time-based pagination is not available on this edge"
        ))),
        None => Ok(()),
    }
}
