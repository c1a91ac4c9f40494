"""Single ways to weaken the container, each with the cases that must notice. `mutants.py` applies them one at a time."""
from __future__ import annotations

from lab.proxy.weakening import ENTRY_POINT, KERNEL, Weakening

_SHARED = [
    ('wildcards match names whose form was not checked', r'map \$proper_name \$route_by_wildcard', 'map {name} $route_by_wildcard', ('names: no byte', 'names: refuses labels')),
    ('a name that is not listed is looked up', r'(\$route_by_wildcard \{{\s+hostnames;\s+default) "";', r'\1 {name}:{port};', ('refuses an unknown name',)),
    ('names may have any length', r'\(\?=(\.|\[\^ \])\{{4,253\}}(\\z| )\)', '', ('names: refuses names and labels that are too long',)),
    ('labels may have any length', r'\{{0,61\}}', '*', ('names: refuses names and labels that are too long',)),
    ('a peer that is not the load balancer is believed', r'(1 \$route_of_client;\s+default) "";', r'\1 $route_of_client;', ('refuses a PROXY header from a peer',)),
    ('everybody counts as the load balancer', r'default 0;', 'default 1;', ('refuses a PROXY header from a peer',)),
    ('a client without an address is served', r'(\$route_of_client \{{\s+"") "";', r'\1 $route;', ('refuses a LOCAL PROXY header',)),
    ('the log is not escaped', r'escape=json', 'escape=none', ('log: what clients send',)),
    ('the log takes names of any length and any bytes', r'"~\^\[\\x21-\\x7e\]\{{0,2\d\d\}}\\z"', '"~"', ('log: what clients send',)),
    ('errors are written with what clients sent', r'error_log stderr \w+', 'error_log stderr info', ('names: refuses labels', 'errors: nothing')),
    ('nothing is logged', r'access_log /dev/stdout [^;]*', 'access_log off', ('lines name client',)),
    ('IPv6 addresses are asked for too', r' ipv6=off', '', ('a name under a wildcard is looked up',)),
]

STREAM = [Weakening(what, 'stream', pattern.format(), instead.format(name='$ssl_preread_server_name', port=443), noticed) for what, pattern, instead, noticed in _SHARED] + [
    Weakening('a ClientHello may have 1 KiB', 'stream', 'preread_buffer_size 16k', 'preread_buffer_size 1k', ('ClientHello: large',)),
    Weakening('the form is checked from somewhere in the name on', 'stream', r'"~\*\^\(\?=[^)]*\)', '"~*', ('names: no byte', 'names: refuses names with an allowed')),
    Weakening('a ClientHello that is too large has no name', 'stream', r'\^400\\z', '^499', ('of more than 16 KiB is unreadable',)),
    Weakening('a session to nowhere looks forwarded', 'stream', r'502 unreachable;', '', ('to an address that takes no connection',)),
    Weakening('health checks are logged', 'stream', 'access_log off;', '', ('health:',)),
    Weakening('sessions are cut when the task ends', '', r'worker_shutdown_timeout \d+s', 'worker_shutdown_timeout 1ms', ('SIGTERM drains',)),
]

