import * as logs from 'aws-cdk-lib/aws-logs';

const verdict = (comparison: '=' | '!=', value: string) => logs.FilterPattern.stringValue('$.verdict', comparison, value);
const status = (comparison: '=' | '!=', value: number) => logs.FilterPattern.numberValue('$.status', comparison, value);

/** A way in which a connection or request ended. */
export interface Outcome {
  /** The name of the metric that counts it. */
  readonly metricName: string;

  /** Which lines of the access log are about it. */
  readonly pattern: logs.IFilterPattern;
}

/**
 * The outcomes of TLS connections and HTTP requests. A line of the access log has one of them, except that a redirect to HTTPS has none,
 * a service failure is also counted as forwarded, and a refused client also as refused.
 */
export const OUTCOMES = {
  /** A service took it, whatever it answered. */
  forwarded: {
    metricName: 'ForwardedCount',
    pattern: logs.FilterPattern.any(verdict('=', 'forwarded'), verdict('=', 'client-gone')),
  },
  /** Over HTTP a service, or VPC Lattice for it, answered 502 or 504 itself. Those of nginx are upstream failures. */
  serviceFailure: {
    metricName: 'ServiceFailureCount',
    pattern: logs.FilterPattern.all(verdict('=', 'forwarded'), logs.FilterPattern.any(status('=', 502), status('=', 504))),
  },
  /** Its name or its way here was not allowed. */
  refused: {
    metricName: 'RefusedCount',
    pattern: verdict('=', 'refused-*'),
  },
  /** Among what was refused: its name was allowed, but not to this client. */
  refusedClient: {
    metricName: 'RefusedClientCount',
    pattern: verdict('=', 'refused-client-not-allowed'),
  },
  /** It is nothing that nginx can read: HTTP with a path that it does not take, or a ClientHello of more than 16 KiB. */
  unreadable: {
    metricName: 'UnreadableCount',
    pattern: verdict('=', 'unreadable'),
  },
  /** It was allowed, and a task or its client had too many already. */
  overLimit: {
    metricName: 'OverLimitCount',
    pattern: verdict('=', 'over-limit'),
  },
  /** It was allowed, and no service was found or reached, or gave a reply that nginx could pass on. */
  upstreamFailure: {
    metricName: 'UpstreamFailureCount',
    pattern: logs.FilterPattern.any(
      verdict('=', 'unreachable'),
      verdict('=', 'no-reply'),
      verdict('=', 'bad-reply'),
      logs.FilterPattern.all(verdict('=', 'not-forwarded'), logs.FilterPattern.any(status('=', 500), status('=', 502))),
    ),
  },
} satisfies Record<string, Outcome>;
