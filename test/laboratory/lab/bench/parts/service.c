/* VPC Lattice's stand-in for load: answers faster than any proxy can ask, so that it is never what is measured.
 *
 * service TLS_PORT HTTP_PORT SERVER_FLIGHT CLIENT_HELLO_BYTES CLIENT_FINISH_BYTES REPLY_BYTES
 *
 * On the TLS port it replays the server's side of a recorded handshake and then serves the requests of wire.h. On the HTTP port
 * every request gets the same reply, and `Connection: close` is honoured. One thread, epoll. */
#define _GNU_SOURCE
#include "wire.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum kind { LISTENS_TLS, LISTENS_HTTP, TLS, HTTP };
enum phase { HELLO, FINISH, REQUEST, UPLOAD };

struct connection {
    int fd;
    enum kind kind;
    enum phase phase;
    uint64_t wanted;                /* bytes until the phase is over */
    uint64_t owed;                  /* bytes of filler still to send */
    int waits_to_write, ends;
    size_t held;
    unsigned char bytes[4096];      /* a request that is not yet complete */
};

static int epoll_fd;
static size_t flight_bytes, hello_bytes, finish_bytes, reply_bytes;
static unsigned char *flight;
static char http_reply[65536];

static void watch(struct connection *connection, uint32_t events, int operation) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(epoll_fd, operation, connection->fd, &event)) fail("epoll_ctl");
}

static struct connection *connection_of(int fd, enum kind kind) {
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection) fail("calloc");
    connection->fd = fd;
    connection->kind = kind;
    connection->wanted = hello_bytes;
    watch(connection, EPOLLIN, EPOLL_CTL_ADD);
    return connection;
}

static void listen_on(int port, enum kind kind) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 4096)) fail("listen");
    connection_of(fd, kind);
}

static void take_connections(struct connection *listening) {
    int fd, on = 1;
    while ((fd = accept4(listening->fd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connection_of(fd, listening->kind == LISTENS_TLS ? TLS : HTTP);
    }
}

static void finish(struct connection *connection) {
    close(connection->fd);
    free(connection);
}

/* Sends what is owed, as far as it goes. False if the peer is gone. */
static int pay(struct connection *connection) {
    while (connection->owed) {
        size_t next = connection->owed < FILLER_BYTES ? connection->owed : FILLER_BYTES;
        ssize_t sent = send(connection->fd, filler, next, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return 0;
        if (sent < 0) break;
        connection->owed -= sent;
    }
    int waits = connection->owed > 0;
    if (waits != connection->waits_to_write) watch(connection, EPOLLIN | (waits ? EPOLLOUT : 0), EPOLL_CTL_MOD);
    connection->waits_to_write = waits;
    return 1;
}

static void next_phase(struct connection *connection, enum phase phase, uint64_t wanted) {
    connection->phase = phase;
    connection->wanted = wanted;
    connection->held = 0;
}

/* Called when all bytes of a phase are here. */
static int advance(struct connection *connection) {
    struct request request;
    switch (connection->phase) {
    case HELLO:
        next_phase(connection, FINISH, finish_bytes);
        return send(connection->fd, flight, flight_bytes, MSG_NOSIGNAL) == (ssize_t)flight_bytes;
    case FINISH:
        next_phase(connection, REQUEST, REQUEST_BYTES);
        return 1;
    case REQUEST:
        memcpy(&request, connection->bytes, sizeof request);
        connection->owed += request.reply;
        if (request.upload) next_phase(connection, UPLOAD, request.upload);
        else next_phase(connection, REQUEST, REQUEST_BYTES);
        return request.upload ? 1 : pay(connection);
    default:
        next_phase(connection, REQUEST, REQUEST_BYTES);
        return pay(connection);
    }
}

static int serve_tls(struct connection *connection) {
    static unsigned char buffer[FILLER_BYTES];
    ssize_t got = recv(connection->fd, buffer, sizeof buffer, 0);
    if (got <= 0) return got < 0 && errno == EAGAIN;
    for (unsigned char *at = buffer; got;) {
        size_t taken = (uint64_t)got < connection->wanted ? (size_t)got : connection->wanted;
        if (connection->phase == REQUEST) memcpy(connection->bytes + connection->held, at, taken);
        connection->held += taken;
        connection->wanted -= taken;
        at += taken;
        got -= taken;
        if (!connection->wanted && !advance(connection)) return 0;
    }
    return 1;
}

static int serve_http(struct connection *connection) {
    char *bytes = (char *)connection->bytes;
    ssize_t got = recv(connection->fd, bytes + connection->held, sizeof connection->bytes - 1 - connection->held, 0);
    if (got <= 0) return got < 0 && errno == EAGAIN;
    connection->held += got;
    bytes[connection->held] = 0;
    if (!strstr(bytes, "\r\n\r\n")) return 1;
    connection->held = 0;
    size_t length = strlen(http_reply);
    if (send(connection->fd, http_reply, length, MSG_NOSIGNAL) != (ssize_t)length) return 0;
    return !strcasestr(bytes, "\nconnection: close");
}

int main(int count, char **arguments) {
    if (count != 7) return 2;
    flight = file_of(arguments[3], &flight_bytes);
    hello_bytes = atoi(arguments[4]);
    finish_bytes = atoi(arguments[5]);
    reply_bytes = atoi(arguments[6]);
    int head = sprintf(http_reply, "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %zu\r\n\r\n", reply_bytes);
    memset(http_reply + head, 'x', reply_bytes);
    epoll_fd = epoll_create1(0);
    listen_on(atoi(arguments[1]), LISTENS_TLS);
    listen_on(atoi(arguments[2]), LISTENS_HTTP);
    for (struct epoll_event events[256];;) {
        int ready = epoll_wait(epoll_fd, events, 256, -1);
        for (int index = 0; index < ready; index++) {
            struct connection *connection = events[index].data.ptr;
            if (connection->kind <= LISTENS_HTTP) {
                take_connections(connection);
                continue;
            }
            int stays = !(events[index].events & EPOLLOUT) || pay(connection);
            if (stays && events[index].events & ~EPOLLOUT) stays = connection->kind == TLS ? serve_tls(connection) : serve_http(connection);
            if (!stays) finish(connection);
        }
    }
}
