// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Has Boot print what is wrong and what to do next in place of a stack trace. */
final class BullaSetupAnalyzer extends AbstractFailureAnalyzer<BullaSetupException> {
    BullaSetupAnalyzer() {}

    @Override
    protected FailureAnalysis analyze(Throwable root, BullaSetupException cause) {
        return new FailureAnalysis("Bulla: " + cause.getMessage(), cause.next(), cause);
    }
}
