//! The fields to render of a node, resolved against the contract.

use super::arguments::{self, Arguments};
use super::selection::{Choice, Selection};
use super::window::Window;
use crate::simulator::contract::{self, Field, Operation, VersionContract};
use crate::simulator::error_response::ErrorResponse;

/// The fields to render of a node. Its `id` is always rendered.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldPlan {
    pub(crate) fields: Vec<PlannedField>,
    /// Whether the call selected the fields; otherwise they are the default ones.
    pub(crate) is_selected: bool,
}

/// A field, with what to render within it.
#[derive(Clone, Debug)]
pub(crate) struct PlannedField {
    pub(crate) field: &'static Field,
    /// Fields of the nodes within it.
    pub(crate) plan: FieldPlan,
    /// Parameters and window, if the field is an edge with its own pages.
    pub(crate) edge: Option<EdgeQuery>,
}

/// The query of an edge.
#[derive(Clone, Debug)]
pub(crate) struct EdgeQuery {
    pub(crate) arguments: Arguments,
    pub(crate) window: Window,
}

impl EdgeQuery {
    /// Checks the query of an edge that an operation reads.
    pub(crate) fn new(
        field: &Field,
        contract: &VersionContract,
        params: &[(String, String)],
    ) -> Result<Self, ErrorResponse> {
        let operation = operation_of(field, contract);
        let arguments = operation.map(|one| Arguments::new(one, contract, params));
        Ok(Self {
            arguments: arguments.transpose()?.unwrap_or_default(),
            window: Window::new(params)?,
        })
    }

    /// Checks the query of an edge within a node. What its operation does not have is
    /// ignored, also in the URLs of other pages.
    fn nested(
        field: &Field,
        contract: &VersionContract,
        modifiers: &[(String, String)],
    ) -> Result<Self, ErrorResponse> {
        let operation = operation_of(field, contract);
        let is_known = |name: &str| {
            let of_operation = operation.is_some_and(|one| one.has_param(name));
            of_operation || ["limit", "after", "before"].contains(&name)
        };
        let known = modifiers.iter().filter(|(name, _)| is_known(name));
        let known: Vec<_> = known.cloned().collect();
        Self::new(field, contract, &known)
    }
}

/// Returns the operation that reads a field which is an edge.
fn operation_of<'c>(field: &Field, contract: &'c VersionContract) -> Option<&'c Operation> {
    contract.operation(field.params_of.as_deref()?)
}

impl FieldPlan {
    /// Resolves the fields of a type. Refuses those that the version does not have.
    pub(crate) fn new(
        selection: Option<&Selection>,
        ty: &str,
        contract: &'static VersionContract,
    ) -> Result<Self, ErrorResponse> {
        let Some(Selection(choices)) = selection else {
            return Ok(Self::default_of(ty, contract));
        };
        let mut fields = Vec::with_capacity(choices.len());
        for choice in choices {
            let planned = PlannedField::new(choice, ty, contract)?;
            if planned.field.name != "id" {
                fields.push(planned);
            }
        }
        Ok(Self {
            fields,
            is_selected: true,
        })
    }

    /// Plans the default fields of a type: those of the contract, or all that hold
    /// no other fields.
    fn default_of(name: &str, contract: &'static VersionContract) -> Self {
        let Some(ty) = contract.ty(name) else {
            return Self::default();
        };
        let fields = ty.fields.iter().filter(|field| match &ty.default_fields {
            Some(names) => names.contains(&field.name),
            None => contract.ty(contract::element(&field.ty)).is_none(),
        });
        let fields = fields.filter(|field| field.name != "id");
        Self {
            fields: fields.map(PlannedField::plain).collect(),
            is_selected: false,
        }
    }
}

impl PlannedField {
    /// Plans a field that holds no nodes.
    pub(crate) fn plain(field: &'static Field) -> Self {
        Self {
            field,
            plan: FieldPlan::default(),
            edge: None,
        }
    }

    fn new(
        choice: &Choice,
        ty: &str,
        contract: &'static VersionContract,
    ) -> Result<Self, ErrorResponse> {
        let Choice {
            name,
            modifiers,
            fields,
        } = choice;
        let Some(field) = contract.field(ty, name) else {
            return Err(ErrorResponse::field(name, ty));
        };
        let fields = fields.as_ref();
        Ok(Self {
            field,
            edge: Self::edge(field, modifiers, fields, contract)?,
            plan: FieldPlan::new(fields, contract::element(&field.ty), contract)?,
        })
    }

    /// Returns the query of a field that is an edge.
    fn edge(
        field: &Field,
        modifiers: &[(String, String)],
        fields: Option<&Selection>,
        contract: &VersionContract,
    ) -> Result<Option<EdgeQuery>, ErrorResponse> {
        if !field.is_paged() && modifiers.is_empty() {
            return Ok(None);
        }
        // Modifiers are checked where they have no effect, too.
        arguments::refuse_time_paging(modifiers)?;
        let mut query = EdgeQuery::nested(field, contract, modifiers)?;
        if let Some(fields) = fields {
            query.window = query.window.with_fields(fields.to_string());
        }
        Ok(field.is_paged().then_some(query))
    }
}
