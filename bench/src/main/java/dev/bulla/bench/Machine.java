// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where and how a run took place. Writes {@code machine.json}. */
final class Machine {
    private Machine() {}

    static void write(Path results, String command, boolean quick) throws IOException {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cpu", cpu());
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("jdk", System.getProperty("java.vendor.version", "") + " " + Runtime.version());
        machine.put("providers", Providers.versions());
        machine.put("command", command);
        machine.put("quick", quick);
        machine.put("load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        machine.put(
                "date",
                InstantSource.system()
                        .instant()
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString());
        Json.write(results.resolve("machine.json"), List.of(machine));
    }

    private static String cpu() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) {
            return System.getProperty("os.arch");
        }
        try (var lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }
}
