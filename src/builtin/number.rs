//! Functions of numbers. Rounding is always named, never implied.

use super::{Arg, Builtin, Kernel, Out, Param, ResultTy, Text2};
use crate::value::{Decimal, Missing};

pub(super) const ROUND: Builtin = Builtin {
    names: ["round", "avrund", "avrund"],
    params: &[Param::Number, Param::Int],
    optional: 1,
    result: ResultTy::Same,
    doc: Text2 {
        nb: "Tallet avrundet til så mange desimaler (0 når antallet ikke er nevnt; 0 til 38), halve bort fra null.",
        en: "The number rounded to that many decimals (0 when none is named; 0 to 38), halves away from zero.",
    },
    example: "round(2.345, 2) = 2.35",
    kernel: Kernel::Scalar(|args| {
        let (number, places) = match args {
            [number] => (number, 0),
            [number, Arg::Int(places)] => (number, *places),
            _ => return Err(Missing::NoResult),
        };
        let places = u8::try_from(places).ok().filter(|&p| p <= Decimal::MAX_SCALE).ok_or(Missing::NoResult)?;
        one_number(&[*number], Some, |decimal| decimal.round(places))
    }),
};

pub(super) const CEIL: Builtin = Builtin {
    names: ["ceil", "rund_opp", "rund_opp"],
    params: &[Param::Number],
    optional: 0,
    result: ResultTy::Same,
    doc: Text2 {
        nb: "Det minste hele tallet som ikke er mindre enn tallet.",
        en: "The least whole number that is not less than the number.",
    },
    example: "ceil(2.1) = 3",
    kernel: Kernel::Scalar(|args| one_number(args, Some, Decimal::ceil)),
};

pub(super) const FLOOR: Builtin = Builtin {
    names: ["floor", "rund_ned", "rund_ned"],
    params: &[Param::Number],
    optional: 0,
    result: ResultTy::Same,
    doc: Text2 {
        nb: "Det største hele tallet som ikke er større enn tallet.",
        en: "The greatest whole number that is not greater than the number.",
    },
    example: "floor(-2.1) = -3",
    kernel: Kernel::Scalar(|args| one_number(args, Some, Decimal::floor)),
};

pub(super) const ABS: Builtin = Builtin {
    names: ["abs", "absoluttverdi", "absoluttverdi"],
    params: &[Param::Number],
    optional: 0,
    result: ResultTy::Same,
    doc: Text2 { nb: "Tallet uten fortegn.", en: "The number without its sign." },
    example: "abs(-2.5) = 2.5",
    kernel: Kernel::Scalar(|args| one_number(args, i64::checked_abs, Decimal::abs)),
};

fn one_number(
    args: &[Arg],
    int: impl Fn(i64) -> Option<i64>,
    decimal: impl Fn(Decimal) -> Decimal,
) -> Result<Out, Missing> {
    match args {
        [Arg::Int(n)] => int(*n).map(Out::Int).ok_or(Missing::Overflow),
        [Arg::Decimal(d)] => Ok(Out::Decimal(decimal(*d))),
        _ => Err(Missing::NoResult),
    }
}