HTTP = [Weakening(what, 'http', pattern.format(), instead.format(name='$host', port=80), noticed) for what, pattern, instead, noticed in _SHARED] + [
    Weakening('only the Host header counts', 'http', r'"\$host \$http_host"', '"$http_host $http_host"', ('request: refuses an absolute target',)),
    Weakening('only the request line counts', 'http', r'"\$host \$http_host"', '"$host $host"', ('request: refuses an absolute target',)),
    Weakening('what is refused gets an answer', 'http', r'if \(\$target = ""\) \{ return 444; \}', '', ('HTTP: refuses an unknown name',)),
    Weakening('X-Forwarded-For holds what the client sent', 'http', r'X-Forwarded-For \$proxy_protocol_addr', 'X-Forwarded-For $proxy_add_x_forwarded_for', ('headers: those that name the client',)),
    Weakening("X-Real-IP is the client's", 'http', r'proxy_set_header X-Real-IP [^;]+;', '', ('headers: those that name the client',)),
    Weakening("Forwarded is the client's", 'http', r'proxy_set_header Forwarded "";', '', ('headers: those that name the client',)),
    Weakening("X-Forwarded-Host is the client's", 'http', r'proxy_set_header X-Forwarded-Host "";', '', ('headers: those that name the client',)),
    Weakening("X-Forwarded-Port is the task's", 'http', r'\$proxy_protocol_server_port', '$server_port', ('X-Forwarded-For and similar headers',)),
    Weakening('the client is the load balancer', 'http', r'X-Forwarded-For \$proxy_protocol_addr', 'X-Forwarded-For $remote_addr', ('X-Forwarded-For and similar headers',)),
    Weakening('services redirect inside the proxy', 'http', r'proxy_ignore_headers X-Accel-Redirect', 'proxy_ignore_headers', ('all names lead to a service', 'upstream: X-Accel')),
    Weakening('any upgrade is passed on', 'http', r'(websocket;\s+default) "";', r'\1 $http_upgrade;', ('an upgrade to anything but',)),
    Weakening('Host arrives without its port and case', 'http', r'Host \$http_host', 'Host $host', ('Host arrives',)),
    Weakening('the path is decoded', 'http', r'proxy_pass http://\$target', 'proxy_pass http://$target$uri', ('method and request target', 'headers: what is encoded')),
    Weakening('headers with underscores are dropped', 'http', r'underscores_in_headers on;\s+ignore_invalid_headers off;', '', ('headers with underscores',)),
    Weakening('headers with dots are dropped', 'http', 'ignore_invalid_headers off', 'ignore_invalid_headers on', ('headers with underscores',)),
    Weakening('query strings are logged', 'http', r'\$uri\b', '$request_uri', ('query strings',)),
    Weakening('the log takes paths of any length and any bytes', 'http', r'"~\^\[\\x20-\\x7e\]\{0,512\}\\z"', '"~"', ('log: what clients send',)),
    Weakening('requests are held back', 'http', 'proxy_request_buffering off', 'proxy_request_buffering on', ('first half of a request',)),
    Weakening('replies are held back', 'http', 'proxy_buffering off', 'proxy_buffering on', ('first part of a reply',)),
    Weakening('bodies are limited', 'http', 'client_max_body_size 0', 'client_max_body_size 1m', ('a request of 4 MiB',)),
    Weakening('connections to services are not kept', 'http', 'keepalive 64;', 'keepalive 0;', ('connections to a service are reused',)),
    Weakening('services are told to close before an upload is there', 'http', r'"~:\\d\+ 0\*\\z" close', '"~:" close', ('nginx tells a service of a looked-up name to close',)),
    Weakening('the heads of replies have 16 KiB', 'http', r'proxy_buffer_size \w+', 'proxy_buffer_size 16k', ('replies whose heads',)),
    Weakening('trailers are dropped', 'http', 'proxy_pass_trailers on', 'proxy_pass_trailers off', ('trailers of a reply',)),
    Weakening('every transfer coding that a client takes is passed on', 'http', r'TE \$te_out', 'TE $http_te', ('that the client takes trailers',)),
    Weakening('trailers are announced that do not come', 'http', r'proxy_set_header Trailer "";', '', ('trailers of a request',)),
    Weakening('a protocol that a service offers is offered to clients', 'http', 'proxy_hide_header Upgrade;', '', ('a protocol that a service offers',)),
    Weakening('nobody is told which protocol comes next', 'http', r'add_header Upgrade [^;]+;', '', ('WebSocket: the upgrade',)),
    Weakening('a 502 of nginx looks like one of the service', 'http', r'502 \$verdict_on_head', '502 forwarded', ('is told from one of nginx',)),
    Weakening('a 504 of the service looks like one of nginx', 'http', r'504 \$verdict_on_head', '504 no-reply', ('is told from one of nginx',)),
    Weakening('what a client cut off looks whole', 'http', r'default client-gone', 'default $verdict_on_answer', ('that the client cuts off',)),
    Weakening('who left while a name was looked up looks like somebody who could not be served', 'http', r'499 client-gone;', '', ('ends its half of the connection before',)),
    Weakening('what nginx cannot read is a request without a name', 'http', r'(\$verdict_without_name \{\s+"~[^"]*") unreadable', r'\1 refused-no-name', ('nginx cannot read',)),
    Weakening('the path of what nginx cannot read has its query string', 'http', r'\(\?:\[ \?\]\|\\z\)" \$1', '" $request', ('nginx cannot read',)),
    Weakening('what a WebSocket carries is not counted', 'http', r'101 \$bytes_in_upgraded;', '', ('bytes of a WebSocket',)),
    Weakening('the proxy names itself', 'http', 'proxy_pass_header Server;', '', ('all names lead to a service', 'cookies, redirects')),
    Weakening('headers for another nginx are left out', 'http', r'proxy_pass_header X-[^;]+;', '', ('every header of a reply',)),
]

