/* Clients and their load balancer: asks through a proxy, as fast as answers come or at a fixed rate, and counts.
 *
 * generator KEY=VALUE...       (settings.h has the keys)
 *
 * Speaks with its parent: prints `ready`, waits for a line such as `go RATE` (or `go`, at the rate it was told at its start), prints
 * `UNITS SECONDS P50_US P99_US P999_US`; waits for the next line,
 * measures again, and ends at the end of its input. The time of a request counts from when it was due, so that a proxy that
 * stalls is charged for all that waited. Connections stay open between measurements if they are kept. */
#define _GNU_SOURCE
#include "proxy_header.h"
#include "settings.h"
#include "wire.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_TIMES (1 << 22)
#define SMALL_BYTES 1200

enum phase { IDLE, HANDSHAKE, REPLY, CLOSING };

struct slot {
    int fd;
    enum phase phase;
    uint64_t wanted, upload;
    double due;
    size_t held;
    char head[2048];
};

static int epoll_fd;
static double end_at, next_due;
static struct slot *slots, **idle;
static int idle_count, busy, measuring;
static uint64_t units;
static float *times;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static void give_up(const char *what) {
    fprintf(stderr, "generator: %s\n", what);
    exit(1);
}

static void send_all(struct slot *slot, const void *bytes, size_t length) {
    if (send(slot->fd, bytes, length, MSG_NOSIGNAL) != (ssize_t)length) give_up("the proxy does not take a request");
}

static void watch(struct slot *slot, uint32_t events, int operation) {
    struct epoll_event event = {.events = events, .data.ptr = slot};
    if (epoll_ctl(epoll_fd, operation, slot->fd, &event)) fail("epoll_ctl");
}

static void push_upload(struct slot *slot) {
    int waited = slot->upload != upload;
    while (slot->upload) {
        ssize_t sent = send(slot->fd, filler, slot->upload < FILLER_BYTES ? slot->upload : FILLER_BYTES, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) give_up("the proxy closed during an upload");
        if (sent < 0) break;
        slot->upload -= sent;
    }
    if (slot->upload || waited) watch(slot, EPOLLIN | (slot->upload ? EPOLLOUT : 0), EPOLL_CTL_MOD);
}

/* Sends a request; on a new TLS session the client's last handshake message goes before it, in the same segment. */
static void ask(struct slot *slot, int first) {
    unsigned char bytes[4096];
    slot->phase = REPLY;
    slot->held = 0;
    if (!is_tls) {
        slot->wanted = 0;
        if (!first) send_all(slot, http_request, http_bytes);
        return;
    }
    int small = kept && first;
    struct request request = request_of(small ? 0 : upload, small ? SMALL_BYTES : reply_bytes);
    size_t before = first ? finish_bytes : 0;
    memcpy(bytes, finish, before);
    memcpy(bytes + before, &request, sizeof request);
    send_all(slot, bytes, before + sizeof request);
    slot->wanted = request.reply;
    slot->upload = request.upload;
    if (request.upload) push_upload(slot);
}

