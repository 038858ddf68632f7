//! "Did you mean …?"

/// The candidate nearest to a misspelt name, if one is near enough to be meant: at most a third of the letters differ
/// (transpositions count once), ignoring case and the difference between `_`, `-` and blank. Ties go to the first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(name);
    let limit = (wanted.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&wanted, &folded(candidate)), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', ' '], "_")
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_a_misspelt_name_and_refuses_a_stranger() {
        let names = ["berører", "oppstart", "kostnad"];
        assert_eq!(nearest("berorer", names), Some("berører"));
        assert_eq!(nearest("opstart", names), Some("oppstart"));
        assert_eq!(nearest("departement", names), None);
        assert_eq!(nearest("Oppstart", names), Some("oppstart"));
    }
}
