import { requireInteger } from '../private/validation';

/** The port of a listener. */
export interface HttpListenerOptions {
  /**
   * The port that clients connect to.
   *
   * @default 80
   */
  readonly port?: number;
}

/** What becomes of HTTP without TLS. */
export abstract class HttpMode {
  /**
   * Forwarded by Host, for services with an HTTP listener.
   *
   * A request whose reply begins before the service has read it all stands still when the service is slower than the client.
   * TLS, which is passed on as it comes, does not know this.
   */
  public static proxy(options: HttpListenerOptions = {}): HttpMode {
    return new ListeningHttpMode(options, false);
  }

  /** Answered with a redirect to the same address on HTTPS, for names on the list; nothing is forwarded. */
  public static redirectToHttps(options: HttpListenerOptions = {}): HttpMode {
    return new ListeningHttpMode(options, true);
  }

  /** Not taken at all: no listener. */
  public static off(): HttpMode {
    return new SilentHttpMode();
  }

  /** What follows from it; nothing where there is no listener. */
  public abstract bind(): HttpModeConfig | undefined;
}

/** What the listener and nginx need to know. */
export interface HttpModeConfig {
  /** The port that clients connect to. */
  readonly port: number;

  /** Whether clients are sent to HTTPS instead of being served. */
  readonly redirect: boolean;
}

class ListeningHttpMode extends HttpMode {
  private readonly config: HttpModeConfig;

  constructor({ port = 80 }: HttpListenerOptions, redirect: boolean) {
    super();
    requireInteger('port', port, 1, 65535);
    this.config = { port, redirect };
  }

  public bind(): HttpModeConfig | undefined {
    return this.config;
  }
}

class SilentHttpMode extends HttpMode {
  public bind(): HttpModeConfig | undefined {
    return undefined;
  }
}