static void open_connection(struct slot *slot) {
    unsigned char bytes[8192];
    int on = 1;
    slot->fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(slot->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(slot->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(slot->fd, (struct sockaddr *)&from, sizeof from)) fail("bind");
    if (connect(slot->fd, (struct sockaddr *)&to, sizeof to)) fail("connect");     /* the kernel answers, not the proxy */
    fcntl(slot->fd, F_SETFL, O_NONBLOCK);
    watch(slot, EPOLLIN, EPOLL_CTL_ADD);
    size_t length = proxied ? proxy_header(bytes, is_health) : 0;
    if (is_health) {
        if (send(slot->fd, bytes, length, MSG_NOSIGNAL) < 0 && errno != EPIPE && errno != ECONNRESET) fail("send");
        shutdown(slot->fd, SHUT_WR);
        slot->phase = CLOSING;
        return;
    }
    memcpy(bytes + length, is_tls ? (void *)hello : http_request, is_tls ? hello_bytes : http_bytes);
    send_all(slot, bytes, length + (is_tls ? hello_bytes : http_bytes));
    if (is_tls) {
        slot->phase = HANDSHAKE;
        slot->wanted = flight_bytes;
    } else ask(slot, 1);
}

static void close_connection(struct slot *slot) {
    close(slot->fd);
    slot->fd = -1;
}

static void start(struct slot *slot, double due) {
    slot->due = due;
    busy++;
    if (slot->fd < 0) open_connection(slot);
    else ask(slot, 0);
}

static void done(struct slot *slot, int stays) {
    double at = now();
    if (measuring && units < MOST_TIMES) times[units] = at - slot->due;
    units += measuring;
    busy--;
    if (!kept || !stays) close_connection(slot);
    slot->phase = IDLE;
    if (measuring && !rate && at < end_at) start(slot, at);
    else idle[idle_count++] = slot;
}

static void take_http(struct slot *slot, ssize_t got) {
    slot->held += got;
    slot->head[slot->held] = 0;
    char *end = strstr(slot->head, "\r\n\r\n");
    if (!end) return;
    char *length = strcasestr(slot->head, "\ncontent-length:");
    if (strncmp(slot->head, "HTTP/1.1 200", 12) || !length) give_up(slot->head);
    if (slot->head + slot->held < end + 4 + atoi(length + 16)) return;
    done(slot, !strcasestr(slot->head, "\nconnection: close"));
}

static void take(struct slot *slot) {
    int http = !is_tls && slot->phase == REPLY;
    ssize_t got = http ? recv(slot->fd, slot->head + slot->held, sizeof slot->head - 1 - slot->held, 0)
                       : recv(slot->fd, NULL, slot->wanted ? slot->wanted : 1, MSG_TRUNC);         /* not copied */
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0 && slot->phase == CLOSING) return done(slot, 0);
    if (got <= 0 && slot->phase == IDLE) {                              /* a kept connection had its day */
        for (int index = 0; index < idle_count; index++)
            if (idle[index] == slot) return close_connection(slot);
    }
    if (got <= 0) give_up("the proxy closed instead of answering");
    if (http) return take_http(slot, got);
    slot->wanted -= got;
    if (slot->wanted) return;
    if (slot->phase == HANDSHAKE) ask(slot, 1);
    else done(slot, 1);
}

/* Waits for events no longer than until `until`, and handles them. */
static void turn(double until) {
    struct epoll_event events[256];
    double left = until - now();
    struct timespec timeout = {.tv_sec = left > 0 ? (long)left : 0};
    timeout.tv_nsec = left > 0 ? (left - timeout.tv_sec) * 1e9 : 0;
    int ready = epoll_pwait2(epoll_fd, events, 256, &timeout, NULL);
    for (int index = 0; index < ready; index++) {
        struct slot *slot = events[index].data.ptr;
        if (events[index].events & EPOLLOUT) push_upload(slot);
        if (events[index].events & ~EPOLLOUT) take(slot);
    }
}

static void wait_until_idle(void) {
    for (double limit = now() + 30; busy;) {
        if (now() > limit) give_up("an answer did not come within 30 seconds");
        turn(limit);
    }
}

static int ascending(const void *a, const void *b) {
    return (*(float *)a > *(float *)b) - (*(float *)a < *(float *)b);
}

static void measure(void) {
    double began = now();
    units = 0;
    measuring = 1;
    end_at = began + seconds;
    next_due = began;
    while (!rate && idle_count) start(idle[--idle_count], began);
    while (now() < end_at) {
        while (rate && next_due <= now() && idle_count) {
            start(idle[--idle_count], next_due);
            next_due += 1 / rate;
        }
        turn(rate && idle_count && next_due < end_at ? next_due : end_at);
    }
    wait_until_idle();
    measuring = 0;
    double took = now() - began;
    size_t known = units < MOST_TIMES ? units : MOST_TIMES;
    if (!known) give_up("nothing was answered");
    qsort(times, known, sizeof *times, ascending);
    printf("%lu %.6f %.1f %.1f %.1f\n", units, took, times[known / 2] * 1e6, times[known * 99 / 100] * 1e6, times[known * 999 / 1000] * 1e6);
    fflush(stdout);
}

int main(int count, char **arguments) {
    char line[32];
    (void)count;
    read_arguments(arguments);
    prctl(PR_SET_TIMERSLACK, 1);
    epoll_fd = epoll_create1(0);
    slots = calloc(slots_count, sizeof *slots);
    idle = calloc(slots_count, sizeof *idle);
    times = malloc(MOST_TIMES * sizeof *times);
    if (!slots || !idle || !times) fail("malloc");
    for (int index = 0; index < slots_count; index++) {
        slots[index].fd = -1;
        if (!kept) {
            idle[idle_count++] = &slots[index];
            continue;
        }
        start(&slots[index], now());
        if (busy == 64) wait_until_idle();
    }
    wait_until_idle();
    puts("ready");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        sscanf(line, "go %lf", &rate);
        measure();
    }
    return 0;
}
