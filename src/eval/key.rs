//! Keys as bytes: equal values give equal bytes, whichever columns they come from.

use super::scalar::Scalar;
use super::values::Values;
use crate::data::column::{Column, Data};
use crate::plan::graph::NodeId;
use crate::value::{Missing, Value};

/// The bytes of a row's key: as they stand where that is possible, otherwise made in `bytes`.
#[inline]
pub fn of<'k>(values: &'k Values, nodes: &[NodeId], row: usize, bytes: &'k mut Vec<u8>) -> Result<&'k [u8], Missing> {
    if let [only] = nodes
        && let Some(Column { states, data: Data::Text(texts) }) = values.column(*only)
    {
        return match Missing::from_state(states[row]) {
            None => Ok(texts.bytes(row, values.text())),
            Some(missing) => Err(missing),
        };
    }
    bytes.clear();
    append(values, nodes, row, bytes).map(|()| bytes.as_slice())
}

/// Hands over the key of every row in turn, or why it has none.
#[inline(always)]
pub fn each(values: &Values, nodes: &[NodeId], mut take: impl FnMut(usize, Result<&[u8], Missing>)) {
    if let [only] = nodes
        && let Some(Column { states, data: Data::Text(texts) }) = values.column(*only)
    {
        return texts.each(values.text(), |row, key| take(row, Missing::from_state(states[row]).map_or(Ok(key), Err)));
    }
    let mut bytes = Vec::new();
    (0..values.len).for_each(|row| take(row, of(values, nodes, row, &mut bytes)));
}

/// Appends the bytes of a row's key. `Err` tells why there is none.
pub fn append(values: &Values, nodes: &[NodeId], row: usize, bytes: &mut Vec<u8>) -> Result<(), Missing> {
    if let [only] = nodes {
        if let Some(Column { states, data: Data::Text(texts) }) = values.column(*only) {
            if let Some(missing) = Missing::from_state(states[row]) {
                return Err(missing);
            }
            bytes.extend_from_slice(texts.bytes(row, values.text()));
            return Ok(());
        }
        return append_scalar(values.scalar(*only, row)?, bytes);
    }
    for &node in nodes {
        let start = bytes.len();
        bytes.extend_from_slice(&[0; 4]);
        append_scalar(values.scalar(node, row)?, bytes)?;
        let length = (bytes.len() - start - 4) as u32;
        bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }
    Ok(())
}

/// Appends the bytes that [`append`] gives for a row with these values.
pub fn append_values(parts: &[Value], bytes: &mut Vec<u8>) -> Result<(), Missing> {
    for part in parts {
        let start = bytes.len();
        if parts.len() > 1 {
            bytes.extend_from_slice(&[0; 4]);
        }
        append_scalar(Scalar::of_value(part).ok_or(Missing::NoResult)?, bytes)?;
        if parts.len() > 1 {
            let length = (bytes.len() - start - 4) as u32;
            bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
        }
    }
    Ok(())
}

/// Appends the bytes of one value; integers and decimals of the same size are the same key.
pub fn append_scalar(value: Scalar, bytes: &mut Vec<u8>) -> Result<(), Missing> {
    match value {
        Scalar::Text(text) => bytes.extend_from_slice(text),
        Scalar::Int(_) | Scalar::Decimal(_) => {
            let number = value.number().ok_or(Missing::NoResult)?;
            bytes.extend_from_slice(&number.mantissa().to_le_bytes());
            bytes.push(number.scale());
        }
        Scalar::Date(day) => bytes.extend_from_slice(&day.to_le_bytes()),
        Scalar::Code(number) => bytes.extend_from_slice(&number.to_le_bytes()),
        Scalar::Row(row) => bytes.extend_from_slice(&row.to_le_bytes()),
        Scalar::Bool(known) => bytes.push(u8::from(known)),
        Scalar::List(_) => return Err(Missing::NoResult),
    }
    Ok(())
}
