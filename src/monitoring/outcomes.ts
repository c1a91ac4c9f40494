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

/** What became of a TLS connection or an HTTP request. Each line of the access log is one of these; redirects to HTTPS are none. */
export const OUTCOMES = {
  /** A service took it. What it answered is its own affair, but for 502 and 504, which VPC Lattice gives for it. */
  forwarded: {
    metricName: 'ForwardedCount',
    pattern: logs.FilterPattern.all(verdict('=', 'forwarded'), status('!=', 502), status('!=', 504)),
  },
  /** Its name or its way here was not allowed. */
  refused: {
    metricName: 'RefusedCount',
    pattern: verdict('=', 'refused-*'),
  },
  /** It was allowed, and a task or its client had too many already. */
  overLimit: {
    metricName: 'OverLimitCount',
    pattern: verdict('=', 'over-limit'),
  },
  /** It was allowed, and no service was found, reached or able to answer. */
  upstreamFailure: {
    metricName: 'UpstreamFailureCount',
    pattern: logs.FilterPattern.any(
      status('=', 502),
      status('=', 504),
      logs.FilterPattern.all(verdict('=', 'not-forwarded'), status('=', 500)),
    ),
  },
} satisfies Record<string, Outcome>;