LIMITS = [
    Weakening('one client may open TLS sessions without limit', 'stream', r'limit_conn tls_client \d+;', '', ('of 1,200 idle TLS',)),
    Weakening('each IPv6 address counts as a client', 'stream', r'limit_conn_zone \$client_network', 'limit_conn_zone $proxy_protocol_addr', ('one /64 of IPv6',)),
    Weakening('one client may send requests without limit', 'http', r'limit_conn http_client \d+;', '', ('of 1,200 HTTP requests',)),
    Weakening('all clients together may open TLS sessions without limit', 'stream', r'limit_conn_zone all ', 'limit_conn_zone $client_network ', ('take the TLS sessions of a task',)),
    Weakening('all clients together may send requests without limit', 'http', r'limit_conn_zone all ', 'limit_conn_zone $client_network ', ('take the HTTP requests of a task',)),
    Weakening('all TLS clients share the limit of one', 'stream', r'1 \$client_network_said', '1 $remote_addr', ('of 1,200 idle TLS',)),
    Weakening('a network of IPv6 has a share for each form of its text', 'stream', r'"\$1:0:0:"', '$proxy_protocol_addr', ('one /64 of IPv6',)),
    Weakening('a peer may take up the share of somebody else', 'stream', r'(1 \$client_network_said;\s+default) \$remote_addr', r'\1 $client_network_said', ('whatever address it claims',)),
    Weakening('nginx does not say that it got no memory', '', r'error_log stderr \w+', 'error_log /dev/null', ('memory runs out',)),
    Weakening('a task has few connections', '', r'worker_connections \d+', 'worker_connections 300', ('of 1,200 idle TLS',)),
]

SLOTS = [
    Weakening('one client may open HTTP connections without limit', 'stream', r'limit_conn http_connections_client \d+;', '', ('HTTP connections beyond the share', '60 KiB of an unfinished head')),
    Weakening('all clients together may open HTTP connections without limit', 'stream', r'limit_conn_zone all zone=http_connections',
              'limit_conn_zone $client_network zone=http_connections', ('take the HTTP connections of a task',)),
    Weakening('refused HTTP connections are not logged', 'stream', r'access_log /tmp/bounded.log refused_http [^;]*', 'access_log off', ('HTTP connections beyond the share',)),
    Weakening('a task has slots for its own sessions only', '', r'worker_connections \d+', 'worker_connections 9005', ('port 80 without a PROXY header',)),
    Weakening('a connection may carry any number of requests', 'http', 'keepalive_requests 100;', 'keepalive_requests 10000;', ('one request with large headers after another',)),
]

