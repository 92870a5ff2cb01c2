//! XML as such: text that stays well-formed. Which elements there are is the business of `dav`.

pub(crate) mod write;
