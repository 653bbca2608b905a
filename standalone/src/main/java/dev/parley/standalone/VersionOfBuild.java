package dev.parley.standalone;

import picocli.CommandLine.IVersionProvider;

/// The version from the manifest of the jar.
final class VersionOfBuild implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = getClass().getPackage().getImplementationVersion();
        return new String[] {"parley " + (version == null ? "(unpackaged)" : version)};
    }
}
