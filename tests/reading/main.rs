//! What the readers make of bodies, one peculiarity each.

mod dav;
