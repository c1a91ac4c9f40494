/* The floor: takes the PROXY header off, opens one fixed connection for each that comes, and copies. No name, no DNS, no log.
 *
 * relay copy|splice ADDRESS (LISTEN_PORT UPSTREAM_PORT)...
 *
 * One thread, epoll. Whatever a proxy costs above this, it costs for what it decides, checks and records. */
#define _GNU_SOURCE
#include "wire.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK (64 * 1024)

struct end {
    int fd, upstream_port;          /* a port: this is a listener */
    int starts, ended;              /* it starts with a PROXY header; nothing more will come */
    struct end *other;
    unsigned char *left;            /* came from here and did not fit into the other end's socket */
    size_t left_bytes, left_sent, in_pipe;
    int pipe[2];
    int reads, writes, is_watched;
    struct end *next_dead;
};

static int epoll_fd, splices;
static struct sockaddr_in upstream = {.sin_family = AF_INET};
static struct end *dead;
static unsigned char buffer[CHUNK];

static void watch(struct end *end, int reads, int writes) {
    struct epoll_event event = {.events = (reads ? EPOLLIN : 0) | (writes ? EPOLLOUT : 0), .data.ptr = end};
    if (end->is_watched && reads == end->reads && writes == end->writes) return;
    if (epoll_ctl(epoll_fd, end->is_watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, end->fd, &event)) fail("epoll_ctl");
    end->reads = reads;
    end->writes = writes;
    end->is_watched = 1;
}

static struct end *end_of(int fd) {
    struct end *end = calloc(1, sizeof *end);
    int on = 1;
    if (!end) fail("calloc");
    end->fd = fd;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return end;
}

static void drop(struct end *end) {
    if (end->fd < 0) return;
    close(end->fd);
    end->fd = -1;
    free(end->left);
    if (splices && end->other) close(end->pipe[0]), close(end->pipe[1]);
    end->next_dead = dead;
    dead = end;
    if (end->other) drop(end->other);
}

/* False when the other end takes no more for now. */
static int flush_left(struct end *from) {
    while (from->left_sent < from->left_bytes) {
        ssize_t sent = send(from->other->fd, from->left + from->left_sent, from->left_bytes - from->left_sent, MSG_NOSIGNAL);
        if (sent < 0) return 0;
        from->left_sent += sent;
    }
    free(from->left);
    from->left = NULL;
    from->left_bytes = from->left_sent = 0;
    while (from->in_pipe) {
        ssize_t sent = splice(from->pipe[0], NULL, from->other->fd, NULL, from->in_pipe, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        if (sent <= 0) return 0;
        from->in_pipe -= sent;
    }
    return 1;
}

static void keep(struct end *from, const unsigned char *bytes, size_t length) {
    from->left = malloc(length);
    if (!from->left) fail("malloc");
    memcpy(from->left, bytes, length);
    from->left_bytes = length;
    from->left_sent = 0;
}

/* The client's first bytes: the header comes off, the connection onwards is opened. False if there is nothing to relay. */
static int open_upstream(struct end *client, ssize_t got) {
    if (got < 16 || buffer[12] == 0x20) return 0;
    ssize_t header = 16 + ((buffer[14] << 8) | buffer[15]);
    if (got <= header) return 0;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    upstream.sin_port = htons(client->upstream_port);
    if (connect(fd, (struct sockaddr *)&upstream, sizeof upstream) && errno != EINPROGRESS) fail("connect");
    struct end *other = end_of(fd);
    client->other = other;
    other->other = client;
    client->starts = client->upstream_port = 0;
    if (splices && (pipe2(client->pipe, O_NONBLOCK) || pipe2(other->pipe, O_NONBLOCK))) fail("pipe2");
    keep(client, buffer + header, got - header);
    watch(other, 1, 1);
    watch(client, 0, 0);
    return 1;
}

/* One read, one write. False when the session is over. */
static int relay(struct end *from) {
    if (!from->starts && splices) {
        ssize_t got = splice(from->fd, NULL, from->pipe[1], NULL, CHUNK, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        if (got <= 0) return got < 0 && errno == EAGAIN;
        from->in_pipe += got;
    } else {
        ssize_t got = recv(from->fd, buffer, CHUNK, 0);
        if (from->starts) return open_upstream(from, got);
        if (got <= 0) return got < 0 && errno == EAGAIN;
        ssize_t sent = send(from->other->fd, buffer, got, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return 0;
        if (sent < 0) sent = 0;
        if (sent < got) keep(from, buffer + sent, got - sent);
    }
    if (!flush_left(from)) {                                    /* reads on when the other end can take it */
        watch(from, 0, from->writes);
        watch(from->other, from->other->reads, 1);
    }
    return 1;
}

static void take_connections(struct end *listening) {
    for (int fd; (fd = accept4(listening->fd, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        struct end *client = end_of(fd);
        client->starts = 1;
        client->upstream_port = listening->upstream_port;
        watch(client, 1, 0);
    }
}

static void listen_on(int port, int upstream_port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 4096)) fail("listen");
    struct end *listening = end_of(fd);
    listening->upstream_port = upstream_port;
    watch(listening, 1, 0);
}

int main(int count, char **arguments) {
    if (count < 5) return 2;
    splices = !strcmp(arguments[1], "splice");
    inet_pton(AF_INET, arguments[2], &upstream.sin_addr);
    epoll_fd = epoll_create1(0);
    for (int index = 3; index + 1 < count; index += 2) listen_on(atoi(arguments[index]), atoi(arguments[index + 1]));
    for (struct epoll_event events[256];;) {
        int ready = epoll_wait(epoll_fd, events, 256, -1);
        for (int index = 0; index < ready; index++) {
            struct end *end = events[index].data.ptr;
            if (end->fd < 0) continue;                          /* dropped by an event before this one */
            if (end->upstream_port && !end->starts) {
                take_connections(end);
                continue;
            }
            if (events[index].events & EPOLLOUT && flush_left(end->other)) {
                watch(end, end->reads, 0);
                watch(end->other, 1, end->other->writes);
            }
            if (events[index].events & (EPOLLIN | EPOLLHUP | EPOLLERR) && !relay(end)) drop(end);
        }
        for (struct end *next; dead; dead = next) next = dead->next_dead, free(dead);
    }
}
