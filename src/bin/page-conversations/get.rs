//! `get`: any query of the contract.

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, FromArgMatches};
use page_conversations::{Edge, PathRequest};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::access::{Access, Connection};
use crate::contract::{Operation, VersionContract};
use crate::failure::{Failure, Outcome};
use crate::interrupt::or_interrupted;
use crate::listing;
use crate::node::one_line;
use crate::output::{self, Output, note};
use crate::query;
use crate::request::Body;

/// A query, with the values of its parameters.
pub struct Get {
    command: String,
    values: ArgMatches,
    output: Output,
    access: Access,
}

impl Args for Get {
    fn augment_args(command: Command) -> Command {
        let command = Access::augment_args(Output::augment_args(command));
        command
            .subcommands(query::commands())
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommand_value_name("QUERY")
            .subcommand_help_heading("Queries")
            .after_help(
                "Examples:\n  \
                 page-conversations get list-conversations --simulator --page-id me --limit 2\n  \
                 page-conversations get list-messages --thread-id t_1 --fields id,message --all",
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Get {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let (command, values) = matches
            .subcommand()
            .ok_or_else(|| clap::Error::new(ErrorKind::MissingSubcommand))?;
        Ok(Self {
            command: command.to_owned(),
            values: values.clone(),
            output: Output::from_arg_matches(matches)?,
            access: Access::from_arg_matches(matches)?,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

pub async fn run(get: &Get) -> Result<Outcome, Failure> {
    let version = get.access.version();
    let contract = VersionContract::of(version.name);
    let operation = query::operation(contract, &get.command).ok_or_else(|| {
        Failure::usage(format!(
            "{version} does not have the query `{}`",
            get.command
        ))
        .help("pass a version that has it with --graph-version; --help shows which do")
    })?;
    let parameters = get.parameters(contract, operation)?;
    let page = parameters.iter().find(|(name, _)| *name == "page_id");
    let page = page.map(|(_, value)| value.as_str());
    let connection = get.access.connect(page).await?;
    or_interrupted(get.print(operation, &parameters, &connection)).await
}

impl Get {
    async fn print(
        &self,
        operation: &Operation,
        parameters: &[(&str, String)],
        connection: &Connection,
    ) -> Result<Outcome, Failure> {
        match self.output.json {
            // For programs, as Graph sent it.
            true => {
                self.print_as::<Box<RawValue>>(operation, parameters, connection)
                    .await
            }
            false => {
                self.print_as::<Value>(operation, parameters, connection)
                    .await
            }
        }
    }

    async fn print_as<T: Body + Serialize>(
        &self,
        operation: &Operation,
        parameters: &[(&str, String)],
        connection: &Connection,
    ) -> Result<Outcome, Failure> {
        if !operation.is_edge() {
            let answer = connection.send(request::<T>(operation, parameters)).await?;
            self.output.value(&answer.body)?;
            return Ok(output::outcome(&answer.report));
        }
        let request = request::<Edge<T>>(operation, parameters);
        if self.values.get_flag("all") {
            let items = connection.items(request);
            let end = listing::read(items, "items", |item| self.output.line(&item)).await?;
            return end.outcome("no item", "there are more");
        }
        let page = connection.page(request).await?;
        match self.output.json {
            true => page
                .items
                .iter()
                .try_for_each(|item| self.output.line(item))?,
            false => self.output.value(&page.items)?,
        }
        if let Some(cursor) = page.next_cursor() {
            let cursor = one_line(cursor).replace('\'', "'\\''");
            note(&format!("there are more: add --after '{cursor}', or --all"));
        }
        Ok(output::outcome(&page.report))
    }

    /// Returns the parameters with their values, as the version has them.
    fn parameters<'a>(
        &self,
        contract: &VersionContract,
        operation: &'a Operation,
    ) -> Result<Vec<(&'a str, String)>, Failure> {
        let set = self
            .values
            .ids()
            .filter_map(|id| query::param_of(id.as_str()));
        let lacking = set
            .into_iter()
            .find(|set| operation.params().all(|one| one.name != *set));
        if let Some(name) = lacking {
            let (version, command) = (&contract.version, &self.command);
            let message = format!("{version} does not have the parameter `{name}` of `{command}`");
            let help = "leave it out, or pass another --graph-version; --help shows which have it";
            return Err(Failure::usage(message).help(help));
        }
        let (mut parameters, mut missing) = (Vec::new(), None);
        for param in operation.params() {
            let texts = self.values.get_many::<String>(&query::id(&param.name));
            let texts: Vec<_> = texts.into_iter().flatten().cloned().collect();
            if texts.is_empty() {
                if param.required {
                    missing = missing.or(Some(param));
                }
                continue;
            }
            let value = query::values(contract, param, texts);
            let value = value.map_err(|problem| {
                Failure::usage(format!("wrong value of `{}`: {problem}", param.name))
            })?;
            parameters.push((param.name.as_str(), value));
        }
        match missing {
            None => Ok(parameters),
            Some(param) => {
                let (version, name) = (&contract.version, &param.name);
                let failure = Failure::usage(format!("{version} requires the parameter `{name}`"));
                Err(failure.help(format!("pass it: {}", param.doc)))
            }
        }
    }
}

fn request<T>(operation: &Operation, parameters: &[(&str, String)]) -> PathRequest<T> {
    let value = |name: &str| {
        let value = parameters.iter().find(|(other, _)| *other == name);
        value.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let segments = operation.path.split('/').filter(|part| !part.is_empty());
    let segments = segments.map(|part| match part.strip_prefix('{') {
        Some(name) => value(name.trim_end_matches('}')),
        None => part.to_owned(),
    });
    let segments: Vec<String> = segments.collect();
    let request = match segments[..] {
        [] => PathRequest::new("/"),
        _ => PathRequest::new(segments),
    };
    let in_query = |name: &str| operation.query().any(|param| param.name == name);
    let query = parameters.iter().filter(|(name, _)| in_query(name));
    query.fold(request, |request, (name, value)| {
        match (*name, value.parse()) {
            ("fields", _) => request.fields(value.as_str()),
            ("limit", Ok(limit)) => request.limit(limit),
            ("after", _) => request.after(value),
            (name, _) => request.query(name, value),
        }
    })
}
