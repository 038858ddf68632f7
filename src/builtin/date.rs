//! Functions of dates.

use super::{Arg, Builtin, Kernel, Out, Param, ResultTy, Text2};
use crate::value::{Date, Missing, Ty};

pub(super) const YEAR: Builtin = Builtin {
    names: ["year", "år", "år"],
    params: &[Param::Date],
    optional: 0,
    result: ResultTy::Is(Ty::Int),
    doc: Text2 { nb: "Datoens år.", en: "The date's year." },
    example: "year(2017-09-08) = 2017",
    kernel: Kernel::Scalar(|args| part(args, |date| i64::from(date.ymd().0))),
};

pub(super) const MONTH: Builtin = Builtin {
    names: ["month", "måned", "månad"],
    params: &[Param::Date],
    optional: 0,
    result: ResultTy::Is(Ty::Int),
    doc: Text2 { nb: "Datoens måned, 1 til 12.", en: "The date's month, 1 to 12." },
    example: "month(2017-09-08) = 9",
    kernel: Kernel::Scalar(|args| part(args, |date| i64::from(date.ymd().1))),
};

pub(super) const DAY: Builtin = Builtin {
    names: ["day", "dag", "dag"],
    params: &[Param::Date],
    optional: 0,
    result: ResultTy::Is(Ty::Int),
    doc: Text2 { nb: "Datoens dag i måneden, 1 til 31.", en: "The date's day of the month, 1 to 31." },
    example: "day(2017-09-08) = 8",
    kernel: Kernel::Scalar(|args| part(args, |date| i64::from(date.ymd().2))),
};

pub(super) const DAYS_BETWEEN: Builtin = Builtin {
    names: ["days_between", "dager_mellom", "dagar_mellom"],
    params: &[Param::Date, Param::Date],
    optional: 0,
    result: ResultTy::Is(Ty::Int),
    doc: Text2 {
        nb: "Antall dager fra den første datoen til den andre; negativt når den andre kommer først.",
        en: "The number of days from the first date to the second; negative when the second comes first.",
    },
    example: "days_between(2017-12-30, 2018-01-02) = 3",
    kernel: Kernel::Scalar(|args| match args {
        [Arg::Date(from), Arg::Date(to)] => Ok(Out::Int(i64::from(to.0) - i64::from(from.0))),
        _ => Err(Missing::NoResult),
    }),
};

pub(super) const ADD_MONTHS: Builtin = Builtin {
    names: ["add_months", "pluss_måneder", "pluss_månader"],
    params: &[Param::Date, Param::Int],
    optional: 0,
    result: ResultTy::Is(Ty::Date),
    doc: Text2 {
        nb: "Samme dag så mange måneder senere (tidligere, når tallet er negativt). Finnes ikke dagen i den måneden, \
             som 31. februar, mangler verdien: krav velger ingen annen dag for deg.",
        en: "The same day that many months later (earlier, when the number is negative). Where that month has no such \
             day, as the 31st of February, the value is missing: krav picks no other day for you.",
    },
    example: "add_months(2017-11-08, 3) = 2018-02-08",
    kernel: Kernel::Scalar(|args| match args {
        [Arg::Date(date), Arg::Int(months)] => date.add_months(*months).map(Out::Date).ok_or(Missing::NoResult),
        _ => Err(Missing::NoResult),
    }),
};

fn part(args: &[Arg], of: impl Fn(Date) -> i64) -> Result<Out, Missing> {
    match args {
        [Arg::Date(date)] => Ok(Out::Int(of(*date))),
        _ => Err(Missing::NoResult),
    }
}
