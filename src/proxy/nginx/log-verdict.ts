import { NginxConfiguration } from './configuration';
import { renderRefusedClient } from './restricted-names';
import { map } from './syntax';

/** `$verdict`: why a connection or request was not forwarded, for the access log. */
export function renderVerdict(configuration: NginxConfiguration, nameSource: string, whenUnread: UnreadDialect): string[] {
  return [
    map('$limit_conn_status', '$verdict', ['REJECTED over-limit;', 'default $verdict_on_limits;']),
    map('$from_load_balancer', '$verdict_on_limits', ['1 $verdict_on_peer;', 'default refused-untrusted-peer;']),
    map('$proxy_protocol_addr', '$verdict_on_peer', ['"" refused-no-client-address;', 'default $verdict_on_client;']),
    map('$route', '$verdict_on_client', [
      '"" $verdict_on_name;',
      ...renderRefusedClient(configuration, 'refused-client-not-allowed'),
      'default $verdict_on_allowed;',
    ]),
    // A client may leave while nginx looks a name up.
    map('$status', '$verdict_on_allowed', [`"~${UNREADABLE}" unreadable;`, '499 client-gone;', 'default not-forwarded;']),
    map(nameSource, '$verdict_on_name', ['"" $verdict_without_name;', 'default $verdict_on_form;']),
    map('$proper_name', '$verdict_on_form', ['"" refused-malformed-name;', 'default refused-not-allowed;']),
    map(whenUnread.source, '$verdict_without_name', [`"~${whenUnread.form}" unreadable;`, 'default refused-no-name;']),
    map('$verdict_without_name', '$unread_name', ['unreadable "(not read)";', 'default "";']),
  ];
}

/** How nginx tells that it could not read a ClientHello or a request, and so knows no name. */
export interface UnreadDialect {
  readonly source: string;
  /** A regular expression. */
  readonly form: string;
}

/** A ClientHello that is larger than the buffer. */
export const UNREAD_HELLO: UnreadDialect = { source: '$status', form: '^400\\z' };

/** Statuses that nginx gives to a request that it cannot read. 444 is its word for a refusal, 499 for a client that has gone. */
const UNREADABLE = '^(?:4(?!44|99)|50[15])';

/** With status 400 and no path, nginx rejected the first line of the request. With another 400, the request has no Host. */
export const UNREAD_REQUEST: UnreadDialect = { source: '"$status $uri"', form: '^(?:400 \\z|4(?!00|44|99)\\d\\d |50[15] )' };

/**
 * `$verdict_forwarded`: what became of a connection that nginx tried to make for a TLS session.
 *
 * nginx gives 502 if it could open none. A session that ends later counts as forwarded, for whatever reason it ends.
 */
export function renderVerdictOnSession(): string[] {
  return [map('$status', '$verdict_forwarded', ['502 unreachable;', 'default forwarded;'])];
}

/**
 * `$verdict_forwarded`: what became of a request that nginx tried to send to a service.
 *
 * A service may answer 502 or 504, and so may nginx. What came from the last address that was tried tells which it was: the head of a reply, no connection,
 * nothing, or something that is no reply. Only a client can leave a request incomplete: if a service ends a reply too early, nginx passes on what came, and
 * counts the request as complete.
 */
export function renderVerdictOnRequest(): string[] {
  return [
    map('$request_completion', '$verdict_forwarded', ['OK $verdict_on_answer;', 'default client-gone;']),
    map('$status', '$verdict_on_answer', ['502 $verdict_on_head;', '504 $verdict_on_head;', 'default forwarded;']),
    map('$upstream_header_time', '$verdict_on_head', ['"~-\\z" $verdict_on_connection;', 'default forwarded;']),
    map('$upstream_connect_time', '$verdict_on_connection', ['"~-\\z" unreachable;', 'default $verdict_on_bytes;']),
    map('$upstream_bytes_received', '$verdict_on_bytes', ['"~(?:^| )0\\z" no-reply;', 'default bad-reply;']),
  ];
}
