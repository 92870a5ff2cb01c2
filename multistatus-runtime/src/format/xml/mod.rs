//! XML as such: text that stays well-formed, and what is well-formed. Which elements there are is the business of `dav`.

pub(crate) mod fragment;
pub(crate) mod read;
pub(crate) mod write;
