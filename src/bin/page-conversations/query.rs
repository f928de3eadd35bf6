//! The queries of the contract as commands: flags, values and help are facts of all versions.

use std::collections::BTreeSet;

use clap::builder::{PossibleValue, PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, Args, Command};
use heck::ToKebabCase;
use page_conversations::Timestamp;

use crate::access::Access;
use crate::contract::{EnumValue, Operation, Param, VersionContract, versions};
use crate::output::Output;

/// Prefix of the ids of arguments that are parameters, so that none is that of another flag.
const PARAM: &str = "param:";

/// Returns a command for each query that a version has.
pub fn commands() -> Vec<Command> {
    let reserved = reserved();
    let operations = distinct(|contract| &contract.operations, |operation| &operation.name);
    let commands = operations.into_iter();
    let commands = commands.map(|(operation, since)| command(operation, &since, &reserved));
    commands.collect()
}

/// Returns the query of a command in a version.
pub fn operation(contract: &'static VersionContract, command: &str) -> Option<&'static Operation> {
    let mut operations = contract.operations.iter();
    operations.find(|operation| operation.name.to_kebab_case() == command)
}

/// Returns the id of the argument for a parameter.
pub fn id(param: &str) -> String {
    format!("{PARAM}{param}")
}

/// Returns the parameter of an argument.
pub fn param_of(id: &str) -> Option<&str> {
    id.strip_prefix(PARAM)
}

/// Returns the values of a parameter as Graph takes them in a version, or why one is wrong.
pub fn values(
    contract: &VersionContract,
    param: &Param,
    texts: Vec<String>,
) -> Result<String, String> {
    let texts = texts
        .iter()
        .map(|text| value(contract, param.value_type(), text));
    let texts: Vec<_> = texts.collect::<Result<_, _>>()?;
    Ok(match (param.element(), param.style.as_deref()) {
        (Some(_), Some("comma")) | (None, _) => texts.join(","),
        (Some(_), _) => serde_json::json!(texts).to_string(),
    })
}

fn value(contract: &VersionContract, ty: &str, text: &str) -> Result<String, String> {
    if let Some(values) = contract.values(ty) {
        let known = values
            .iter()
            .find(|one| one.value.eq_ignore_ascii_case(text));
        return known.map(|one| one.value.clone()).ok_or_else(|| {
            let values = values.iter().map(|one| one.value.as_str());
            let values: Vec<_> = values.collect();
            format!("{} has {}", contract.version, values.join(", "))
        });
    }
    let is_right = match ty {
        "timestamp_ms" => return milliseconds(text),
        "bool" | "boolean" => ["true", "false"].contains(&text),
        "unsigned int" | "uint64" => text.parse::<u64>().is_ok(),
        "int" | "int64" => text.parse::<i64>().is_ok(),
        _ => !text.is_empty(),
    };
    match is_right {
        true => Ok(text.to_owned()),
        false => Err(format!("expected a value of the type {ty}")),
    }
}

/// Returns a time in the unit of Graph's filters.
fn milliseconds(text: &str) -> Result<String, String> {
    if text.parse::<u64>().is_ok() {
        return Ok(text.to_owned());
    }
    let time: Timestamp = text.parse().map_err(|_| {
        "expected a time such as 2026-07-29T10:00:00Z, or a Unix time in milliseconds".to_owned()
    })?;
    Ok(time.unix_milliseconds().to_string())
}

fn command(
    operation: &'static Operation,
    availability: &str,
    reserved: &BTreeSet<String>,
) -> Command {
    let name = operation.name.as_str();
    let of_name = move |contract: &'static VersionContract| {
        let params = contract.operation(name).into_iter();
        params.flat_map(Operation::params)
    };
    let params = distinct(of_name, |param| &param.name);
    let args = params.into_iter();
    let args = args.map(|(param, availability)| arg(name, param, &availability, reserved));
    let command = Command::new(kept(name.to_kebab_case()))
        .about(format!("{}{availability}", operation.doc))
        .args(args);
    match operation.is_edge() {
        true => command.arg(all()),
        false => command,
    }
}

