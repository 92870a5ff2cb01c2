//! Names the module that generated code uses after the patch version, as the macros do: code of one release never compiles
//! against the support code of another.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let patch = env::var("CARGO_PKG_VERSION_PATCH").expect("cargo sets the version");
    let folder = env::var_os("OUT_DIR").expect("cargo sets the folder");
    let module = format!(
        "#[doc(hidden)]\npub mod __private{patch} {{\n    \
         pub use crate::private::*;\n    pub use crate::__respond_axum as respond_axum;\n}}\n"
    );
    fs::write(Path::new(&folder).join("private.rs"), module).expect("the folder can be written to");
}
