package dev.parley.bench;

import java.util.List;

/// What is measured.
///
/// @param names        the names of ceilings and scenarios
/// @param withCeilings whether the ceilings that belong to the scenarios are measured as well
record Selection(List<String> names, boolean withCeilings) {}
