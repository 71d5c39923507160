// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import dev.bulla.carrier.Authorities;
import dev.bulla.carrier.BrokerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Asks a broker which AMQP it speaks: it is greeted in 0-9-1, and answers with the first method of that, or with the greeting of what it speaks
 * instead (AMQP 0-9-1 §4.2.2, AMQP 1.0 §2.2).
 */
final class Probe {
    private static final byte[] GREETING = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    private static final int MARK_BYTES = 4;

    private Probe() {}

    static AmqpAddress.Version ask(BrokerAddress broker, Duration limit) {
        int millis = (int) Math.min(limit.toMillis(), Integer.MAX_VALUE);
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(broker.host(), broker.port()), millis);
            plain.setSoTimeout(millis);
            try (Socket socket = broker.tls() ? tls(plain, broker) : plain) {
                socket.getOutputStream().write(GREETING);
                socket.getOutputStream().flush();
                byte[] answer = socket.getInputStream().readNBytes(MARK_BYTES);
                boolean methodFrame = answer.length == MARK_BYTES && !startsLikeAGreeting(answer);
                return methodFrame ? AmqpAddress.Version.V0_9_1 : AmqpAddress.Version.V1_0;
            }
        } catch (IOException | GeneralSecurityException failed) {
            throw Troubles.of(failed);
        }
    }

    private static boolean startsLikeAGreeting(byte[] answer) {
        return Arrays.equals(answer, 0, MARK_BYTES, GREETING, 0, MARK_BYTES);
    }

    private static Socket tls(Socket plain, BrokerAddress broker) throws IOException, GeneralSecurityException {
        SSLSocket socket =
                (SSLSocket) context(broker).getSocketFactory().createSocket(plain, broker.host(), broker.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Believes the authorities of the address, and no others. */
    static SSLContext context(BrokerAddress broker) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, Authorities.of(broker.ca()).getTrustManagers(), null);
        return context;
    }
}
