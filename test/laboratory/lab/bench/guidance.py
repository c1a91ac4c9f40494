"""The configuration of AWS's Guidance for External Connectivity to Amazon VPC Lattice, in our words: what ours is compared with.

Directive by directive as the Guidance's task has it, with three exceptions that make the comparison one of configurations: the nginx is
ours, one worker runs (as everywhere here) instead of one for each of the machine's processors, and paths fit a read-only root.
https://aws.amazon.com/solutions/guidance/external-connectivity-to-amazon-vpc-lattice/
"""
from __future__ import annotations

TLS_PORT, HTTP_PORT = 443, 80


def guidance_conf(resolver: str) -> str:
    """The whole nginx.conf. Its own filter leaves out sessions whose count of bytes has a 0 in it."""
    return f"""
daemon off;
pid /tmp/guidance.pid;
worker_processes 1;
error_log stderr crit;
events {{
    worker_connections 1048576;
    multi_accept on;
    use epoll;
}}
http {{
    resolver {resolver} ipv6=off;
    client_body_temp_path /tmp/body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    log_format requests '$remote_addr $remote_user $time_local "$request" $status $body_bytes_sent "$http_referer" '
                        '"$http_user_agent" $proxy_protocol_addr $request_time $upstream_addr';
    access_log /dev/stdout requests;
    error_log stderr crit;
    server {{
        listen {HTTP_PORT} proxy_protocol;
        set_real_ip_from 192.168.0.0/16;
        real_ip_header proxy_protocol;
        location / {{
            proxy_set_header Host $host;
            proxy_http_version 1.1;
            proxy_pass http://$host:80;
        }}
    }}
}}
stream {{
    resolver {resolver} ipv6=off;
    map $bytes_received $is_logged {{
        "~0" 0;
        default 1;
    }}
    log_format sessions '$time_iso8601 $remote_addr $proxy_protocol_addr $proxy_protocol_port $protocol $server_port '
                        '$status $upstream_addr $upstream_bytes_sent $upstream_bytes_received $session_time $upstream_connect_time';
    access_log /dev/stdout sessions if=$is_logged;
    error_log stderr crit;
    server {{
        listen {TLS_PORT} proxy_protocol;
        set_real_ip_from 192.168.0.0/16;
        ssl_preread on;
        proxy_pass $ssl_preread_server_name:$server_port;
    }}
}}
"""
