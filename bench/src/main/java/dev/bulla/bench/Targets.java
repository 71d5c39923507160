// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The numbers we set out to reach, each beside what was measured. */
final class Targets {
    private final Scores scores;
    private final List<Row> rows = new ArrayList<>();

    Targets(Scores scores) {
        this.scores = scores;
    }

    /** One line of the table. */
    record Row(String what, String target, String measured, String reached) {}

    List<Row> rows() {
        for (String providers : new String[] {Providers.ACCP_AND_CONSCRYPT, Providers.CONSCRYPT}) {
            primitives(providers);
        }
        for (String epoch : new String[] {"inline", "reference"}) {
            small("seal", "PAIRWISE", epoch, Providers.ACCP_AND_CONSCRYPT, 500_000);
            small("open", "PAIRWISE", epoch, Providers.ACCP_AND_CONSCRYPT, 500_000);
            small("seal", "BATCH", epoch, Providers.ACCP_AND_CONSCRYPT, 300_000);
            small("open", "BATCH", epoch, Providers.ACCP_AND_CONSCRYPT, 280_000);
            small("seal", "SIGNATURE", epoch, Providers.ACCP_AND_CONSCRYPT, 80_000);
            small("open", "SIGNATURE", epoch, Providers.ACCP_AND_CONSCRYPT, 30_000);
        }
        small("seal", "SIGNATURE", "inline", Providers.CONSCRYPT, 70_000);
        small("open", "SIGNATURE", "inline", Providers.CONSCRYPT, 24_000);
        for (String operation : new String[] {"seal", "open"}) {
            large(operation, "SIGNATURE", "1", 1.5);
            large(operation, "SIGNATURE", "2", 2.8);
            large(operation, "PAIRWISE", "1", 5);
            large(operation, "PAIRWISE", "2", 5);
        }
        millis("1,000 recipients, new epoch: seal", "ManyRecipients.seal", 65);
        millis("1,000 recipients: open cold", "ManyRecipients.openCold", 1);
        millis("1,000 recipients: open cached, `batch`", "ManyRecipients.openCachedBatch", 0.01);
        millis("1,000 recipients: open cached, `signature`", "ManyRecipients.openCached", 0.01);
        return rows;
    }

    private void primitives(String providers) {
        double seal = scores.micros("FreshEpoch.seal", "suite", "HYBRID", "recipients", "1", "providers", providers);
        double open = scores.micros("FreshEpoch.open", "suite", "HYBRID", "recipients", "1", "providers", providers);
        double sealSum = sum(providers, "hpkeSeal", "sign", "gcmSeal", "sha256");
        double openSum = sum(providers, "hpkeOpen", "verify", "gcmOpen", "sha256");
        if (Double.isNaN(seal + open + sealSum + openSum)) {
            return;
        }
        overhead("seal", providers, seal, sealSum);
        overhead("open", providers, open, openSum);
        overhead("seal + open", providers, seal + open, sealSum + openSum);
    }

    private double sum(String providers, String... names) {
        double sum = 0;
        for (String name : names) {
            sum += scores.micros("RawPrimitives." + name, "providers", providers);
        }
        return sum;
    }

    private void overhead(String operation, String providers, double own, double primitives) {
        String what = "1 KiB, one recipient, new epoch each, `hybrid`, `signature`, " + providers + ": " + operation;
        String measured = text("%.1f µs; primitives %.1f µs: %.2f×", own, primitives, own / primitives);
        rows.add(new Row(what, "≤ 1.30× of its primitives", measured, Page.ratio(1.3 * primitives / own)));
    }

    private void small(String operation, String proof, String epoch, String providers, int target) {
        double micros = scores.micros(
                "SameEpoch." + operation, "proof", proof, "epoch", epoch, "providers", providers, "bytes", "256");
        if (!Double.isNaN(micros)) {
            double rate = 1e6 / micros;
            String what = text(
                    "256 B, same epoch (%s), `%s`%s, %s: %s",
                    epoch,
                    proof.toLowerCase(Locale.ROOT),
                    proof.equals("BATCH") ? " of " + SameEpoch.MANY : "",
                    providers,
                    operation);
            rows.add(new Row(
                    what, text("%,d /s", target), text("%,.0f /s (%.2f µs)", rate, micros), Page.ratio(rate / target)));
        }
    }

    private void large(String operation, String proof, String workers, double target) {
        double micros = scores.micros("LargePart." + operation, "proof", proof, "workers", workers);
        if (!Double.isNaN(micros)) {
            double rate = LargePart.BYTES / micros / 1e3;
            double wall = LargePart.BYTES
                    / scores.micros(proof.equals("PAIRWISE") ? "RawSegments.gcm" : "RawSegments.gcmAndSha256")
                    / 1e3;
            String what =
                    text("64 MiB part, `%s`, %s thread(s): %s", proof.toLowerCase(Locale.ROOT), workers, operation);
            String measured = text("%.2f GB/s (the bare algorithms on one core: %.2f)", rate, wall);
            rows.add(new Row(what, text("%.1f GB/s", target), measured, Page.ratio(rate / target)));
        }
    }

    private void millis(String what, String name, double target) {
        double millis = scores.micros(name) / 1000;
        if (!Double.isNaN(millis)) {
            rows.add(new Row(what, text("%s ms", target), text("%.3f ms", millis), Page.ratio(target / millis)));
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the formats stand in this file
    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
