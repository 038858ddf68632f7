//! Which columns a table has: the leaves of a file's schema, by name, and what their values mean.

use super::cells::{Kind, Unit};
use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor, Type};

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A leaf of the schema.
    Leaf { leaf: usize, kind: Kind },
    /// What krav makes no cell of, by the name that its type has in Parquet.
    Other(String),
}

/// Values of this many bytes and more are no numbers.
const LONGEST: i32 = 1024;

/// The columns in the order of the schema. Structs become names with dots.
pub fn columns(schema: &SchemaDescriptor) -> Vec<Column> {
    let mut walk = Walk { schema, leaf: 0, columns: Vec::new() };
    walk.fields(schema.root_schema(), "");
    walk.columns
}

struct Walk<'s> {
    schema: &'s SchemaDescriptor,
    leaf: usize,
    columns: Vec<Column>,
}

impl Walk<'_> {
    fn fields(&mut self, group: &Type, path: &str) {
        for field in group.get_fields() {
            let name = if path.is_empty() { field.name().to_owned() } else { format!("{path}.{}", field.name()) };
            self.field(field, name);
        }
    }

    fn field(&mut self, field: &Type, name: String) {
        if field.is_primitive() {
            return self.leaf(name);
        }
        let info = field.get_basic_info();
        let repeated = info.has_repetition() && info.repetition() == Repetition::REPEATED;
        match (info.logical_type_ref(), info.converted_type()) {
            (Some(LogicalType::List), _) | (None, ConvertedType::LIST) if !repeated => match plain_elements(field) {
                true => self.leaf(name),
                false => self.other(field, name, "LIST".to_owned()),
            },
            (None, ConvertedType::NONE) if !repeated => self.fields(field, &name),
            (None, ConvertedType::NONE) => self.other(field, name, "REPEATED".to_owned()),
            (Some(logical), _) => self.other(field, name, word(logical)),
            (None, converted) => self.other(field, name, converted.to_string()),
        }
    }

    fn leaf(&mut self, name: String) {
        let descriptor = self.schema.column(self.leaf);
        let content = match (descriptor.max_rep_level(), kind(&descriptor)) {
            (0 | 1, Ok(kind)) => Content::Leaf { leaf: self.leaf, kind },
            (_, Err(other)) => Content::Other(other),
            _ => Content::Other("LIST".to_owned()),
        };
        self.leaf += 1;
        self.columns.push(Column { name, content });
    }

    /// One column that stands for everything inside a group.
    fn other(&mut self, group: &Type, name: String, what: String) {
        self.leaf += leaves(group);
        self.columns.push(Column { name, content: Content::Other(what) });
    }
}

fn leaves(of: &Type) -> usize {
    if of.is_primitive() { 1 } else { of.get_fields().iter().map(|field| leaves(field)).sum() }
}

/// The elements of a list group are plain values: `list { repeated group { element } }`, or the older
/// `list { repeated element }`.
fn plain_elements(list: &Type) -> bool {
    let [repeated] = list.get_fields() else { return false };
    if repeated.is_primitive() {
        return true;
    }
    // Under these names older writers meant records of one field.
    let record = repeated.name() == "array" || repeated.name() == format!("{}_tuple", list.name());
    matches!(repeated.get_fields(), [element] if element.is_primitive() && !record)
}

fn word(logical: &LogicalType) -> String {
    let name = format!("{logical:?}");
    name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("?").to_uppercase()
}

fn unit(unit: &TimeUnit) -> Unit {
    match unit {
        TimeUnit::MILLIS => Unit::Milli,
        TimeUnit::MICROS => Unit::Micro,
        TimeUnit::NANOS => Unit::Nano,
    }
}

