// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code bulla} command: the only {@code main} of the product. */
@Command(
        name = "bulla",
        description = "Seals messages so that anyone can carry them and only their readers can open them.",
        mixinStandardHelpOptions = true,
        versionProvider = Bulla.Version.class)
public final class Bulla implements Runnable {
    private Bulla() {}

    /**
     * Runs one command and ends the process with its exit status.
     *
     * @param args the words after {@code bulla}
     */
    public static void main(String... args) {
        System.exit(new CommandLine(new Bulla()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.err);
    }

    /** The version the jar's manifest names; {@code development} when run from classes. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Bulla.class.getPackage().getImplementationVersion();
            return new String[] {"bulla " + (version == null ? "development" : version)};
        }
    }
}
