//! `fields/*_expansion.rs`: which nodes of an edge within a node to read, by
//! the parameters of the operation that reads the same edge.

use super::arguments::{Argument, Form};
use super::code::{Code, literal, too_many};
use super::completeness::Emitted;
use super::emitter::{Emitter, Part};
use super::names::{FIELDS, expansion_name};
use crate::contract::check::param_setter_ident;
use crate::contract::spec::VersionName;
use crate::contract::{Item, Operation};
use crate::emit::docs;

impl<'a> Emitter<'a, '_> {
    pub(super) fn expansion(&self, index: usize, operation: &'a Operation) -> Part<'a> {
        let (version, name) = (self.version(index), expansion_name(&operation.name));
        let mut code = Code::default();
        code.imports.root("__rt::Expansion");
        code.imports.root("__rt::FieldSet");
        let node = operation.returns.name().unwrap_or_default();
        let selector = self.import_selector(index, node, &mut code);
        let params = operation.modifiers();
        let params: Vec<_> = params
            .map(|param| self.argument(index, param, &mut code))
            .collect();
        let is_time = |argument: &Argument<'_>| matches!(argument.form(), Form::Milliseconds(_));
        if params.iter().any(is_time) {
            code.imports.root("__rt::self");
        }
        let text = format!(
            "Selects nodes of an edge within a node, and their fields.\n\nThe edge takes the \
             parameters of `{}`.",
            operation.name
        );
        code.docs(&docs::and_versions(text, operation));
        code.lines("#[derive(Clone, Debug, PartialEq, Eq, Hash)]");
        code.lines("#[must_use = \"an expansion does nothing until a selection carries it\"]");
        let emitted = Emitted::item("expansion", version, &operation.name);
        code.item(
            emitted,
            &format!("pub struct {name}(pub(crate) Expansion<FieldSet>);"),
        );
        let (required, optional): (Vec<_>, Vec<_>) =
            params.iter().partition(|argument| argument.param.required);
        code.implement(&format!(" {name}"), |code| {
            constructor(version, operation, &selector, &required, code);
            for argument in &optional {
                setter(version, operation, argument, &optional, code);
            }
        });
        // A selection alone lacks what is required.
        if required.is_empty() {
            code.implement(&format!(" From<{selector}> for {name}"), |code| {
                code.function(
                    &format!("fn from(fields: {selector}) -> Self"),
                    "Self::new(fields)",
                );
            });
        }
        let place = self.place(FIELDS, &name, Item::Expansion(&operation.name), index);
        self.shape(&place, &self.origins.of(&operation.name), code)
    }
}

fn constructor<'a>(
    version: VersionName,
    operation: &'a Operation,
    selector: &str,
    required: &[&Argument<'a>],
    code: &mut Code<'a>,
) {
    let given = required
        .iter()
        .map(|argument| (argument.ident.clone(), argument.param));
    code.docs(&docs::of_expansion(given));
    code.lines(too_many(required.len() + 1));
    let selection = format!("fields: {selector}");
    let inputs = required.iter().map(|argument| argument.input());
    let inputs: Vec<_> = [selection].into_iter().chain(inputs).collect();
    code.block(
        &code.list("pub fn new(", &inputs, ") -> Self"),
        |code| match required.is_empty() {
            true => code.lines("Self(Expansion::new(fields.into()))"),
            false => {
                code.lines("Self(\n    Expansion::new(fields.into())");
                for argument in required {
                    let emitted = argument.emitted("modifier", version, operation);
                    code.item(emitted, &format!("        {}", modifier(argument)));
                }
                code.lines(")");
            }
        },
    );
}

fn setter<'a>(
    version: VersionName,
    operation: &'a Operation,
    argument: &Argument<'a>,
    siblings: &[&Argument<'_>],
    code: &mut Code<'a>,
) {
    code.docs(&argument.setter_docs(siblings));
    let setter = param_setter_ident(&argument.param.name);
    code.block(
        &format!("pub fn {setter}(self, {}) -> Self", argument.input()),
        |code| {
            let emitted = argument.emitted("modifier", version, operation);
            code.item(emitted, &format!("Self(self.0{})", modifier(argument)));
        },
    );
}

/// The call that adds a parameter to an expansion.
fn modifier(argument: &Argument<'_>) -> String {
    let wire = literal(&argument.param.name);
    match argument.form() {
        Form::Comma => format!(".modifier_comma({wire}, &{})", argument.collected()),
        Form::Json => format!(".modifier_json({wire}, &{})", argument.collected()),
        Form::Milliseconds(function) => {
            format!(".modifier({wire}, {function}({}))", argument.value())
        }
        Form::Copy | Form::Text | Form::Displayed | Form::Fields => {
            format!(".modifier({wire}, {})", argument.value())
        }
    }
}
