"""The suite. Names of tests are sentences; worlds are built by the real acts."""
