/* What the generator is told, as KEY=VALUE arguments:
 *
 *   from, to, port     addresses and port of the connection
 *   kind               tls | http | health
 *   kept               1: connections are opened before the measurement and stay; 0: each request has its own
 *   slots              how many requests may be under way at a time
 *   seconds            for how long
 *   rate               requests a second; 0: as fast as answers come
 *   proxied            0: no PROXY header, straight to the service
 *   upload, reply      bytes of each TLS request's body and reply; the first ones on kept connections are small
 *   hello, finish      files: the client's side of a recorded TLS handshake
 *   flight             bytes of the server's side
 *   host               of HTTP requests */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "wire.h"

#include <arpa/inet.h>

static int kept, slots_count, proxied, is_tls, is_health;
static uint64_t upload, reply_bytes, flight_bytes;
static double seconds, rate;
static size_t hello_bytes, finish_bytes, http_bytes;
static unsigned char *hello, *finish;
static char http_request[1024];
static struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};

static const char *value_of(char **arguments, const char *key, const char *otherwise) {
    size_t length = strlen(key);
    for (char **each = arguments + 1; *each; each++)
        if (!strncmp(*each, key, length) && (*each)[length] == '=') return *each + length + 1;
    return otherwise;
}

static void read_arguments(char **arguments) {
    const char *kind = value_of(arguments, "kind", "tls");
    is_tls = !strcmp(kind, "tls");
    is_health = !strcmp(kind, "health");
    inet_pton(AF_INET, value_of(arguments, "from", "127.0.0.1"), &from.sin_addr);
    inet_pton(AF_INET, value_of(arguments, "to", "127.0.0.1"), &to.sin_addr);
    to.sin_port = htons(atoi(value_of(arguments, "port", "443")));
    kept = atoi(value_of(arguments, "kept", "0"));
    slots_count = atoi(value_of(arguments, "slots", "32"));
    seconds = atof(value_of(arguments, "seconds", "1"));
    rate = atof(value_of(arguments, "rate", "0"));
    proxied = atoi(value_of(arguments, "proxied", "1"));
    upload = atoll(value_of(arguments, "upload", "0"));
    reply_bytes = atoll(value_of(arguments, "reply", "1200"));
    flight_bytes = atoll(value_of(arguments, "flight", "0"));
    if (is_tls) hello = file_of(value_of(arguments, "hello", ""), &hello_bytes), finish = file_of(value_of(arguments, "finish", ""), &finish_bytes);
    http_bytes = snprintf(http_request, sizeof http_request,
        "GET /orders/4711?fields=id,state HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench/1.0\r\nAccept: application/json\r\n"
        "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124/us-east-1/vpc-lattice-svcs/aws4_request, "
        "SignedHeaders=host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7\r\n"
        "X-Amz-Date: 20261124T120000Z\r\n\r\n", value_of(arguments, "host", "localhost"));
}

#endif
