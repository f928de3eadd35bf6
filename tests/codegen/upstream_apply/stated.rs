//! What the contract says, and how its spec changed.

use std::collections::BTreeSet;

use page_conversations_codegen::contract::{Contract, Param};

/// The lines of the spec that changed, old ones with a minus.
pub fn changed(before: &str, after: &str) -> String {
    let diff = similar::TextDiff::from_lines(before, after);
    let lines = diff.iter_all_changes();
    lines
        .filter(|line| line.tag() != similar::ChangeTag::Equal)
        .map(|line| format!("{}{line}", line.tag()))
        .collect()
}

/// Everything that Meta's files state of a version, without the words.
pub fn stated(contract: &Contract) -> BTreeSet<String> {
    let shape = |owner: &str, param: &Param| {
        format!(
            "{owner}.{}: {} required {} corrects {:?}",
            param.name, param.ty, param.required, param.corrects
        )
    };
    let operations = contract.operations.iter().flat_map(|operation| {
        let params = operation.params.iter();
        let params = params.map(|param| shape(&operation.name, param));
        let own = format!(
            "{} {} {}",
            operation.name, operation.path, operation.returns
        );
        params.chain([own]).collect::<Vec<_>>()
    });
    let types = contract.types.iter().flat_map(|ty| {
        let fields = ty.fields.iter();
        fields
            .map(|field| shape(&ty.name, field))
            .collect::<Vec<_>>()
    });
    let values = contract.enums.iter().flat_map(|entry| {
        let values = entry.values.iter();
        values
            .map(|value| format!("{}::{}", entry.name, value.value))
            .collect::<Vec<_>>()
    });
    operations.chain(types).chain(values).collect()
}