/// Returns a name for clap, which takes those that last as long as the program.
fn kept(name: String) -> &'static str {
    name.leak()
}

fn all() -> Arg {
    Arg::new("all")
        .long("all")
        .action(ArgAction::SetTrue)
        .help("Read this page and all that follow, with an item per line")
}

fn arg(
    operation: &'static str,
    param: &'static Param,
    availability: &str,
    reserved: &BTreeSet<String>,
) -> Arg {
    let flag = param.name.to_kebab_case();
    let flag = match reserved.contains(&flag) {
        true => format!("param-{flag}"),
        false => flag,
    };
    let mut help = format!("{}{availability}", param.doc);
    if param.name == "fields" {
        let fields = distinct_fields(operation);
        help = format!("{help} Fields: {}", fields.join(", "));
    }
    let arg = Arg::new(kept(id(&param.name)))
        .long(kept(flag))
        .help(help)
        .required(is_always_required(operation, &param.name))
        .value_name(value_name(param.value_type()))
        .value_parser(parser(param.value_type()))
        .ignore_case(true);
    match param.element() {
        Some(_) => arg.value_delimiter(',').action(ArgAction::Append),
        None => arg,
    }
}

/// Returns whether a parameter is required in all versions. Those of one are checked later.
fn is_always_required(operation: &str, param: &str) -> bool {
    versions().iter().all(|contract| {
        let operation = contract.operation(operation).into_iter();
        let mut params = operation.flat_map(Operation::params);
        params.any(|one| one.name == param && one.required)
    })
}

fn value_name(ty: &str) -> &'static str {
    match ty {
        "timestamp_ms" => "TIME",
        "string" => "TEXT",
        ty if ty.ends_with("Id") => "ID",
        ty if ty.contains("int") => "N",
        _ => "VALUE",
    }
}

/// Returns what accepts the values of all versions; those of one are checked later.
fn parser(ty: &str) -> ValueParser {
    let of_type = |contract: &'static VersionContract| contract.values(ty).unwrap_or_default();
    let values: Vec<(&EnumValue, String)> = distinct(of_type, |one| &one.value);
    if values.is_empty() {
        return ValueParser::string();
    }
    let values = values.into_iter().map(|(one, availability)| {
        PossibleValue::new(one.value.as_str()).help(format!("{}{availability}", one.doc))
    });
    PossibleValuesParser::new(values).into()
}

fn distinct_fields(operation: &'static str) -> Vec<String> {
    let of_operation = |contract: &'static VersionContract| {
        let operation = contract.operation(operation).into_iter();
        operation.flat_map(|operation| contract.fields(operation))
    };
    let fields = distinct(of_operation, |field| field);
    let fields = fields.into_iter();
    fields
        .map(|(field, availability)| format!("{field}{availability}"))
        .collect()
}

/// Returns each item that a version has, as the newest version has it, with the versions that
/// have it if not all do.
fn distinct<T, I>(
    items: impl Fn(&'static VersionContract) -> I,
    name: impl Fn(&T) -> &str,
) -> Vec<(T, String)>
where
    I: IntoIterator<Item = T>,
{
    let mut found: Vec<(T, Vec<&str>)> = Vec::new();
    for contract in versions().iter().rev() {
        for item in items(contract) {
            let known = found
                .iter_mut()
                .find(|(other, _)| name(other) == name(&item));
            match known {
                Some((_, versions)) => versions.push(&contract.version),
                None => found.push((item, vec![&contract.version])),
            }
        }
    }
    let all = versions().len();
    let found = found.into_iter().map(|(item, versions)| {
        let availability = match &versions[..] {
            versions if versions.len() == all => String::new(),
            [one] => format!(" ({one} only)"),
            [newest, .., oldest] => format!(" ({oldest} to {newest})"),
            [] => String::new(),
        };
        (item, availability)
    });
    found.collect()
}

/// Returns the flags that all queries have, which no parameter can take.
fn reserved() -> BTreeSet<String> {
    let command = Access::augment_args(Output::augment_args(Command::new("")));
    let longs = command.get_arguments().filter_map(Arg::get_long);
    let longs = longs.chain(["all", "help", "version"]);
    longs.map(str::to_owned).collect()
}
