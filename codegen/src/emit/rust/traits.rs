//! The implementation of `Request`, which every request has.

use super::arguments::{Argument, Form};
use super::client::order;
use super::code::{Code, literal};
use super::completeness::Emitted;
use super::emitter::Emitter;
use crate::contract::{Item, Operation};

impl<'a> Emitter<'a, '_> {
    pub(super) fn request_impl(
        &self,
        index: usize,
        operation: &'a Operation,
        params: &[Argument<'a>],
        code: &mut Code<'a>,
    ) {
        let output = self.rust_type(&operation.returns, index, code);
        let is_converted = |param: &Argument<'_>| matches!(param.form(), Form::Json | Form::Comma);
        if params
            .iter()
            .any(|param| param.check().is_some() || is_converted(param))
        {
            code.imports.root("__rt::self");
        }
        code.implement(
            &format!("<V: GraphVersion> Request for {}<V>", operation.name),
            |code| {
                code.lines(&format!("type Version = V;\ntype Output = {output};"));
                code.gap();
                code.lines(&format!(
                    "const NAME: &'static str = {};",
                    literal(&operation.name)
                ));
                code.gap();
                code.lines(&format!(
                    "const PATH: &'static str = {};",
                    literal(&operation.path)
                ));
                self.needed(index, operation, code);
                code.function("fn check(&self) -> Result<(), Invalid>", &checks(params));
                self.send(index, operation, params, code);
                names(params, code);
                fields(params, code);
                platform(params, code);
            },
        );
    }

    /// The permissions of the request.
    fn needed(&self, index: usize, operation: &'a Operation, code: &mut Code<'a>) {
        let mut names = Vec::new();
        for permission in &operation.permissions {
            let (of, name) = (&operation.name, &permission.name);
            let version = self.version(index);
            code.emitted
                .push(Emitted::member("permission", version, of, name));
            code.imports.root("permissions");
            names.push(format!(
                "permissions::{}",
                self.permissions.name(permission)
            ));
        }
        code.gap();
        let before = "const PERMISSIONS: &'static [Permission] = &[";
        code.lines(&code.list(before, &names, "];"));
    }

    fn send(
        &self,
        index: usize,
        operation: &'a Operation,
        params: &[Argument<'a>],
        code: &mut Code<'a>,
    ) {
        let item = Item::Operation(&operation.name);
        let method = self.method_name(operation, item, index);
        let find = |name: &str| params.iter().find(|param| param.param.name == name);
        code.gap();
        code.block("async fn send(&self, session: Session) -> Sent", |code| {
            code.lines("let client = Client::new(session, V::VERSION);");
            code.lines(&format!("client\n    .{method}("));
            for param in order(operation)
                .into_iter()
                .filter_map(|param| find(&param.name))
            {
                let emitted = param.emitted("passed parameter", self.version(index), operation);
                code.item(emitted, &format!("        {},", param.passed()));
            }
            code.lines("    )\n    .await");
        });
    }
}

fn checks(params: &[Argument<'_>]) -> String {
    let checks: Vec<_> = params.iter().filter_map(Argument::check).collect();
    match checks.is_empty() {
        true => "Ok(())".to_owned(),
        false => checks.join("?;\n"),
    }
}

/// Whether a name is that of a parameter, or of a field that is selected.
fn names(params: &[Argument<'_>], code: &mut Code<'_>) {
    let all = params.iter().map(|param| literal(&param.param.name));
    let all: Vec<_> = all.collect();
    let fields = params.iter().find(|param| param.is_fields);
    code.gap();
    code.block("fn names(&self, name: &str) -> bool", |code| {
        let known = code.list("[", &all, "].contains(&name)");
        let fields = fields.map(|param| {
            let ident = &param.ident;
            format!("\n    || self.{ident}.as_ref().is_some_and(|fields| fields.names_field(name))")
        });
        code.lines(&(known + &fields.unwrap_or_default()));
    });
}

/// The selected fields, where the call takes them.
fn fields(params: &[Argument<'_>], code: &mut Code<'_>) {
    let mut params = params.iter();
    if let Some(param) = params.find(|param| param.is_fields) {
        let body = format!("self.{}.as_ref()", param.ident);
        code.function("fn fields(&self) -> Option<&FieldSet>", &body);
    }
}

/// The value of the parameter `platform`, where the call has it.
fn platform(params: &[Argument<'_>], code: &mut Code<'_>) {
    let mut params = params.iter();
    let Some(param) = params.find(|param| param.param.name == "platform") else {
        return;
    };
    let value = match (param.form(), param.param.required) {
        (Form::Text, true) => format!("Some({})", param.passed()),
        (Form::Text, false) => param.passed(),
        _ => return,
    };
    code.function("fn platform(&self) -> Option<&str>", &value);
}
