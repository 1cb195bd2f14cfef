"""The tests of the project: contracts, package and tooling."""
