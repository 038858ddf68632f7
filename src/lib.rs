//! krav: rules and compliance over registries.