ANSWERS = [
    Weakening('an answer of nginx leaves the connection open', 'http', r'error_page [^;]+;', '', ('over its limit that pipelines', 'an answer of nginx itself')),
    Weakening('a request may have any number of header lines', 'http', 'merge_slashes off;', 'merge_slashes off; max_headers 100000;', ('15,000 header lines',)),
    Weakening('a worker may ask for any amount of memory', ENTRY_POINT, 'ulimit -d', ': -d', ('interim replies without end',)),
    Weakening('requests that fail count against an address', 'http', 'max_fails=0', 'max_fails=5 fail_timeout=2s', ('a service ends the connection',)),
]

LOG_WITHOUT_BOUND = Weakening('refusals go past the bound', ENTRY_POINT, 'all < 500 && lines[$1] < 100', '1', ('turned away as often as it can connect',))

LOG = [
    LOG_WITHOUT_BOUND,
    Weakening('one client may have lines without limit', ENTRY_POINT, 'lines[$1] < 100', 'lines[$1] < 100000', ('turned away as often as it can connect',)),
    Weakening('all clients share the lines of one', ENTRY_POINT, 'lines[$1]', 'lines[1]', ('turned away as often as it can connect',)),
    Weakening('one client may have lines that count each of its kinds', ENTRY_POINT, 'kinds[network] >= 4', 'kinds[network] >= 1000', ('mix all kinds',)),
    Weakening('what is beyond the bound is not counted', ENTRY_POINT, 'count[key]++', 'count[key] = 1', ('turned away as often as it can connect',)),
    Weakening('who leaves while a name is looked up has lines without limit', 'http', r'(\$upstream_addr \$bounded_if_gone \{\s+"") 1', r'\1 ""', ('leaves while its name is looked up, as often',)),
    Weakening('the last count is lost', ENTRY_POINT, 'END { tell() }', '', ('first writes the counts',)),
]

ERRORS = [
    Weakening('errors about local ports are written with what clients sent', 'http', 'error_log stderr emerg', 'error_log stderr crit', ('no local port is left',)),
    Weakening('errors about slots are written with what clients sent', 'http', 'error_log stderr emerg', 'error_log stderr alert', ('no slot is left',)),
    Weakening('answers of DNS that nginx does not expect have an error each', '', r'error_log stderr crit;\n(error_log /tmp)', r'error_log stderr error;\n\1', ('leaves while its name is looked up',)),
    Weakening('each session without a local port has an error', 'stream', 'error_log stderr alert', 'error_log stderr crit', ('no local port is left',)),
]

SOCKETS = [
    Weakening('what services send may pile up', KERNEL, 'net.ipv4.tcp_rmem', '4096 131072 6291456', ('all stand still',)),
    Weakening('what is not on its way yet may pile up', KERNEL, 'net.ipv4.tcp_notsent_lowat', '4294967295', ('all stand still',)),
    Weakening('clients choose segments as small as they like', KERNEL, 'net.ipv4.tcp_min_snd_mss', '48', ('segments of 88 bytes',)),
    Weakening('a slow line of one client lets others wait', KERNEL, 'net.ipv4.tcp_no_metrics_save', '0', ('for which a round trip takes',)),
    Weakening('what a client does not take in is left to the kernel', 'http', 'lingering_close always;', '', ('takes in nothing of its answers',)),
    Weakening('what clients send may pile up', 'stream', r' rcvbuf=\w+', ' rcvbuf=2m', ('all stand still',)),
    Weakening('what is on its way may pile up', KERNEL, 'net.ipv4.tcp_wmem', '4096 16384 4194304', ('80 ms away',)),
    Weakening('clients far away have small windows', 'stream', r' rcvbuf=\w+', ' rcvbuf=32k', ('80 ms away',)),
]

DRAIN = [
    Weakening('idle connections are closed as soon as the task is told to stop', 'http', r'keepalive_min_timeout \w+;', '', ('40 clients ask',)),
    Weakening('one side of a session ends the other', 'stream', 'proxy_half_close on;', '', ('ends its half',)),
    Weakening('a lost packet is a dead address', '', r'proxy_connect_timeout \w+', 'proxy_connect_timeout 900ms', ('first packet of a connection',)),
    Weakening('a lost question is an answer', '', 'resolver_timeout 10s', 'resolver_timeout 5s', ('first packet of a DNS question',)),
    Weakening('an upstream has room for few addresses', '', r'(zone \S+) 1m', r'\1 64k', ('240 addresses',)),
]

