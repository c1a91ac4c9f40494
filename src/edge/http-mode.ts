import { number, requireOptions } from '../private/type-checks';
import { requireInteger } from '../private/validation';

/** Options for HTTP without TLS. */
export interface HttpOptions {
  /**
   * The treatment of HTTP without TLS: forwarded, redirected to HTTPS, or no listener.
   *
   * @default HttpMode.proxy()
   */
  readonly http?: HttpMode;
}

/** Options of the HTTP listener. */
export interface HttpListenerOptions {
  /**
   * The port that clients connect to.
   *
   * @default 80
   * @throws where it is not a whole number between 1 and 65535
   */
  readonly port?: number;
}

/** What follows from an HTTP mode that has a listener. */
export interface HttpModeConfig {
  /** The port that clients connect to. */
  readonly port: number;
  /** Whether clients are redirected to HTTPS instead of being served. */
  readonly redirect: boolean;
}

/** Whether requests are forwarded. */
export function forwards(config: HttpModeConfig | undefined): boolean {
  return config !== undefined && !config.redirect;
}

/** The treatment of HTTP without TLS: forwarded, redirected to HTTPS, or no listener. */
export class HttpMode {
  /**
   * Forwards HTTP requests by their Host header, for services with an HTTP listener.
   *
   * If a service starts to answer before it has read the whole request, and reads more slowly than the client sends,
   * nginx stops sending and the request hangs. TLS is not affected: nginx passes it through unchanged.
   *
   * @param options the port of the listener
   * @throws where the port is not a whole number between 1 and 65535
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, http: HttpMode.proxy({ port: 8080 }) });
   */
  public static proxy(options: HttpListenerOptions = {}): HttpMode {
    return HttpMode.listening(options, false);
  }

  /**
   * Redirects HTTP requests for allowed names to HTTPS, and forwards nothing.
   *
   * @param options the port of the listener
   * @throws where the port is not a whole number between 1 and 65535
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, http: HttpMode.redirectToHttps() });
   */
  public static redirectToHttps(options: HttpListenerOptions = {}): HttpMode {
    return HttpMode.listening(options, true);
  }

  /**
   * No HTTP listener: the ingress serves TLS only.
   *
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, http: HttpMode.off() });
   */
  public static off(): HttpMode {
    return new HttpMode(undefined);
  }

  private static listening(options: HttpListenerOptions, redirect: boolean): HttpMode {
    requireOptions(options, { port: number });
    const { port = 80 } = options;
    return new HttpMode({ port: requireInteger('port', port, 1, 65535), redirect });
  }

  private constructor(
    /** @internal */
    public readonly _config: HttpModeConfig | undefined,
  ) {}
}
