//! The layers that ARCHITECTURE.md lists, and the imports that point against them.

use crate::imports::Imports;

/// The layers of one crate, from the bottom up. A layer is a list of folders or files of `src` that do not import each
/// other.
pub(crate) struct Layers(Vec<Vec<String>>);

impl Layers {
    /// Reads the list of a crate: the first fenced block after a heading that names it.
    pub(crate) fn parse(document: &str, name: &str) -> Option<Self> {
        let heading = format!("# Layers of `{name}`");
        let (_, section) = document.split_once(&heading)?;
        let (_, block) = section.split_once("```text\n")?;
        let (block, _) = block.split_once("\n```")?;
        let layer = |line: &str| {
            let (members, _) = line.split_once("  ").unwrap_or((line, ""));
            members.split(',').map(|member| member.trim().to_owned()).collect()
        };
        Some(Self(block.lines().filter(|line| !line.trim().is_empty()).map(layer).collect()))
    }

    /// Returns the height of a file and the member that it belongs to, the longest that fits.
    fn position(&self, file: &str) -> Option<(usize, &str)> {
        let stem = file.trim_end_matches(".rs");
        let fits = |member: &str| stem == member || stem.starts_with(&format!("{member}/"));
        let members =
            self.0.iter().enumerate().flat_map(|(height, layer)| layer.iter().map(move |it| (height, it.as_str())));
        members.filter(|(_, member)| fits(member)).max_by_key(|(_, member)| member.len())
    }

    /// Returns what breaks the layers: imports that point up or sideways, and files that are in no layer.
    pub(crate) fn violations(&self, imports: &Imports) -> Vec<String> {
        let mut found = Vec::new();
        for (from, targets) in &imports.files {
            let Some((height, member)) = self.position(from) else {
                found.push(format!("{from} is in no layer"));
                continue;
            };
            for (to, origin) in targets {
                // A target without a layer is reported as a file.
                let Some((other_height, other)) = self.position(to) else { continue };
                if member != other && other_height >= height {
                    let relation = if other_height == height { "beside" } else { "below" };
                    let (line, path) = (origin.line, &origin.path);
                    found.push(format!(
                        "{from}:{line} imports `{path}` from {to}, but `{member}` is {relation} `{other}`"
                    ));
                }
            }
        }
        found
    }

    /// Returns the members of the list that no file belongs to.
    pub(crate) fn unused(&self, imports: &Imports) -> Vec<&str> {
        let used: Vec<_> =
            imports.files.keys().filter_map(|file| self.position(file)).map(|(_, member)| member).collect();
        self.0.iter().flatten().map(String::as_str).filter(|member| !used.contains(member)).collect()
    }
}