WATCH = [
    Weakening('nobody looks after the workers', ENTRY_POINT, 'watch &', ': &', ('a worker is killed while',)),
    Weakening('nobody looks whether a worker lives', ENTRY_POINT, 'looks=$((looks + 1))', 'looks=0', ('a worker hangs',)),
    Weakening('a worker has to wait or to write', ENTRY_POINT, ' $((ticks / 20))"', '"', ('neither waits nor writes',)),
    Weakening('an endless loop is a sign of life', ENTRY_POINT, 'read -r _ _ ', 'read -r _ ', ('neither waits nor writes',)),
    Weakening('a busy worker is not asked for its file', ENTRY_POINT, ' kill -USR1 $suspect', ' :', ('neither waits nor writes',)),
    Weakening('a file of earlier is a sign of life', ENTRY_POINT, ' rm -f $answer;', '', ('neither waits nor writes',)),
    Weakening('a worker that opens its logs again makes no file', '', r'error_log /tmp/alive.log emerg;', '', ('told to open its logs again',)),
    Weakening('a signal is heard only after nginx has started', ENTRY_POINT, "trap 'exit 0' TERM QUIT\n", '', ('SIGTERM at any moment',)),
    Weakening('the program that bounds the log does not start again', ENTRY_POINT, "is lost' >&2", "is lost' >&2; return", ('the log is killed',)),
    Weakening('nginx is told once to end', ENTRY_POINT, 'while kill -QUIT $nginx && sleep 1; do :; done', 'kill -QUIT $nginx', ('SIGTERM at any moment',)),
]

VALIDITY = [
    Weakening('a wrong answer of DNS is believed for 30 s', '', 'valid=10s', 'valid=30s', ('denies the name of a service',)),
]

TIME = [
    Weakening(f'{directive} is a minute', block, rf'\b{directive} 10s', f'{directive} 60s', ('slow clients',))
    for directive, block in (('proxy_protocol_timeout', 'stream'), ('preread_timeout', 'stream'), ('client_header_timeout', 'http'))
]

GENERATED_NAMES = [
    Weakening('names of endpoints are allowed', '', r'\(\?!vpce-\)', '', ('endpoints',)),
    Weakening('every Region is allowed', '', r'vpc-lattice-svcs\\\.us-east-1', r'vpc-lattice-svcs\\.[a-z0-9-]+', ('other Regions',)),
    Weakening("the service's label may have any length", '', r'\{1,44\}', '*', ('look-alikes',)),
    Weakening('dots stand for any byte', '', r'svcs\\\.', 'svcs.', ('look-alikes',)),
    Weakening('the id may have any length', '', r'\[0-9a-f\]\{17\}', '[0-9a-f]+', ('look-alikes',)),
    Weakening('the partition may have any length', '', r'\[0-9a-f\]\{7\}', '[0-9a-f]+', ('look-alikes',)),
    Weakening('something may follow a TLS name', 'stream', r'aws\\z"', 'aws"', ('look-alikes',)),
    Weakening('something may stand before a TLS name', 'stream', r'"~\*\^\(\?=[^)]*\)\(\?!vpce-\)', '"~*', ('look-alikes',)),
]

REDIRECT = [
    Weakening('clients are sent to whatever they name', 'http', r'if \(\$target = ""\) \{ return 444; \}', '', ('redirect: a client that asks for a name that is not allowed',)),
    Weakening('clients are sent to the Host header as it came', 'http', r'https://\$host', 'https://$http_host', ('redirect: an allowed name',)),
    Weakening('clients are sent to the decoded path', 'http', r'\$request_uri', '$uri$is_args$args', ('redirect: odd bytes',)),
    Weakening('clients are sent without their path', 'http', r'\$request_uri', '/', ('redirect: an allowed name',)),
    Weakening('HTTP is forwarded', 'http', r'return 301 [^;]+;', 'proxy_pass http://$host;', ('redirect: whatever HTTP carries',)),
]

