import { number, requireTypes } from '../private/type-checks';
import { requireKnown, requireThat } from '../private/validation';

/** Options for the lines of the access log. */
export interface AccessLogOptions {
  /**
   * The share of forwarded connections and requests that have a line in the log: all, a sample, or failures only.
   *
   * @default AccessLog.all()
   */
  readonly accessLog?: AccessLog;
}

/**
 * The choice of which forwarded connections and requests have a line in the access log.
 *
 * Refusals, over-limits and failures (status 5xx) have lines with each choice. Up to a bound each has its line. Beyond the bound one line stands
 * for many, and its `weight` is their number.
 */
export class AccessLog {
  /**
   * A line for every TLS connection and every HTTP request.
   *
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, accessLog: AccessLog.all() });
   */
  public static all(): AccessLog {
    return new AccessLog(100);
  }

  /**
   * Lines for a share of what was forwarded.
   *
   * nginx draws them at random. Such a line has one more field, `weight`: the number of connections or requests that it stands for.
   * Metrics, alarms and saved queries count with the weight.
   *
   * @param percent from 0.01 to 100, in steps of 0.01
   * @throws where `percent` is not such a number, or is a token
   * @see https://nginx.org/en/docs/stream/ngx_stream_split_clients_module.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, accessLog: AccessLog.sampled(10) });
   */
  public static sampled(percent: number): AccessLog {
    requireTypes({ percent }, { percent: number });
    requireKnown('percent', percent, 'nginx.conf and the metrics are written with it');
    requireThat('percent', percent, isHundredth, 'be a number from 0.01 to 100 in steps of 0.01, or AccessLog.failuresOnly() be used');
    return new AccessLog(percent);
  }

  /**
   * No line for what was forwarded, unless it failed.
   *
   * The log then cannot count what was forwarded: `metricForwardedCount()` throws, and alarms compare with the connections of the load balancer instead.
   *
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, accessLog: AccessLog.failuresOnly() });
   */
  public static failuresOnly(): AccessLog {
    return new AccessLog(0);
  }

  private constructor(
    /**
     * How many of a hundred forwarded connections and requests have a line.
     *
     * @internal
     */
    public readonly _forwardedPercent: number,
  ) {}
}

/** `split_clients` takes no more than two decimals. */
function isHundredth(percent: number): boolean {
  return percent >= 0.01 && percent <= 100 && Number.isInteger(Number((percent * 100).toFixed(6)));
}
