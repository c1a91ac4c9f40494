import { map } from './syntax';

/**
 * The headers of requests that are about one connection only: nginx writes those for the service anew.
 *
 * `$upgrade_out` never says h2c: a connection that changes its protocol escapes every check on its requests. `$te_out` says that the client
 * takes trailers, and nothing else, because nginx cannot read a reply whose transfer coding is another one than chunked.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110.html#section-7.6.1
 */
export function renderHopByHop(): string[] {
  return [
    map('$http_upgrade', '$upgrade_out', ['"" "";', '"~*^websocket\\z" websocket;', 'default "";']),
    map('$http_te', '$te_out', ['"" "";', 'trailers trailers;', '"~*(?:^|[\\t ,])trailers(?:[\\t ,;]|\\z)" trailers;', 'default "";']),
    map('$upgrade_out', '$connection_out', ['websocket upgrade;', 'default $connection_with_te;']),
    map('$te_out', '$connection_with_te', ['"" $connection_to_target;', 'default $connection_of_te;']),
    map('$connection_to_target', '$connection_of_te', ['"" TE;', 'default "TE, close";']),
    // nginx uses a connection to a looked-up name for one request, and tells the service so. It does not if the request has a body: many services then
    // close right after they have answered, with the rest of the body unread, and the reset that follows takes their answer with it.
    map('"$route $http_content_length$http_transfer_encoding"', '$connection_to_target', ['"~:\\d+ 0*\\z" close;', 'default "";']),
    // A reply keeps its Upgrade header for the client only if the reply changes the protocol.
    map('$status', '$upgrade_back', ['101 $upstream_http_upgrade;', 'default "";']),
  ];
}

/** Sends these headers instead of the client's. */
export function renderHopByHopHeaders(): string[] {
  return [
    'proxy_set_header Connection $connection_out;',
    'proxy_set_header Upgrade $upgrade_out;',
    'proxy_set_header TE $te_out;',
    // Old clients of proxies say Connection this way. nginx leaves it out by itself only in newer versions than that of the default image.
    'proxy_set_header Proxy-Connection "";',
    // nginx reads the trailers of a request and does not send them on, so nobody may wait for them.
    'proxy_set_header Trailer "";',
    'proxy_pass_trailers on;',
    'proxy_hide_header Upgrade;',
    'add_header Upgrade $upgrade_back always;',
  ];
}
