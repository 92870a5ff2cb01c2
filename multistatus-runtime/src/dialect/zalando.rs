//! Rule 152 of the API guidelines of Zalando.

use crate::json_shape::JsonShape;

/// Rule 152 of Zalando's API guidelines: `items`, each with an `id`, a `status` as text and a `description`.
pub const ZALANDO: JsonShape = JsonShape::list("items").id("id").status_text("status").description("description");