/// What the values of a leaf mean; or the name of a type that means nothing here.
fn kind(leaf: &ColumnDescriptor) -> Result<Kind, String> {
    let physical = leaf.physical_type();
    if physical == Physical::FIXED_LEN_BYTE_ARRAY && !(1..=LONGEST).contains(&leaf.type_length()) {
        return Err(format!("FIXED_LEN_BYTE_ARRAY({})", leaf.type_length()));
    }
    let own = match physical {
        Physical::BOOLEAN => Kind::Bool,
        Physical::INT32 | Physical::INT64 => Kind::Int,
        Physical::INT96 => Kind::Moment(Unit::Nano, false),
        Physical::FLOAT | Physical::DOUBLE => Kind::Float,
        // Many writers leave it out that bytes are text; those that are none are refused one by one.
        Physical::BYTE_ARRAY => Kind::Text,
        Physical::FIXED_LEN_BYTE_ARRAY => Kind::Bytes,
    };
    match leaf.logical_type_ref() {
        None => converted(leaf, own),
        Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) => Ok(Kind::Text),
        Some(LogicalType::Bson) => Ok(Kind::Bytes),
        Some(LogicalType::Decimal(decimal)) => scale(decimal.scale),
        Some(LogicalType::Date) => Ok(Kind::Date),
        Some(LogicalType::Time(time)) => Ok(Kind::Time(unit(&time.unit))),
        Some(LogicalType::Timestamp(moment)) => Ok(Kind::Moment(unit(&moment.unit), moment.is_adjusted_to_u_t_c)),
        Some(LogicalType::Integer(int)) => Ok(match (int.is_signed, physical) {
            (true, _) => Kind::Int,
            (false, Physical::INT32) => Kind::Unsigned32,
            (false, _) => Kind::Unsigned64,
        }),
        Some(LogicalType::Uuid) => Ok(Kind::Uuid),
        Some(LogicalType::Float16) => Ok(Kind::Half),
        // A column that holds nothing but nulls.
        Some(LogicalType::Unknown) => Ok(own),
        Some(other) => Err(word(other)),
    }
}

fn scale(scale: i32) -> Result<Kind, String> {
    let known = u32::try_from(scale).ok().filter(|scale| *scale <= 76);
    known.map(Kind::Decimal).ok_or_else(|| format!("DECIMAL({scale})"))
}

/// What older writers said of the values.
fn converted(leaf: &ColumnDescriptor, own: Kind) -> Result<Kind, String> {
    Ok(match leaf.converted_type() {
        ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => Kind::Text,
        ConvertedType::BSON => Kind::Bytes,
        ConvertedType::DECIMAL => scale(leaf.type_scale())?,
        ConvertedType::DATE => Kind::Date,
        ConvertedType::TIME_MILLIS => Kind::Time(Unit::Milli),
        ConvertedType::TIME_MICROS => Kind::Time(Unit::Micro),
        ConvertedType::TIMESTAMP_MILLIS => Kind::Moment(Unit::Milli, true),
        ConvertedType::TIMESTAMP_MICROS => Kind::Moment(Unit::Micro, true),
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 => Kind::Unsigned32,
        ConvertedType::UINT_64 => Kind::Unsigned64,
        ConvertedType::NONE | ConvertedType::INT_8 | ConvertedType::INT_16 => own,
        ConvertedType::INT_32 | ConvertedType::INT_64 => own,
        other => return Err(other.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::schema::parser::parse_message_type;
    use std::sync::Arc;

    #[test]
    fn leaves_have_names_and_meanings_and_the_rest_is_named() {
        let message = "message m {
            required int64 id;
            optional binary name (STRING);
            optional group address { optional binary city; optional int32 day (DATE); }
            optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
            repeated int32 numbers;
            optional group old (LIST) { repeated int32 array; }
            optional group roles (LIST) { repeated group list { optional group element { optional int32 a; optional int32 b; } } }
            optional group map (MAP) { repeated group key_value { required binary key; optional int32 value; } }
            repeated group rows { optional int32 a; }
            optional fixed_len_byte_array(12) gap (INTERVAL);
            optional fixed_len_byte_array(16) key (UUID);
            optional int32 price (DECIMAL(9, 2));
            optional int64 at (TIMESTAMP(MICROS, true));
            optional int32 few (INTEGER(8, false));
        }";
        let schema = SchemaDescriptor::new(Arc::new(parse_message_type(message).expect("a schema")));
        let found: Vec<String> = columns(&schema)
            .iter()
            .map(|column| match &column.content {
                Content::Leaf { leaf, kind } => format!("{} {leaf} {kind:?}", column.name),
                Content::Other(what) => format!("{} {what}", column.name),
            })
            .collect();
        let wanted = [
            "id 0 Int",
            "name 1 Text",
            "address.city 2 Text",
            "address.day 3 Date",
            "tags 4 Text",
            "numbers 5 Int",
            "old 6 Int",
            "roles LIST",
            "map MAP",
            "rows REPEATED",
            "gap INTERVAL",
            "key 13 Uuid",
            "price 14 Decimal(2)",
            "at 15 Moment(Micro, true)",
            "few 16 Unsigned32",
        ];
        assert_eq!(found, wanted);
    }
}
