//! The generated code relies on no prelude, no name in scope, and not even on the name of the crate.

#![no_implicit_prelude]
#![deny(warnings)]
#![allow(dead_code, reason = "only the derive is under test")]

extern crate multistatus as renamed;
extern crate std as real_std;

mod shadowed {
    use ::real_std::{fmt, option::Option as RealOption, string::String as RealString};

    use crate::renamed;

    // Everything the generated code could name by accident.
    struct Option;
    struct Some;
    struct None;
    struct Result;
    struct Ok;
    struct Err;
    struct String;
    struct Cow;
    struct StatusCode;
    struct Sized;
    #[allow(non_camel_case_types)]
    struct str;
    #[allow(non_camel_case_types)]
    struct u16;
    mod core {}
    mod std {}
    mod multistatus {}
    mod serde {}
    mod http {}
    // Names of the support module.
    struct Text;
    struct TextAsItIs;
    struct SerializeValue;
    trait Write {}
    trait Display {}
    trait Outcome {}
    trait Serialize {}
    macro_rules! write {
        () => {};
    }
    macro_rules! format_args {
        () => {};
    }

    #[derive(renamed::Outcome)]
    #[outcome(crate = crate::renamed, display, default = 500)]
    enum Everything<W, V, M, S, __T> {
        #[outcome(404, "a {text} {text:?}", header("A", "{text:>8}"), condition = "quota-not-exceeded")]
        Keys {
            #[outcome(href, condition_href, extension)]
            text: RealString,
            #[outcome(body)]
            out: RealOption<M>,
            visitor: (W, V, S, __T),
            #[outcome(retry_after)]
            __field0: ::real_std::primitive::u16,
            self_: (),
            serializer: (),
            members: (),
        },
        #[outcome(header("B", "{2}"))]
        Names(Text, SerializeValue, ::real_std::primitive::u8, TextAsItIs),
        #[outcome(with = pick, opaque)]
        With(#[outcome(header = "X")] ::real_std::primitive::u8),
        #[outcome(transparent)]
        Transparent(renamed::StatusCode),
        Code(#[outcome(code)] renamed::StatusCode),
    }

    fn pick(_: &::real_std::primitive::u8) -> renamed::StatusCode {
        write!();
        format_args!();
        renamed::StatusCode::CONFLICT
    }

    impl<W, V, M, S, __T> fmt::Display for Everything<W, V, M, S, __T> {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            ::real_std::result::Result::Ok(())
        }
    }

    #[derive(renamed::Outcome)]
    #[outcome(crate = ::renamed, 200)]
    struct AbsolutePath;
}
