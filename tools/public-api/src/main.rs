//! Prints the public API of `multistatus`, one item a line, from the JSON that rustdoc writes for `multistatus-runtime`.
//!
//! The facade re-exports everything with a glob, so the items of the runtime are the items that users name.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os().nth(1).ok_or("usage: public-api FILE.json")?;
    let api = public_api::Builder::from_rustdoc_json(file)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()?;
    let items: Vec<String> =
        api.items().map(|item| item.to_string().replace("multistatus_runtime", "multistatus")).collect();
    let names = names(&items);
    let total: usize = names.values().map(BTreeSet::len).sum();
    let root = names.get("multistatus").map_or(0, BTreeSet::len);

    println!(
        "# The public API of `multistatus` with all features. `just bless` writes this file; `.ci/run` compares it."
    );
    println!("# Names: {root} in the root, {total} in all.");
    for (module, names) in &names {
        println!("\n{module} ({})", names.len());
        names.iter().for_each(|name| println!("  {name}"));
    }
    println!("\n# Items");
    items.iter().for_each(|item| println!("{item}"));
    Ok(())
}

/// Returns the names of each module. A derive macro and the trait that it implements share a name and count once.
fn names(items: &[String]) -> BTreeMap<&str, BTreeSet<&str>> {
    let modules: BTreeSet<&str> = items.iter().filter_map(|item| item.strip_prefix("pub mod ")).collect();
    let mut names = BTreeMap::<&str, BTreeSet<&str>>::new();
    for item in items {
        let Some((module, name)) = path(item).and_then(|path| path.rsplit_once("::")) else { continue };
        if modules.contains(module) {
            names.entry(module).or_default().insert(name);
        }
    }
    names
}

/// Returns the path of the item that a line declares, or `None` for an impl.
fn path(item: &str) -> Option<&str> {
    if item.starts_with("impl") {
        return None;
    }
    let (_, declaration) = item.split_once("pub ")?;
    let word = declaration.split(' ').find(|word| word.contains("::"))?;
    let end = word.find(['<', '(', '!']).unwrap_or(word.len());
    Some(word[..end].trim_end_matches(':'))
}