TLS_ONLY = [
    Weakening('a name that is not listed is looked up', 'stream', r'(\$route_by_wildcard \{\s+hostnames;\s+default) "";', r'\1 $ssl_preread_server_name:443;', ('TLS only: HTTP on the port',)),
    Weakening('something listens for HTTP', 'stream', r'(server \{\s+listen) 8443 ', r'\1 8080 proxy_protocol; listen 8443 ', ('TLS only: nginx listens',)),
]

RESTRICTED_NAMES = [
    Weakening(what, block, pattern, instead, noticed)
    for block, looked_up in (('stream', r'\$ssl_preread_server_name'), ('http', r'\$host'))
    for what, pattern, instead, noticed in (
        ('nobody is stopped', r'default "!"; \{ranges\}', r'default ""; {ranges}', ('closed, in any spelling',)),
        ('everybody is stopped', r'geo \$proxy_protocol_addr', 'geo $remote_addr', ('a client that may ask for the name is served',)),
        ('who was stopped is forwarded', r'default \$admitted_route', 'default $route', ('closed, in any spelling',)),
        ('services stop nobody', r'(#each service .*)\{stop\}', r'\1', ('closed, in any spelling',)),
        ('exact names that are looked up stop nobody', rf'(#each domain .*)\{{stop\}}(?={looked_up})', r'\1', ('closed, in any spelling',)),
        ('names below a wildcard stop nobody', r'(#each \*\.domain .*)\{stop\}', r'\1', ('a wildcard for everybody',)),
        ('exact names that are looked up count as names below their wildcard', r'#each domain [^\n]*;', '', ('names for everybody below a restricted wildcard',)),
        ('the log does not say why', r'"~\^!" refused-client-not-allowed;', '', ('closed, in any spelling',)),
    )
] + [
    Weakening('the first range of a set is the only one', ENTRY_POINT, 'gsub(/,/, " \\"\\"; ", ranges)', 'sub(/,.*/, "", ranges)', ('a client that may ask for the name is served',)),
    Weakening('all sets are the first one', ENTRY_POINT, 'set = kind[2]', 'set = kind[2] == "" ? "" : 1', ('a client that may ask for the name is served',)),
]

RESTRICTED_REDIRECT = [
    Weakening('everybody is sent to HTTPS', 'http', r'default \$admitted_route', 'default $route', ('restricted redirect: a client that may not ask',)),
]

LISTENER_PORTS = [
    Weakening('TLS of all services goes to 443', 'stream', r'\{tls\}', '443', ('a name leads to the port of its service',)),
    Weakening('HTTP of all services goes to 80', 'http', r'\{http\}', '80', ('a name leads to the port of its service',)),
    Weakening('names of a service share its first ports', '', r'(#service open\.example\.com) \S+[^\n]*', r'\1 api_example_com', ('listener ports: a service that names no port',)),
]

MANY_SERVICES = [
    Weakening('each service has as many kept connections as one alone', 'http', r'keepalive \d+;', 'keepalive 64;', ('one of sixty services after the other',)),
]

GROUPS: dict[str, list[Weakening]] = {
    'TLS': STREAM, 'HTTP': HTTP, 'limits': LIMITS, 'slots': SLOTS, 'answers and errors': ANSWERS + ERRORS, 'log': LOG, 'sockets': SOCKETS,
    'drain': DRAIN, 'watch': WATCH, 'validity': VALIDITY, 'time': TIME,
    'generated names': GENERATED_NAMES, 'redirect': REDIRECT, 'TLS only': TLS_ONLY,
    'restricted names': RESTRICTED_NAMES, 'restricted redirect': RESTRICTED_REDIRECT, 'listener ports': LISTENER_PORTS,
    'many services': MANY_SERVICES,
}
